import { normalize } from './closest-match.js'

const secret = /((?:sk_(?:test|live)|whsec|rsm)_)[^\s?&"']+/gi
const sessionId = /cs_[0-9A-Za-z]+([0-9A-Za-z]{4})/g

/** Escapes of characters that a URL need not escape: letters, digits, and - . _ ~ */
const needlessEscape = /%(?:2[de]|3\d|4[1-9a-f]|5[\daf]|6[1-9a-f]|7[\dae])/gi

const userInUrl = /(\/\/)[^\s/?#]*@/g

/** Names of fields that hold a secret, without case and punctuation. */
const secretName = /secret|passw|pwd|token|apikey|accesskey|propkey|authorization|credential|creds/

/** How many characters of a value from outside a response repeats. */
const maxLength = 200

/** A text with its API keys and the tokens of resume links masked, and the user names and passwords of its URLs. */
export function withoutSecrets(text: string): string {
  return masked(text, maskSecrets)
}

const keyParts = /^((?:sk_(?:test|live)_)?)(.*)$/s

/**
 * An API key as people recognize it: how it begins, and its last characters, four at most and a third of them at most.
 *
 * @example maskKey('sk_test_ci_job_12') // 'sk_test_…_12'
 */
export function maskKey(key: string): string {
  return key.replace(keyParts, (_, head: string, rest: string) => {
    const shown = Math.min(4, Math.floor(rest.length / 3))
    return `${head}…${rest.slice(rest.length - shown)}`
  })
}

/**
 * The value of a header without its secrets. Of a header whose name says that it holds one, everything is masked but the
 * parts that say what it is.
 *
 * @example maskHeader('Authorization', 'Bearer sk_test_abc') // 'Bearer sk_test_…'
 */
export function maskHeader(name: string, value: string): string {
  const shown = withoutSecrets(value)
  return shown === value && isSecretName(name) ? '…' : shown
}

/** A text from outside as a response may repeat it: secrets masked, at most 200 characters, well-formed Unicode. */
export function maskForResponse(text: string): string {
  const masked = withoutSecrets(text.slice(0, maxLength * 2))
  return masked.length > maxLength ? `${masked.slice(0, maxLength)}…`.toWellFormed() : masked.toWellFormed()
}

/** A text as a log line may have it: secrets masked, and of session ids only the last four characters. */
export function maskForLog(text: string): string {
  return masked(maskForResponse(text), (plain) => plain.replace(sessionId, 'cs_…$1'))
}

/**
 * Whether a field holds a secret, by its name in any spelling.
 *
 * @example isSecretName('client_secret') // true
 */
export function isSecretName(name: string): boolean {
  return secretName.test(normalize(name))
}

function maskSecrets(text: string): string {
  return text.replace(secret, '$1…').replace(userInUrl, '$1…@')
}

/** Masks a text as who reads it decodes it; one in which nothing is masked stays as it is. */
function masked(text: string, mask: (plain: string) => string): string {
  const plain = text.includes('%') ? text.replace(needlessEscape, decodeURIComponent) : text
  const shown = mask(plain)
  return shown === plain ? text : shown
}
