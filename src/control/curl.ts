import { withoutKeys } from '../errors/showable.js'
import type { RecordedRequest } from './recorded-request.js'
import { redactUrl } from './redact.js'

/**
 * A command line that sends a request again, the API key taken from the environment, credentials redacted.
 *
 * @param body the body without its secrets.
 * @example curl -X POST 'http://127.0.0.1:7855/v1/connect/airbnb' -H "Authorization: Bearer $REPULL_KEY"
 */
export function curlOf({ method, origin }: RecordedRequest, body: unknown): string {
  const parts = ['curl']
  if (method === 'HEAD') parts.push('--head')
  else if (method !== 'GET') parts.push(`-X ${method}`)
  parts.push(quoted(redactUrl(origin.url)))
  if (origin.keyHeader === 'authorization') parts.push('-H "Authorization: Bearer $REPULL_KEY"')
  if (origin.keyHeader === 'x-api-key') parts.push('-H "x-api-key: $REPULL_KEY"')
  for (const [name, value] of Object.entries(origin.headers))
    parts.push(`-H ${quoted(withoutKeys(`${name}: ${value}`))}`)
  if (body !== null && body !== undefined) parts.push(`--data-raw ${quoted(dataOf(origin.headers, body))}`)
  return parts.join(' ')
}

/** The body as it is sent: a form for the hosted pages, JSON for all else. */
function dataOf(headers: RecordedRequest['origin']['headers'], body: unknown): string {
  const isForm = headers['content-type']?.startsWith('application/x-www-form-urlencoded')
  return isForm ? new URLSearchParams(body as Record<string, string>).toString() : JSON.stringify(body)
}

/** A text in single quotes, as every shell reads it. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}
