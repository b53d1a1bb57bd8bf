import { Type } from '@sinclair/typebox'
import {
  boolean,
  component,
  integer,
  integerOrNull,
  oneOf,
  oneOfOrNull,
  ref,
  string,
  stringOrNull,
} from '../lib/schema.js'
import { mappingErrors, unitChannels } from './model.js'

/** How many listings a search answers unless it says otherwise, and at most (published). */
export const searchLimits = { usual: 20, most: 50 } as const

export const ConnectionPath = Type.Object({
  id: string('The channel, a colon and the `externalAccountId` of the account, like `vrbo:12`.'),
})

const sessionId = Type.Optional(
  Type.String({
    minLength: 1,
    description:
      'The session in which the host has signed in. It authorizes the call in place of an API key.',
  }),
)

const searchFields = {
  q: Type.Optional(
    Type.String({ maxLength: 200, description: 'A part of the name of a listing, in any case.' }),
  ),
  limit: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: searchLimits.most,
      default: searchLimits.usual,
      description: 'The largest number of listings in the answer.',
    }),
  ),
}

export const UnitsQuery = Type.Object({ sessionId })
export const SearchQuery = Type.Object(searchFields)
export const ConnectionSearchQuery = Type.Object({ ...searchFields, sessionId })

export const ListingOption = component(
  'ListingOption',
  {
    id: integer('The id of the listing, as a number.'),
    name: string('The name of the listing.'),
    city: stringOrNull('The city of the listing; null when it is not known.'),
  },
  'A listing that units can be mapped to.',
)

export const ListingOptions = component(
  'ListingOptions',
  {
    data: Type.Array(ref(ListingOption), { description: 'The listings that were found.' }),
    total: integer('How many listings were found in all.'),
  },
  'Listings that units can be mapped to.',
)

export const ConnectionUnit = component(
  'ConnectionUnit',
  {
    unit_id: string('The id of the unit. Send it as `unitId` of a mapping.'),
    unit_name: string('The name of the unit at the channel.'),
    grain: oneOf(['listing', 'room'], 'What a unit is at the channel.'),
    current_listing_id: integerOrNull('The listing that the unit is mapped to; null for none.'),
    suggested_listing_id: integerOrNull('The only listing of exactly the same name; null for none.'),
    meta: Type.Object(
      {
        city: string('The city of the unit.'),
        country: string('Its country, as an ISO 3166 code of two letters.'),
        max_guests: integer('How many guests fit in.'),
        calendar_sync: Type.Optional(
          Type.Boolean({ description: 'Whether its calendar is written. Vrbo only.' }),
        ),
      },
      { additionalProperties: false, description: 'What else is known of the unit.' },
    ),
  },
  'What an account has to rent out.',
)

export const ConnectionUnits = component(
  'ConnectionUnits',
  {
    connection_id: string('The connection, as the path names it.'),
    channel: oneOf(unitChannels, 'The channel of the connection.'),
    status: oneOf(
      ['importing', 'ready', 'completed'],
      '`importing`: ask again later. `ready`: the units can be mapped. `completed`: the session is over.',
    ),
    units: Type.Array(ref(ConnectionUnit), { description: 'The units; empty while they are imported.' }),
    listing_options: Type.Array(ref(ListingOption), {
      description: `The listings to map them to, the first ${searchLimits.most}; search for others.`,
    }),
    missing_capabilities: Type.Array(Type.String(), {
      description: 'What the host does not allow the connection to do; always empty here.',
    }),
    listing_options_total: integer('How many listings there are.'),
  },
  'What a mapping needs: the units of an account, and the listings to map them to.',
)

const mappingFields = {
  unitId: Type.String({ maxLength: 256, description: 'The `unit_id` of a unit.' }),
  listingId: Type.Optional(integerOrNull('The id of a listing. Null leaves the unit without one.')),
  create: Type.Optional(
    boolean(
      'True creates a listing for the unit, named like it. One that has a listing keeps it. Not beside a `listingId`.',
    ),
  ),
  calendarSync: Type.Optional(
    boolean('Whether the calendar of the unit is written. Vrbo only; by default with full access.'),
  ),
}

export const MappingsBody = Type.Object({
  sessionId,
  mappings: Type.Array(Type.Object(mappingFields, { description: 'What to do with one unit.' }), {
    minItems: 1,
    maxItems: 1000,
    description: 'One item for each unit. Units that are left out stay as they are.',
  }),
})

export const AutomapBody = Type.Object({
  sessionId,
  apply: Type.Optional(
    Type.Boolean({ description: 'Whether the mapping is made; by default it is only shown.' }),
  ),
})

export const ConnectionMappingResult = component(
  'ConnectionMappingResult',
  {
    unit_id: string('The id of the unit.'),
    listing_id: integerOrNull('The listing that the unit is mapped to; null for none.'),
    created: boolean('Whether the listing was created for the unit.'),
    ok: boolean('Whether it was done. Items that were not leave the others alone.'),
    error: oneOfOrNull(mappingErrors, 'Why it was not done; null when it was. The words are ours.'),
  },
  'What has become of one unit.',
)

const results = {
  connection_id: string('The connection, as the path names it.'),
  channel: oneOf(unitChannels, 'The channel of the connection.'),
  results: Type.Array(ref(ConnectionMappingResult), { description: 'One for each item, or each unit.' }),
}

export const ConnectionMappingResults = component(
  'ConnectionMappingResults',
  results,
  'What has become of a mapping.',
)

export const AutomapResults = component(
  'ConnectionAutomapResults',
  {
    ...results,
    applied: boolean(
      'Whether the mapping was made. False when it was only shown, and when no name is the same.',
    ),
  },
  'Which units have a listing of exactly the same name.',
)
