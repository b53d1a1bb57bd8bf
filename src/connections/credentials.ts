import { fail } from '../errors/api-error.js'
import { closestMatch } from '../lib/closest-match.js'
import { type Credentials, longestCredential } from '../providers/channel.js'
import type { CredentialName } from '../providers/credentials.js'
import type { Provider } from '../providers/providers.js'

/** The fields of the provider's form that are not filled in. */
export function missingCredentials(provider: Provider, given: Credentials): readonly CredentialName[] {
  return provider.credentials.filter((name) => given[name] === undefined)
}

/**
 * The credentials that the provider's form asks for, all of them.
 *
 * @param given what came, whose values are strings.
 * @param within how an error names the place, e.g. `credentials.`.
 * @throws {ApiError} `invalid_body` naming the first one that is missing or too long, never a value.
 */
export function requireCredentials(provider: Provider, given: Credentials, within: string): Credentials {
  const [missing] = missingCredentials(provider, given)
  if (missing === undefined) return requireShort(only(provider.credentials, given), within)
  const meant = Object.keys(given).find((name) => closestMatch(name, provider.credentials) === missing)
  fail('invalid_body', {
    message: `${within}${missing} is missing: ${provider.displayName} needs ${provider.credentials.join(' and ')}.`,
    fix: `Send ${within}${missing} as a string${meant ? `, in the place of ${meant}` : ''}.`,
    field: `${within}${missing}`,
    valid_values: provider.credentials,
    ...(meant !== undefined && { did_you_mean: missing }),
  })
}

/**
 * The credentials among the fields of POST /v1/connect/{provider}. A lone `apiKey` is enough for any PMS, because the
 * published body has hardly more.
 *
 * @param body what its schema has let through.
 * @returns null when there are none, which asks for a session instead.
 * @throws {ApiError} `invalid_body` naming the missing one when there are only some.
 */
export function offeredCredentials(provider: Provider, body: object): Credentials | null {
  if (provider.connectPattern !== 'credentials') return null
  const offered = only([...provider.credentials, ...publishedFields], body as Credentials)
  if (Object.keys(offered).length === 0) return null
  const { apiKey } = offered
  const isComplete = missingCredentials(provider, offered).length === 0
  if (!isComplete && provider.category === 'pms' && apiKey !== undefined) return { apiKey }
  return requireCredentials(provider, offered, '')
}

/** The credentials in the published body of POST /v1/connect/{provider} (published OpenAPI). */
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
