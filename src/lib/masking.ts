import { normalize } from './closest-match.js'

const secret = /((?:sk(?:_|%5f)(?:test|live)|whsec|rsm)(?:_|%5f))[^\s?&"']+/gi
const sessionId = /cs_[0-9A-Za-z]+([0-9A-Za-z]{4})/g

const userInUrl = /(\/\/)[^\s/?#]*@/g

/** Names of fields that hold a secret, without case and punctuation. */
const secretName = /secret|passw|pwd|token|apikey|accesskey|propkey|authorization|credential|creds/

/** How many characters of a value from outside a response repeats. */
const maxLength = 200

/** A text with its API keys and the tokens of resume links masked, and the user names and passwords of its URLs. */
export function withoutSecrets(text: string): string {
  return text.replace(secret, '$1…').replace(userInUrl, '$1…@')
}

/** A text from outside as a response may repeat it: secrets masked, at most 200 characters, well-formed Unicode. */
export function maskForResponse(text: string): string {
  const masked = withoutSecrets(text.slice(0, maxLength * 2))
  return masked.length > maxLength ? `${masked.slice(0, maxLength)}…`.toWellFormed() : masked.toWellFormed()
}

/** A text as a log line may have it: secrets masked, and of session ids only the last four characters. */
export function maskForLog(text: string): string {
  return maskForResponse(text).replace(sessionId, 'cs_…$1')
}

/**
 * Whether a field holds a secret, by its name in any spelling.
 *
 * @example isSecretName('client_secret') // true
 */
export function isSecretName(name: string): boolean {
  return secretName.test(normalize(name))
}
