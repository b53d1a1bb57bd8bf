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
  readonly credentials: readonly string[]
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
  {
    id: 'hostaway',
    displayName: 'Hostaway',
    category: 'pms',
    connectPattern: 'credentials',
    status: 'live',
    description: 'The host enters a Hostaway account id and API key.',
    aliases: ['host away'],
    credentials: ['accountId', 'apiKey'],
    color: '#b4531f',
  },
  {
    id: 'guesty',
    displayName: 'Guesty',
    category: 'pms',
    connectPattern: 'credentials',
    status: 'live',
    description: 'The host enters a Guesty client id and client secret.',
    aliases: ['guesty for hosts', 'guesty for pros'],
    credentials: ['clientId', 'clientSecret'],
    color: '#2f6f4f',
  },
  {
    id: 'bookingsync',
    displayName: 'BookingSync',
    category: 'pms',
    connectPattern: 'credentials',
    status: 'live',
    description: 'The host enters a BookingSync client id and client secret.',
    aliases: ['smily', 'booking sync'],
    credentials: ['clientId', 'clientSecret'],
    color: '#256d85',
  },
  {
    id: 'ownerrez',
    displayName: 'OwnerRez',
    category: 'pms',
    connectPattern: 'credentials',
    status: 'live',
    description: 'The host enters an OwnerRez username and API token.',
    aliases: ['owner rez', 'orez'],
    credentials: ['username', 'apiToken'],
    color: '#37628c',
  },
  {
    id: 'smoobu',
    displayName: 'Smoobu',
    category: 'pms',
    connectPattern: 'credentials',
    status: 'live',
    description: 'The host enters a Smoobu API key.',
    aliases: [],
    credentials: ['apiKey'],
    color: '#1d6f8a',
  },
  {
    id: 'beds24',
    displayName: 'Beds24',
    category: 'pms',
    connectPattern: 'credentials',
    status: 'live',
    description: 'The host enters a Beds24 API key and property key.',
    aliases: ['beds 24', 'beds'],
    credentials: ['apiKey', 'propKey'],
    color: '#4a5a8c',
  },
  {
    id: 'igms',
    displayName: 'iGMS',
    category: 'pms',
    connectPattern: 'credentials',
    status: 'live',
    description: 'The host enters an iGMS API token.',
    aliases: ['airgms'],
    credentials: ['apiToken'],
    color: '#7a4a9c',
  },
  {
    id: 'hospitable',
    displayName: 'Hospitable',
    category: 'pms',
    connectPattern: 'credentials',
    status: 'live',
    description: 'The host enters a Hospitable access token.',
    aliases: ['smartbnb'],
    credentials: ['accessToken'],
    color: '#8a4b2a',
  },
  {
    id: 'lodgify',
    displayName: 'Lodgify',
    category: 'pms',
    connectPattern: 'credentials',
    status: 'live',
    description: 'The host enters a Lodgify API key.',
    aliases: [],
    credentials: ['apiKey'],
    color: '#9a3b6b',
  },
] as const satisfies readonly Provider[]

/** The slug of a supported provider. */
export type ProviderSlug = (typeof providers)[number]['id']

/** Every slug, in the order of the registry. */
export const providerSlugs: readonly ProviderSlug[] = providers.map((provider) => provider.id)
