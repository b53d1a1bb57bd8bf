import { Type } from '@sinclair/typebox'
import { oneOf, ref, string } from '../lib/schema.js'
import { connectedSlugs, providerSlugs } from './providers.js'

export const Slug = oneOf(providerSlugs, 'The slug of the provider.')
export const Connected = oneOf(
  connectedSlugs,
  'The slug of the provider; `booking_extranet` for an account of the Booking.com Extranet.',
)
export const Pattern = oneOf(
  ['oauth', 'credentials', 'activation', 'claim'],
  '`oauth`: consent at the provider. `credentials`: a form. `activation`: a login to paste at the provider. `claim`: the claim of a hotel.',
)

export const ConnectProvider = Type.Object(
  {
    id: Slug,
    displayName: string('The name to show to people.'),
    category: oneOf(['ota', 'pms'], '`ota`: a site where guests book. `pms`: a property management system.'),
    connectPattern: Pattern,
    status: oneOf(
      ['live', 'beta', 'coming-soon'],
      'How finished the integration is. `live` and `beta` can be connected.',
    ),
    logoUrl: Type.String({
      format: 'uri',
      description: 'The logo: a monogram as a data URL, so that it shows offline too.',
    }),
    description: string('How a host connects an account, in one sentence.'),
    docsUrl: Type.String({ format: 'uri', description: 'The page that explains the provider.' }),
    aliases: Type.Array(Type.String(), {
      description: 'Other names, for searching. The API does not accept them as slugs.',
    }),
    migrationCapabilities: Type.Null({
      description: 'What Migrate can read and write. It is null here: this server has no Migrate.',
    }),
  },
  {
    $id: 'ConnectProvider',
    additionalProperties: false,
    description: 'A provider whose accounts can be connected.',
  },
)

export const ConnectProviderList = Type.Object(
  { data: Type.Array(ref(ConnectProvider), { description: 'The providers, in the order to show them.' }) },
  {
    $id: 'ConnectProviderListResponse',
    additionalProperties: false,
    description: 'All providers, on one page.',
  },
)

/** Checked before any schema, so that a wrong slug gets its own error. */
export const ProviderPath = Type.Object({
  provider: string('The slug of the provider, like `airbnb`. It is compared exactly, case included.'),
})
