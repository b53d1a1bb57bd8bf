import type { ApiVersion } from '../versions/api-version.js'
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
  /** The version whose list was the first to have it, where that is not the oldest one. It can be connected in each. */
  readonly listedSince?: ApiVersion
  readonly description: string
  /** Other names people use. They feed search and did_you_mean, never routing. */
  readonly aliases: readonly string[]
  /** The names of the fields that its form has, all of them. */
  readonly credentials: readonly CredentialName[]
  /** Those of them that a host may leave out. They do not say whose account it is. */
  readonly optional?: readonly CredentialName[]
  /** What a call cannot do without, where that is less than the form asks for. */
  readonly needed?: readonly CredentialName[]
  /** A colour for cards and pages, no logo of anybody. */
  readonly color: string
}

const trackOptions = [
  'keyType',
  'authMode',
  'hmacRealm',
  'secretIsBase64',
  'paymentTypeId',
  'moveReasonId',
] as const

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
  pms('hostaway', 'Hostaway', ['accountId', 'apiKey'], ['host away'], '#b4531f', { needed: ['apiKey'] }),
  pms('guesty', 'Guesty', ['clientId', 'clientSecret'], ['guesty for hosts', 'guesty for pros'], '#2f6f4f'),
  pms('bookingsync', 'BookingSync', ['clientId', 'clientSecret'], ['smily', 'booking sync'], '#256d85'),
  pms('ownerrez', 'OwnerRez', ['username', 'apiToken'], ['owner rez', 'orez'], '#37628c'),
  pms('smoobu', 'Smoobu', ['apiKey', 'apiSecret'], [], '#1d6f8a', { optional: ['apiSecret'] }),
  pms('beds24', 'Beds24', ['apiKey', 'propKey'], ['beds 24', 'beds'], '#4a5a8c', { needed: ['apiKey'] }),
  pms('igms', 'iGMS', ['apiToken'], ['airgms'], '#7a4a9c'),
  pms('hospitable', 'Hospitable', ['accessToken'], ['smartbnb'], '#8a4b2a'),
  pms('lodgify', 'Lodgify', ['apiKey'], [], '#9a3b6b'),
  pms('cloudbeds', 'Cloudbeds', ['apiKey', 'propertyIds'], ['cloud beds', 'mybookings'], '#2a6fb0', {
    optional: ['propertyIds'],
    listedSince: '2026-10',
  }),
  pms('mews', 'Mews', ['accessToken', 'environment'], ['mews systems'], '#8c2f5a', {
    optional: ['environment'],
    listedSince: '2026-10',
  }),
  pms(
    'track',
    'Track',
    ['domain', 'apiKey', 'apiSecret', ...trackOptions],
    ['trackhs', 'track hs'],
    '#356b3f',
    {
      optional: trackOptions,
      listedSince: '2026-10',
    },
  ),
] as const satisfies readonly Provider[]

/** A live PMS that is connected by credentials. */
function pms<const Id extends string>(
  id: Id,
  displayName: string,
  fields: readonly CredentialName[],
  aliases: readonly string[],
  color: string,
  more: Pick<Provider, 'optional' | 'needed' | 'listedSince'> = {},
): Provider & { readonly id: Id } {
  const article = /^[aeio]/i.test(displayName) ? 'an' : 'a'
  const nouns = fields.filter((name) => !more.optional?.includes(name)).map(nounOf)
  return {
    id,
    displayName,
    category: 'pms',
    connectPattern: 'credentials',
    status: 'live',
    description: `The host enters ${article} ${displayName} ${nouns.join(' and ')}.`,
    aliases,
    credentials: fields,
    color,
    ...more,
  }
}

/** The slug of a supported provider. */
export type ProviderSlug = (typeof providers)[number]['id']

/** Every slug, in the order of the registry. */
export const providerSlugs: readonly ProviderSlug[] = providers.map((provider) => provider.id)

/** What connections call the Extranet of Booking.com, which is no slug (published OpenAPI of 2026-10). */
export const extranet = 'booking_extranet'

/** What an account can be connected to: a provider, or the Extranet of Booking.com. */
export type ConnectedSlug = ProviderSlug | typeof extranet

export const connectedSlugs: readonly ConnectedSlug[] = [...providerSlugs, extranet]

/** The provider whose hosts have such accounts. */
export function slugOf(connected: ConnectedSlug): ProviderSlug {
  return connected === extranet ? 'booking' : connected
}
