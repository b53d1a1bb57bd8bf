import { normalize } from '../lib/closest-match.js'
import { isSecretName } from '../lib/masking.js'

/** A field that forms for credentials have. */
interface CredentialField {
  /** What it is called in a sentence. */
  readonly noun: string
  /** `account` names the account that a secret belongs to. Both are hidden in logs and in the journal; `public` is shown. */
  readonly kind: 'secret' | 'account' | 'public'
  /** What the hosted pages call it. */
  readonly label: Readonly<Record<'en' | 'fr', string>>
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
} as const satisfies Readonly<Record<string, CredentialField>>

/** The name of a field that forms for credentials have. */
export type CredentialName = keyof typeof fields

/** The names of all fields that forms for credentials have. */
export const credentialNames = Object.keys(fields) as readonly CredentialName[]

/** What a field is called in a sentence. */
export function nounOf(name: CredentialName): string {
  return fields[name].noun
}

/** What the hosted pages call each field. */
export function credentialLabels(locale: 'en' | 'fr'): Readonly<Record<CredentialName, string>> {
  const labels = credentialNames.map((name) => [name, fields[name].label[locale]])
  return Object.fromEntries(labels) as Record<CredentialName, string>
}

const kinds = new Map<string, CredentialField['kind']>(
  credentialNames.map((name) => [normalize(name), fields[name].kind]),
)

/**
 * Whether a field holds a secret, by its name in any spelling.
 *
 * @example isSecret('client_secret') // true
 */
export function isSecret(name: string): boolean {
  return isSecretName(name) || kinds.get(normalize(name)) === 'secret'
}

/**
 * Whether a field is a part of credentials: a secret, or the account that it belongs to.
 *
 * @param path the name of the field, or its path.
 * @example isCredential('credentials.username') // true
 */
export function isCredential(path: string): boolean {
  const kind = kinds.get(normalize(path.slice(path.lastIndexOf('.') + 1)))
  return isSecretName(path) || (kind !== undefined && kind !== 'public')
}
