import { credentialFields } from '../connect/credentials.js'
import { withoutKeys } from '../errors/showable.js'

/** What stands in the place of a secret. */
export const redactedText = '[redacted]'

const secretName = /secret|password|token|api_?key|prop_?key/i

/** A body that came in, without credentials. `accountId` is one, but for the call that completes a session. */
export function redactRequest(body: unknown, path: string): unknown {
  const isAccountShown = path.endsWith('/complete')
  return mapped(body, (name) => {
    if (name === 'credentials') return 'all'
    if (name === 'hotelId' || (name === 'accountId' && isAccountShown)) return 'open'
    return credentialFields.includes(name) || secretName.test(name) ? 'all' : 'open'
  })
}

/** A body that went out, without secrets. */
export function redactResponse(body: unknown): unknown {
  return mapped(body, (name) => (secretName.test(name) ? 'all' : 'open'))
}

/** An address without keys, and without the values of secrets in its query. */
export function redactUrl(url: string): string {
  return withoutKeys(url).replace(/([?&])([^=&]*)=[^&]*/g, (pair, sign, name) =>
    secretName.test(name) ? `${sign}${name}=${redactedText}` : pair,
  )
}

type Judge = (name: string) => 'all' | 'open'

function mapped(value: unknown, judge: Judge): unknown {
  if (typeof value === 'string') return withoutKeys(value)
  if (Array.isArray(value)) return value.map((item) => mapped(item, judge))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      mapped(judge(name) === 'all' ? hidden(inner) : inner, judge),
    ]),
  )
}

/** The same shape, every text and number in it redacted. */
function hidden(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(hidden)
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, hidden(inner)]))
  return typeof value === 'string' || typeof value === 'number' ? redactedText : value
}
