import { type CredentialName, nounOf } from './credentials.js'

/** How a host connects an account of a provider (published OpenAPI, `ConnectProvider.connectPattern`). */
export type ConnectPattern = 'oauth' | 'credentials' | 'activation' | 'claim'

/** One entry of the registry. */
export interface Provider {
  readonly id: string
  readonly displayName: string
  readonly category: 'ota' | 'pms'
  readonly connectPattern: ConnectPattern
  readonly status: 'live' | 'beta' | 'coming-soon'
  readonly description: string
  /** Other names people use. They feed search and did_you_mean, never routing. */
  readonly aliases: readonly string[]
  /** The names of the fields that the credentials route wants, all of them. */
  readonly credentials: readonly CredentialName[]
  /** A colour for cards and pages, no logo of anybody. */
  readonly color: string
}

/** The slugs that Repull supports, in the order in which lists show them. Adding a provider is one entry here. */
export const providers = [
  {
    id: 'airbnb',
    displayName: 'Airbnb',
    category: 'ota',
    connectPattern: 'oauth',
    status: 'live',
    description: 'The host signs in at Airbnb and approves access.',
    aliases: ['abnb', 'air bnb'],
    credentials: [],
    color: '#cf3557',
  },
  {
    id: 'booking',
    displayName: 'Booking.com',
    category: 'ota',
    connectPattern: 'claim',
    status: 'live',
    description: 'The host designates Repull in the Extranet, names the hotel and maps its rooms.',
    aliases: ['booking.com', 'bdc', 'bcom'],
    credentials: ['hotelId'],
    color: '#1f4fa3',
  },
  {
    id: 'vrbo',
    displayName: 'Vrbo',
    category: 'ota',
    connectPattern: 'activation',
    status: 'beta',
    description: 'The host pastes a username and a password made for this connection into Vrbo.',
    aliases: ['homeaway', 'vacation rentals by owner', 'expedia'],
    credentials: ['username', 'password'],
    color: '#2b5bb5',
  },
  {
    id: 'plumguide',
    displayName: 'Plum Guide',
    category: 'ota',
    connectPattern: 'credentials',
    status: 'beta',
    description: 'The host enters a Plum Guide client id and client secret.',
    aliases: ['plum', 'plum guide'],
    credentials: ['clientId', 'clientSecret'],
    color: '#6d3a6f',
  },
  pms('hostaway', 'Hostaway', ['accountId', 'apiKey'], ['host away'], '#b4531f'),
  pms('guesty', 'Guesty', ['clientId', 'clientSecret'], ['guesty for hosts', 'guesty for pros'], '#2f6f4f'),
  pms('bookingsync', 'BookingSync', ['clientId', 'clientSecret'], ['smily', 'booking sync'], '#256d85'),
  pms('ownerrez', 'OwnerRez', ['username', 'apiToken'], ['owner rez', 'orez'], '#37628c'),
  pms('smoobu', 'Smoobu', ['apiKey'], [], '#1d6f8a'),
  pms('beds24', 'Beds24', ['apiKey', 'propKey'], ['beds 24', 'beds'], '#4a5a8c'),
  pms('igms', 'iGMS', ['apiToken'], ['airgms'], '#7a4a9c'),
  pms('hospitable', 'Hospitable', ['accessToken'], ['smartbnb'], '#8a4b2a'),
  pms('lodgify', 'Lodgify', ['apiKey'], [], '#9a3b6b'),
] as const satisfies readonly Provider[]

/** A live PMS that is connected by credentials. */
function pms<const Id extends string>(
  id: Id,
  displayName: string,
  fields: readonly CredentialName[],
  aliases: readonly string[],
  color: string,
): Provider & { readonly id: Id } {
  const article = /^[aeio]/i.test(displayName) ? 'an' : 'a'
  const nouns = fields.map(nounOf).join(' and ')
  return {
    id,
    displayName,
    category: 'pms',
    connectPattern: 'credentials',
    status: 'live',
    description: `The host enters ${article} ${displayName} ${nouns}.`,
    aliases,
    credentials: fields,
    color,
  }
}

/** The slug of a supported provider. */
export type ProviderSlug = (typeof providers)[number]['id']

/** Every slug, in the order of the registry. */
export const providerSlugs: readonly ProviderSlug[] = providers.map((provider) => provider.id)
