import { credentialFields } from '../connections/credential-rules.js'
import { normalize } from '../lib/closest-match.js'
import { withoutSecrets } from '../lib/masking.js'

/** What stands in the place of a secret. */
export const redactedText = '[redacted]'

const secretName = /secret|passw|pwd|token|apikey|accesskey|propkey|authorization|credential|creds/

/** Names of credentials, in any spelling. */
const credentialNames: ReadonlySet<string> = new Set(credentialFields.map(normalize))

/** Deeper values are not shown: nothing of this API is so deep. */
const deepest = 30

/** A body that came in, without credentials. `accountId` is one, but for the call that completes a session. */
export function redactRequest(body: unknown, path: string): unknown {
  if (typeof body === 'string') return redactedText
  const open = path.endsWith('/complete') ? ['hotelid', 'accountid'] : ['hotelid']
  return mapped(body, (name) => !open.includes(name) && (credentialNames.has(name) || secretName.test(name)))
}

/** A body that went out, or a query, without secrets. */
export function redactResponse(body: unknown): unknown {
  return mapped(body, (name) => secretName.test(name))
}

/** An address without keys, and without the values of secrets in its query. */
export function redactUrl(url: string): string {
  return withoutSecrets(url).replace(/([?&])([^=&]*)=[^&]*/g, (pair, sign, name) =>
    secretName.test(normalize(decoded(name))) ? `${sign}${name}=${redactedText}` : pair,
  )
}

function mapped(
  value: unknown,
  isSecret: (plainName: string) => boolean,
  isHidden = false,
  depth = 0,
): unknown {
  if (depth > deepest) return '[too deep]'
  if (Array.isArray(value)) return value.map((item) => mapped(item, isSecret, isHidden, depth + 1))
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([name, inner]) => [
        withoutSecrets(name),
        mapped(inner, isSecret, isHidden || isSecret(normalize(name)), depth + 1),
      ]),
    )
  }
  if (isHidden && (typeof value === 'string' || typeof value === 'number')) return redactedText
  return typeof value === 'string' ? withoutSecrets(value) : value
}

/** A text of a URL, its escapes undone where they are good ones. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
