import { addressOf } from '../data/address.js'
import type { RecordedRequest } from '../data/entries.js'
import type { Api } from './api.js'

/** What came back. */
export interface Repetition {
  /** Null when the connection was cut. */
  readonly status: number | null
  readonly body: unknown
}

/** Whether a request was made with an API key. */
export function hadKey({ curl }: RecordedRequest): boolean {
  return curl.includes('$REPULL_KEY')
}

/**
 * Sends a request of the journal again.
 *
 * @param key the API key of its workspace, which the journal does not have; empty for none.
 */
export async function repeat(api: Api, request: RecordedRequest, key: string): Promise<Repetition> {
  const { method, requestBody, requestHeaders } = request
  const kept = Object.entries(requestHeaders ?? {}).filter(([name]) =>
    /^(?:prefer|idempotency-key)$/.test(name),
  )
  const hasBody = requestBody !== null && method !== 'GET' && method !== 'HEAD'
  try {
    const answer = await fetch(api.address(addressOf(request)), {
      method,
      headers: {
        ...Object.fromEntries(kept.map(([name, value]) => [name, String(value)])),
        ...(key !== '' && { 'x-api-key': key }),
        ...(hasBody && { 'content-type': 'application/json' }),
      },
      ...(hasBody && { body: JSON.stringify(requestBody) }),
      redirect: 'manual',
    })
    return { status: answer.status, body: parsed(await answer.text()) }
  } catch {
    return { status: null, body: null }
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text === '' ? null : text
  }
}
