import { normalize } from '../lib/closest-match.js'
import type { Headers } from '../lib/headers.js'
import { maskHeader, withoutSecrets } from '../lib/masking.js'
import { isCredential, isSecret } from '../providers/credentials.js'

/** Replaces a secret. */
const redactedText = '[redacted]'

/** Deeper values are not shown: no body of this API is so deep. */
export const maxDepth = 30

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

/** A body of somebody else's without secrets: as it is, unless it is JSON that has some. */
export function redactText(text: string): string {
  try {
    const value = JSON.parse(text)
    const shown = redactResponse(value)
    return JSON.stringify(value) === JSON.stringify(shown) ? withoutSecrets(text) : JSON.stringify(shown)
  } catch {
    return redactPieces(text)
  }
}

/** A text that is no JSON, but perhaps the beginning of some: without the values of secrets, as far as they go. */
function redactPieces(text: string): string {
  return redactUrl(text).replace(
    /"([^"\\]*)"\s*:\s*(?:"(?:[^"\\]|\\.)*(?:"|\\?$)|[^\s",:]+)/g,
    (pair, name) => (isSecret(name) ? `"${name}":"${redactedText}"` : pair),
  )
}

/** An address without API keys, and without the values of secrets in its query. */
export function redactUrl(url: string): string {
  // It matches names without a value too: else each of many question marks is tried up to the end.
  return withoutSecrets(url).replace(/([?&])([^=&]*)(=?)[^&]*/g, (pair, separator, name, equals) =>
    equals && isSecret(decoded(name)) ? `${separator}${name}=${redactedText}` : pair,
  )
}

/** Browsers send them to every port of a machine, whatever they are for. */
const privateHeaders: ReadonlySet<string> = new Set(['cookie', 'set-cookie'])

/** Headers as texts, without keys and tokens. */
export function redactHeaders(headers: Headers): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [withoutSecrets(name), redactHeader(name, String(value))]),
  )
}

/** The value of a header without keys and tokens, those in the query of an address too. */
export function redactHeader(name: string, value: string): string {
  // A header that came has no such character, but one that is masked already, as a shared store has it.
  if (value.includes('…')) return value
  return privateHeaders.has(name.toLowerCase()) ? redactedText : redactUrl(maskHeader(name, value))
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
