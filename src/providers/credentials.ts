import { closestMatch, normalize } from '../lib/closest-match.js'
import { isSecretName } from '../lib/masking.js'

/** A field that forms for credentials have. */
interface CredentialField {
  /** What it is called in a sentence. */
  readonly noun: string
  /** `account` names the account that a secret belongs to. Both are hidden in logs and in the journal; `public` is shown. */
  readonly kind: 'secret' | 'account' | 'public'
  /** What the hosted pages call it. */
  readonly label: Readonly<Record<'en' | 'fr', string>>
  /** What its value is; a text by default. A text may be sent as a number, as ids often are. */
  readonly type?: 'list' | 'boolean' | 'integer'
  /** The only values that it takes, the default first. */
  readonly choices?: readonly [string, ...string[]]
}

const fields = {
  hotelId: { noun: 'hotel id', kind: 'public', label: { en: 'Hotel ID', fr: 'Identifiant de l’hôtel' } },
  username: { noun: 'username', kind: 'account', label: { en: 'Username', fr: 'Nom d’utilisateur' } },
  password: { noun: 'password', kind: 'secret', label: { en: 'Password', fr: 'Mot de passe' } },
  clientId: { noun: 'client id', kind: 'account', label: { en: 'Client ID', fr: 'Identifiant client' } },
  clientSecret: {
    noun: 'client secret',
    kind: 'secret',
    label: { en: 'Client secret', fr: 'Secret client' },
  },
  accountId: {
    noun: 'account id',
    kind: 'account',
    label: { en: 'Account ID', fr: 'Identifiant du compte' },
  },
  apiKey: { noun: 'API key', kind: 'secret', label: { en: 'API key', fr: 'Clé API' } },
  apiToken: { noun: 'API token', kind: 'secret', label: { en: 'API token', fr: 'Jeton API' } },
  propKey: { noun: 'property key', kind: 'secret', label: { en: 'Property key', fr: 'Clé du logement' } },
  accessToken: { noun: 'access token', kind: 'secret', label: { en: 'Access token', fr: 'Jeton d’accès' } },
  apiSecret: { noun: 'API secret', kind: 'secret', label: { en: 'API secret', fr: 'Secret API' } },
  propertyIds: {
    noun: 'property ids',
    kind: 'public',
    label: {
      en: 'Property IDs, separated by commas',
      fr: 'Identifiants des logements, séparés par des virgules',
    },
    type: 'list',
  },
  environment: {
    noun: 'environment',
    kind: 'public',
    label: { en: 'Environment', fr: 'Environnement' },
    choices: ['production', 'demo'],
  },
  domain: { noun: 'domain', kind: 'public', label: { en: 'Domain', fr: 'Domaine' } },
  keyType: {
    noun: 'kind of the key',
    kind: 'public',
    label: { en: 'Kind of key', fr: 'Type de clé' },
    choices: ['server', 'channel'],
  },
  authMode: {
    noun: 'way to sign in',
    kind: 'public',
    label: { en: 'Authentication', fr: 'Authentification' },
    choices: ['hmac', 'basic'],
  },
  hmacRealm: { noun: 'HMAC realm', kind: 'public', label: { en: 'HMAC realm', fr: 'Domaine HMAC' } },
  secretIsBase64: {
    noun: 'encoding of the secret',
    kind: 'public',
    label: { en: 'Secret is in Base64', fr: 'Secret en Base64' },
    type: 'boolean',
    choices: ['true', 'false'],
  },
  paymentTypeId: {
    noun: 'id of the payment type',
    kind: 'public',
    label: { en: 'Payment type ID', fr: 'Identifiant du type de paiement' },
    type: 'integer',
  },
  moveReasonId: {
    noun: 'id of the reason for a move',
    kind: 'public',
    label: { en: 'Move reason ID', fr: 'Identifiant du motif de déplacement' },
    type: 'integer',
  },
} as const satisfies Readonly<Record<string, CredentialField>>

/** The name of a field that forms for credentials have. */
export type CredentialName = keyof typeof fields

/** The names of all fields that forms for credentials have. */
export const credentialNames = Object.keys(fields) as readonly CredentialName[]

/** What a field is called in a sentence. */
export function nounOf(name: CredentialName): string {
  return fields[name].noun
}

/** A field by its name. */
export function fieldOf(name: CredentialName): CredentialField {
  return fields[name]
}

/** Names that people send for a field, beside other spellings of its own. They feed did_you_mean, and are not accepted. */
const otherNames: Readonly<Partial<Record<CredentialName, readonly string[]>>> = {
  apiKey: ['key', 'token', 'apiToken', 'accessToken'],
  apiToken: ['token', 'key', 'apiKey', 'accessToken', 'pat', 'password'],
  accessToken: ['token', 'key', 'apiKey', 'apiToken', 'personalAccessToken', 'pat'],
  apiSecret: ['secret', 'clientSecret'],
  clientId: ['id', 'accountId', 'apiKey'],
  clientSecret: ['secret', 'apiSecret'],
  accountId: ['account', 'clientId', 'id'],
  username: ['user', 'email', 'login'],
  propKey: ['propertyKey'],
  propertyIds: ['properties', 'propertyId'],
  environment: ['env', 'mode'],
  domain: ['subdomain', 'host', 'url', 'baseUrl'],
}

/**
 * The field that somebody most likely meant by a name.
 *
 * @param among the fields that it can be.
 * @example meantField('personal_access_token', ['accessToken']) // 'accessToken'
 */
export function meantField(name: string, among: readonly CredentialName[]): CredentialName | undefined {
  const near = closestMatch(name, among)
  if (near !== undefined) return near
  const word = normalize(name)
  return among.find((field) => otherNames[field]?.some((other) => normalize(other) === word))
}

/** What the hosted pages call each field. */
export function credentialLabels(locale: 'en' | 'fr'): Readonly<Record<CredentialName, string>> {
  const labels = credentialNames.map((name) => [name, fields[name].label[locale]])
  return Object.fromEntries(labels) as Record<CredentialName, string>
}

/** What a host types in where they sign in themselves: no form has these fields, and the journal shows none of them. */
const signInFields = ['email', 'code'] as const

const kinds = new Map<string, CredentialField['kind']>([
  ...credentialNames.map((name) => [normalize(name), fields[name].kind] as const),
  ...signInFields.map((name) => [name, 'account'] as const),
])

/**
 * Whether a field holds a secret, by its name in any spelling.
 *
 * @example isSecret('client_secret') // true
 */
export function isSecret(name: string): boolean {
  const kind = kinds.get(normalize(name))
  return kind === undefined ? isSecretName(name) : kind === 'secret'
}

/** Whether a field of a form names the account that its secrets belong to. */
export function namesAccount(name: string): boolean {
  return credentialNames.some((own) => own === name && fields[own].kind === 'account')
}

/**
 * Whether a field is a part of credentials: a secret, or the account that it belongs to.
 *
 * @param path the name of the field, or its path.
 * @example isCredential('credentials.username') // true
 */
export function isCredential(path: string): boolean {
  const dot = path.lastIndexOf('.')
  const kind = kinds.get(normalize(path.slice(dot + 1)))
  if (kind === 'public') return isSecretName(path.slice(0, Math.max(dot, 0)))
  return kind !== undefined || isSecretName(path)
}

/** The only values that a credential with choices takes. */
export function choicesOf(name: 'environment' | 'keyType' | 'authMode'): readonly string[] {
  return fields[name].choices
}
