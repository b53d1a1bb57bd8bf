import { Type } from '@sinclair/typebox'
import { Pagination } from '../connections/schema.js'
import { pageQuery } from '../http/paginate.js'
import { instant, oneOf, ref, stringOrNull } from '../lib/schema.js'
import { ListingAmenity } from './listing-schema.js'

const exactly = { additionalProperties: false }

export const Property = Type.Object(
  {
    id: Type.String(),
    name: Type.String(),
    address: stringOrNull(),
    city: stringOrNull(),
    latitude: Type.Unsafe<number | null>({ type: ['number', 'null'] }),
    longitude: Type.Unsafe<number | null>({ type: ['number', 'null'] }),
    currency: stringOrNull(),
    status: oneOf(['active', 'inactive']),
    lifecycleStatus: stringOrNull(),
    createdAt: instant('When the workspace was seeded.'),
    channels: Type.Array(Type.String()),
    amenities: Type.Optional(Type.Array(ref(ListingAmenity), { description: 'With include=amenities.' })),
  },
  { $id: 'Property', ...exactly },
)

export const PropertyList = Type.Object(
  { data: Type.Array(ref(Property)), pagination: ref(Pagination) },
  { $id: 'PropertyListResponse', ...exactly },
)

/** Items on a page (published). */
export const propertiesLimit = 50

const { include_total, ...page } = pageQuery(propertiesLimit).properties

export const PropertiesQuery = Type.Object({
  ...page,
  q: Type.Optional(Type.String({ maxLength: 200, description: 'A part of the name, in any case.' })),
  status: Type.Optional(oneOf(['active', 'inactive', 'all'], { default: 'active' })),
  lifecycle_status: Type.Optional(Type.String({ maxLength: 64, description: 'Like live.' })),
  channel: Type.Optional(oneOf(['airbnb', 'booking', 'vrbo'])),
  include_total,
})

export const PropertyQuery = Type.Object({ include: Type.Optional(oneOf(['amenities'])) })
