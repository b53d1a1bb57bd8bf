import { fail } from '../errors/api-error.js'
import { closestMatch } from '../lib/closest-match.js'
import { type Credentials, longestCredential } from '../providers/channel.js'
import { type Provider, providers } from '../providers/providers.js'

/** Every name that a credentials field has at some provider. */
export const credentialFields: readonly string[] = [
  ...new Set(providers.flatMap((provider) => provider.credentials)),
]

/** Those that POST /v1/connect/{provider} takes. A hotel is claimed by a walk of its own. */
export const bodyFields: readonly string[] = credentialFields.filter((name) => name !== 'hotelId')

/** Fields that name an account; all others hold secrets. */
const openFields: ReadonlySet<string> = new Set(['accountId', 'clientId', 'hotelId', 'username'])

/** Whether what is entered in a field is better not seen. */
export function isSecret(field: string): boolean {
  return !openFields.has(field)
}

/** The fields of the provider's form that are not filled in. */
export function missingCredentials(provider: Provider, given: Credentials): readonly string[] {
  return provider.credentials.filter((name) => given[name] === undefined)
}

/**
 * The credentials that the provider's form asks for, all of them.
 *
 * @param given what came, values already known to be texts.
 * @param within how an error names the place, e.g. `credentials.`.
 * @throws {ApiError} `invalid_body` naming the first one that is missing or too long, never a value.
 */
export function requireCredentials(provider: Provider, given: Credentials, within: string): Credentials {
  const [missing] = missingCredentials(provider, given)
  if (missing === undefined) return requireShort(only(provider.credentials, given), within)
  const meant = Object.keys(given).find((name) => closestMatch(name, provider.credentials) === missing)
  fail('invalid_body', {
    message: `${within}${missing} is missing: ${provider.displayName} needs ${provider.credentials.join(' and ')}.`,
    fix: `Send ${within}${missing} as a text${meant ? `, in the place of ${meant}` : ''}.`,
    field: `${within}${missing}`,
    valid_values: provider.credentials,
    ...(meant !== undefined && { did_you_mean: missing }),
  })
}

/**
 * The credentials among the fields of POST /v1/connect/{provider}. A lone `apiKey` is enough for any PMS, because the
 * published body has hardly more.
 *
 * @returns null when there are none, which asks for a session instead.
 * @throws {ApiError} `invalid_body` naming the missing one when there are only some.
 */
export function offeredCredentials(provider: Provider, given: Credentials): Credentials | null {
  const names = [...new Set([...provider.credentials, ...publishedFields])]
  const offered = only(names, given)
  if (Object.keys(offered).length === 0) return null
  const complete = provider.credentials.every((name) => offered[name] !== undefined)
  if (!complete && provider.category === 'pms' && offered.apiKey !== undefined)
    return only(['apiKey'], offered)
  return requireCredentials(provider, offered, '')
}

/** What the published body of POST /v1/connect/{provider} has (published OpenAPI). */
const publishedFields = ['apiKey', 'clientId', 'clientSecret']

function only(names: readonly string[], given: Credentials): Credentials {
  return Object.fromEntries(names.flatMap((name) => (given[name] === undefined ? [] : [[name, given[name]]])))
}

function requireShort(credentials: Credentials, within: string): Credentials {
  const long = Object.entries(credentials).find(([, value]) => value.length > longestCredential)
  if (long === undefined) return credentials
  fail('invalid_body', {
    message: `${within}${long[0]} has more than ${longestCredential} characters.`,
    fix: 'Send the credential alone.',
    field: `${within}${long[0]}`,
  })
}
