import { plain } from './closest-match.js'

const secret = /((?:sk(?:_|%5f)(?:test|live)|whsec)(?:_|%5f))[^\s?&"']+/gi
const sessionId = /cs_[0-9A-Za-z]+([0-9A-Za-z]{4})/g

const userInUrl = /(\/\/)[^\s/?#]*@/g

/** Names of fields that hold a secret, without case and punctuation. */
const secretName = /secret|passw|pwd|token|apikey|accesskey|propkey|authorization|credential|creds/

/** Names of fields that name the account of a secret. */
const accountNames: ReadonlySet<string> = new Set(['accountid', 'clientid', 'username'])

/** How much of a value that came from outside an answer repeats. */
const longest = 200

/** A text with the API keys in it masked, and the user names and passwords in its URLs. */
export function withoutSecrets(text: string): string {
  return text.replace(secret, '$1…').replace(userInUrl, '$1…@')
}

/** A text from outside as an answer may repeat it: API keys masked, 200 characters at most. */
export function maskForResponse(text: string): string {
  const masked = withoutSecrets(text.slice(0, longest * 2))
  return masked.length > longest ? `${masked.slice(0, longest)}…`.toWellFormed() : masked.toWellFormed()
}

/** A text as a log line may hold it: API keys masked, of session ids only the last four characters. */
export function maskForLog(text: string): string {
  return maskForResponse(text).replace(sessionId, 'cs_…$1')
}

/**
 * Whether a field holds a secret, by its name in any spelling.
 *
 * @example isSecretName('client_secret') // true
 */
export function isSecretName(name: string): boolean {
  return secretName.test(plain(name))
}

/**
 * Whether a field is a part of credentials: a secret, or the account that it belongs to.
 *
 * @param path the name of the field, or its path.
 * @example isCredentialName('credentials.username') // true
 */
export function isCredentialName(path: string): boolean {
  return isSecretName(path) || accountNames.has(plain(path.slice(path.lastIndexOf('.') + 1)))
}
