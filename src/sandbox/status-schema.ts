import { Type } from '@sinclair/typebox'
import { boolean, component } from '../lib/schema.js'

/** How many listings one call may change (published). */
const mostListings = 500

export const ListingStatusBody = Type.Object({
  listingIds: Type.Array(
    Type.Unsafe<string | number>({
      anyOf: [{ type: 'string', minLength: 1, maxLength: 64 }, { type: 'integer' }],
    }),
    {
      minItems: 1,
      maxItems: mostListings,
      uniqueItems: true,
      description: 'The ids of the listings to change, each once, as strings or as numbers.',
    },
  ),
  active: boolean('True activates them, false deactivates them.'),
})

export const ListingStatusResult = component(
  'ListingStatusBatchResponse',
  {
    active: boolean('Whether all of the listings are active now.'),
    updated: Type.Array(Type.String(), { description: 'The ids of those that this call changed.' }),
    unchanged: Type.Array(Type.String(), { description: 'The ids of those that had the status before.' }),
  },
  'What became of the listings.',
)
