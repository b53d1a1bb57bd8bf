import { fail } from '../errors/api-error.js'
import { closestMatch } from '../lib/closest-match.js'
import { maskForResponse } from '../lib/masking.js'
import { type Credentials, isMagic, longestCredential } from '../providers/channel.js'
import { type CredentialName, fieldOf, meantField } from '../providers/credentials.js'
import type { Provider } from '../providers/providers.js'
import type { ApiVersion } from '../versions/api-version.js'
import { inVersion, versionWarning } from '../versions/differences.js'

/** What came as credentials. Upstream it is a free object, so anything may be in it. */
export type GivenCredentials = Readonly<Record<string, unknown>>

/** Who asks for credentials. */
export interface Asking {
  readonly version: ApiVersion
  /** How an error names the place, e.g. `credentials.`. */
  readonly within: string
  /** Whether it is the form of the provider, which asks for more than a call needs. */
  readonly isForm?: boolean
}

/** The fields that the form of a provider wants filled in. Which ones differs between versions. */
export function requiredFields(provider: Provider, version: ApiVersion): readonly CredentialName[] {
  const { id, credentials, optional = [] } = provider
  const takesAll = id === 'smoobu' && inVersion(version, 'smoobuSecret') === 'required'
  return takesAll ? credentials : credentials.filter((name) => !optional.includes(name))
}

/** The fields of the provider's form that must be filled in and are not. */
export function missingCredentials(
  provider: Provider,
  given: GivenCredentials,
  version: ApiVersion,
): readonly CredentialName[] {
  return requiredFields(provider, version).filter((name) => given[name] === undefined)
}

/**
 * The credentials that the provider's form has, as texts. A provider without a form takes all texts.
 *
 * @throws {ApiError} `invalid_body` naming the first one that is too long or of another kind, never the value of a secret.
 */
export function readCredentials(
  { connectPattern, credentials }: Provider,
  given: GivenCredentials,
  within: string,
): Credentials {
  if (connectPattern !== 'credentials' && connectPattern !== 'activation') {
    const texts = Object.entries(given).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    )
    return Object.fromEntries(texts)
  }
  const present = credentials.filter((name) => given[name] !== undefined)
  return Object.fromEntries(present.map((name) => [name, requireText(name, given[name], within)]))
}

/**
 * The credentials that a provider cannot do without, and those of its form that came along.
 *
 * @throws {ApiError} `invalid_body` naming the first one that is missing or has no good value; `invalid_params` for the
 * secret that Smoobu wants since 2026-10 (published). Neither shows a secret.
 */
export function requireCredentials(provider: Provider, given: GivenCredentials, asking: Asking): Credentials {
  const { version, within, isForm = false } = asking
  const read = readCredentials(provider, given, within)
  const needed = isForm ? undefined : provider.needed
  const required = needed ?? requiredFields(provider, version)
  const missing = required.find((name) => read[name] === undefined)
  if (missing !== undefined) failMissing(provider, missing, given, required, asking)
  requireForm(provider, read, within)
  return read
}

/**
 * The credentials among the fields of POST /v1/connect/{provider}. A lone `apiKey` is enough for any PMS, because the
 * published body had hardly more.
 *
 * @param body what its schema has let through.
 * @returns null when there are none, which asks for a session instead.
 * @throws {ApiError} `invalid_body` naming the missing one when there are only some.
 */
export function offeredCredentials(
  provider: Provider,
  body: object,
  version: ApiVersion,
): Credentials | null {
  if (provider.connectPattern !== 'credentials') return null
  const given = body as GivenCredentials
  const names = new Set<string>([...provider.credentials, ...publishedFields])
  const offered = [...names].filter((name) => given[name] !== undefined)
  if (offered.length === 0) return null
  const { apiKey } = given
  const isMore = offered.length > 1 && missingCredentials(provider, given, version).length === 0
  if (!isMore && provider.category === 'pms' && apiKey !== undefined)
    return { apiKey: requireText('apiKey', apiKey, '') }
  return requireCredentials(provider, given, { version, within: '', isForm: true })
}

