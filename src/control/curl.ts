import { withoutSecrets } from '../lib/masking.js'
import { URLSearchParams } from '../lib/node-globals.js'
import { isForm, type RecordedRequest } from './recorded-request.js'
import { redactUrl } from './redact.js'

/**
 * A command line that sends a request again, the API key taken from the environment, credentials redacted.
 *
 * @param body the body without its secrets; null where none is kept.
 * @example curl -X POST 'http://127.0.0.1:7855/v1/connect/airbnb' -H "Authorization: Bearer $REPULL_KEY"
 */
export function curlOf({ method, origin }: RecordedRequest, body: unknown): string {
  const parts = ['curl']
  // Else curl would take brackets for a list of addresses, and dots for a way up.
  if (/[[\]{}]|\/\.\.?(?:[/?]|$)/.test(origin.url)) parts.push('--globoff --path-as-is')
  if (method === 'HEAD') parts.push('--head')
  else if (method !== 'GET') parts.push(`-X ${method}`)
  parts.push(quoted(redactUrl(origin.url)))
  if (origin.keyHeader === 'authorization') parts.push('-H "Authorization: Bearer $REPULL_KEY"')
  if (origin.keyHeader === 'x-api-key') parts.push('-H "x-api-key: $REPULL_KEY"')
  for (const [name, value] of Object.entries(origin.headers))
    parts.push(`-H ${quoted(withoutSecrets(`${name}: ${value}`))}`)
  if (body !== null) {
    const data = isForm(origin)
      ? String(new URLSearchParams(body as Record<string, string>))
      : JSON.stringify(body)
    parts.push(`--data-raw ${quoted(data)}`)
  } else if (origin.hasBody) parts.push('# and its body, which is not kept')
  return parts.join(' ')
}

/** A text in single quotes, as every shell reads it. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}
