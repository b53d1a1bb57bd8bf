import { normalize } from '../lib/closest-match.js'
import { withoutSecrets } from '../lib/masking.js'
import { isCredential, isSecret } from '../providers/credentials.js'

/** Replaces a secret. */
const redactedText = '[redacted]'

/** Deeper values are not shown: no body of this API is so deep. */
const maxDepth = 30

/** A request body without credentials. Its `accountId` is shown where the call completes a session. */
export function redactRequest(body: unknown, path: string): unknown {
  if (typeof body === 'string') return redactedText
  const isShown = (name: string) => path.endsWith('/complete') && normalize(name) === 'accountid'
  return redact(body, (name) => isCredential(name) && !isShown(name))
}

/** A response body, or a query, without secrets. */
export function redactResponse(body: unknown): unknown {
  return redact(body, isSecret)
}

/** An address without API keys, and without the values of secrets in its query. */
export function redactUrl(url: string): string {
  return withoutSecrets(url).replace(/([?&])([^=&]*)=[^&]*/g, (pair, separator, name) =>
    isSecret(decoded(name)) ? `${separator}${name}=${redactedText}` : pair,
  )
}

function redact(
  value: unknown,
  isHidden: (name: string) => boolean,
  isWithinHidden = false,
  depth = 0,
): unknown {
  if (depth > maxDepth) return '[too deep]'
  if (Array.isArray(value)) return value.map((item) => redact(item, isHidden, isWithinHidden, depth + 1))
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([name, inner]) => [
        withoutSecrets(name),
        redact(inner, isHidden, isWithinHidden || isHidden(name), depth + 1),
      ]),
    )
  }
  if (isWithinHidden && (typeof value === 'string' || typeof value === 'number')) return redactedText
  return typeof value === 'string' ? withoutSecrets(value) : value
}

/** A part of a URL with its escapes decoded, if they are valid. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