/** The credentials in the published body of POST /v1/connect/{provider} (published OpenAPI of July). */
const publishedFields = ['apiKey', 'clientId', 'clientSecret']

/** What is to be said of credentials that are accepted: of names that the form does not have, and of what it misses. */
export function credentialWarnings(
  provider: Provider,
  given: GivenCredentials,
  version: ApiVersion,
): readonly string[] {
  const { id, displayName, needed = [], credentials } = provider
  if (id === 'smoobu' && inVersion(version, 'smoobuSecret') === 'optional' && given.apiSecret === undefined)
    return [versionWarning(version, 'smoobuSecret')]
  const missing = needed.length > 0 ? credentials.filter((name) => given[name] === undefined) : []
  return missing.map((name) => `credentials.${name} is left out; the form of ${displayName} asks for it`)
}

function failMissing(
  { id, displayName }: Provider,
  missing: CredentialName,
  given: GivenCredentials,
  required: readonly CredentialName[],
  { within }: Asking,
): never {
  const meant = Object.keys(given).find(
    (name) => !required.some((field) => field === name) && meantField(name, [missing]) === missing,
  )
  const isSmoobuSecret = id === 'smoobu' && missing === 'apiSecret'
  fail(isSmoobuSecret ? 'invalid_params' : 'invalid_body', {
    message: `${within}${missing} is missing: ${displayName} needs ${required.join(' and ')}.`,
    fix: `Send ${within}${missing} as a string${meant ? `, in the place of ${maskForResponse(meant)}` : ''}.`,
    field: `${within}${missing}`,
    valid_values: required,
    ...(meant !== undefined && { did_you_mean: missing }),
  })
}

/** What a value says, as a text: numbers and lists count as the texts that a form would send. */
function requireText(name: CredentialName, value: unknown, within: string): string {
  const { type, choices } = fieldOf(name)
  const text = textOf(value, type === 'list')
  if (text === undefined || text === '') refuseValue(name, within, `must be ${kindOf(name)}`)
  if (text.length > longestCredential)
    refuseValue(name, within, `has more than ${longestCredential} characters`)
  if (choices !== undefined && !choices.includes(text)) {
    const meant = closestMatch(text, choices)
    refuseValue(name, within, `must be ${kindOf(name)}`, {
      fix: `Use one of ${choices.join(', ')}.`,
      valid_values: choices,
      ...(meant !== undefined && { did_you_mean: meant }),
    })
  }
  if (type === 'integer' && !/^\d{1,15}$/.test(text) && !isMagic(text))
    refuseValue(name, within, `must be ${kindOf(name)}`)
  return text
}

function textOf(value: unknown, mayBeList: boolean): string | undefined {
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (!mayBeList || !Array.isArray(value)) return undefined
  return value.every((item) => typeof item === 'string' || typeof item === 'number')
    ? value.join(',')
    : undefined
}

function kindOf(name: CredentialName): string {
  const { type, choices } = fieldOf(name)
  if (choices !== undefined) return choices.join(' or ')
  return type === 'list'
    ? 'a list of ids'
    : type === 'integer'
      ? 'an integer'
      : 'a string of 1 character or more'
}

/** What the keys of Cloudbeds begin with (published). */
const cloudbedsKey = 'cbat_'

function requireForm({ id }: Provider, { apiKey = '' }: Credentials, within: string): void {
  if (id !== 'cloudbeds' || apiKey.startsWith(cloudbedsKey) || isMagic(apiKey)) return
  refuseValue('apiKey', within, `must begin with ${cloudbedsKey}, as the keys of Cloudbeds do`)
}

function refuseValue(name: CredentialName, within: string, problem: string, more: object = {}): never {
  fail('invalid_body', {
    message: `${within}${name} ${problem}.`,
    fix: 'Send the credential alone, as the provider shows it.',
    field: `${within}${name}`,
    ...more,
  })
}
