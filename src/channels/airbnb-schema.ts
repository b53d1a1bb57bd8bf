import { Type } from '@sinclair/typebox'
import { Pagination } from '../connections/schema.js'
import { pageQuery } from '../http/paginate.js'
import { day, instant, integerOrNull, oneOf, ref, stringOrNull } from '../lib/schema.js'
import { reservationsLimit } from '../sandbox/reservation-schema.js'

const exactly = { additionalProperties: false }

export const AirbnbConnectionHost = Type.Object(
  {
    airbnbUserId: Type.String(),
    name: stringOrNull(),
    isConnected: Type.Boolean(),
    lastSyncedAt: stringOrNull({ format: 'date-time' }),
    deactivatedAt: stringOrNull({ format: 'date-time' }),
    lastDisconnectReason: stringOrNull(),
  },
  { $id: 'AirbnbConnectionHost', ...exactly },
)

export const AirbnbConnectionSummary = Type.Object(
  {
    status: oneOf(['connected', 'disconnected', 'reconnect_required', 'never_connected']),
    hostCount: Type.Integer(),
    hosts: Type.Array(ref(AirbnbConnectionHost)),
    fixUrl: stringOrNull({ format: 'uri' }),
  },
  { $id: 'AirbnbConnectionSummary', ...exactly },
)

export const AirbnbConnectionAnswer = Type.Object(
  { data: ref(AirbnbConnectionSummary) },
  { $id: 'AirbnbConnectionResponse', ...exactly },
)

const AirbnbAmenity = Type.Object(
  { id: Type.String(), is_present: Type.Boolean(), instruction: stringOrNull() },
  exactly,
)

export const AirbnbConnection = Type.Object(
  {
    id: Type.Integer({ description: 'The id of the connection, as a number.' }),
    airbnbId: Type.String({ description: 'In the sandbox, the id of the listing itself.' }),
    hostId: Type.String(),
    active: Type.Boolean(),
    syncEnabled: Type.Boolean(),
    primary: Type.Boolean(),
    markup: stringOrNull(),
    createdAt: instant('When the workspace was seeded.'),
    amenities: Type.Optional(Type.Array(AirbnbAmenity, { description: 'With include=amenities.' })),
    accessibility_amenities: Type.Optional(
      Type.Array(AirbnbAmenity, { description: 'With include=amenities.' }),
    ),
  },
  { $id: 'AirbnbConnection', ...exactly },
)

export const AirbnbListing = Type.Object(
  {
    listingId: Type.Integer(),
    name: Type.String(),
    city: stringOrNull(),
    connections: Type.Array(ref(AirbnbConnection)),
  },
  { $id: 'AirbnbListing', ...exactly },
)

export const AirbnbDataFreshness = Type.Object(
  {
    last_synced_at: stringOrNull({ format: 'date-time' }),
    stale: Type.Boolean(),
    reason: stringOrNull(),
    fix_url: stringOrNull({ format: 'uri' }),
  },
  { $id: 'AirbnbDataFreshness', ...exactly },
)

export const AirbnbListingList = Type.Object(
  {
    data: Type.Array(ref(AirbnbListing)),
    pagination: ref(Pagination),
    data_freshness: ref(AirbnbDataFreshness),
  },
  { $id: 'AirbnbListingListResponse', ...exactly },
)

export const AirbnbReservation = Type.Object(
  {
    confirmationCode: Type.String(),
    listingId: Type.String(),
    status: oneOf(['accepted', 'pending', 'cancelled', 'denied', 'inquiry']),
    checkIn: day(),
    checkOut: day(),
    guestName: stringOrNull(),
    guestCount: integerOrNull(),
    totalPrice: Type.Unsafe<number | null>({ type: ['number', 'null'] }),
    currency: stringOrNull(),
  },
  { $id: 'AirbnbReservation', ...exactly },
)

export const AirbnbReservationList = Type.Object(
  { data: Type.Array(ref(AirbnbReservation)), pagination: ref(Pagination) },
  { $id: 'AirbnbReservationListResponse', ...exactly },
)

export const AirbnbIncludeQuery = Type.Object({
  include: Type.Optional(Type.String({ pattern: '^amenities$', description: 'amenities.' })),
})

const { include_total, ...page } = pageQuery(reservationsLimit).properties

export const AirbnbReservationsQuery = Type.Object({
  ...page,
  listing_id: Type.Optional(Type.String({ maxLength: 64 })),
  status: Type.Optional(
    oneOf([
      'pending',
      'accepted',
      'denied',
      'cancelled',
      'completed',
      'failed_verification',
      'request_voided',
    ]),
  ),
  start_date: Type.Optional(
    day({ description: 'The first day on which guests arrive. An instant means its day in UTC.' }),
  ),
  end_date: Type.Optional(
    day({ description: 'The last day on which guests arrive. An instant means its day in UTC.' }),
  ),
  include_total,
})
