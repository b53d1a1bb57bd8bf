import { Type } from '@sinclair/typebox'
import { Pagination, pageQuery, pageSchema } from '../http/lists.js'
import {
  boolean,
  component,
  day,
  instant,
  instantOrNull,
  integer,
  integerOrNull,
  numberOrNull,
  oneOf,
  ref,
  string,
  stringOrNull,
} from '../lib/schema.js'
import { amenitiesText, defaultLimit, listingId } from '../sandbox/schema.js'
import { exactly, listingFilter, stay } from './schema.js'

const externalId = string(
  'The id that the channel gives the listing. In the sandbox it is the id of the listing itself.',
)
const airbnbHostId = string('The id of the host at Airbnb.')

export const AirbnbConnectionHost = component(
  'AirbnbConnectionHost',
  {
    airbnbUserId: airbnbHostId,
    name: stringOrNull('The name of the host; null when not known.'),
    isConnected: boolean('Whether the account can be used now.'),
    lastSyncedAt: instantOrNull('When data was last read from Airbnb; null when never.'),
    deactivatedAt: instantOrNull('When the account was disconnected; null while it is connected.'),
    lastDisconnectReason: stringOrNull('Why it was disconnected; null when it never was.'),
  },
  'An Airbnb account of the workspace.',
)

export const AirbnbConnectionSummary = component(
  'AirbnbConnectionSummary',
  {
    status: oneOf(
      ['connected', 'disconnected', 'reconnect_required', 'never_connected'],
      'The state of all accounts together. `reconnect_required`: a host must connect again.',
    ),
    hostCount: integer('The number of accounts in `hosts`.'),
    hosts: Type.Array(ref(AirbnbConnectionHost), { description: 'The accounts, newest first.' }),
    fixUrl: stringOrNull({
      format: 'uri',
      description: 'The page on which a host connects again; null when nothing needs fixing.',
    }),
  },
  'Whether Airbnb is connected, and by which accounts.',
)

export const AirbnbConnectionAnswer = component(
  'AirbnbConnectionResponse',
  {
    data: ref(AirbnbConnectionSummary),
  },
  'The state of the connection to Airbnb.',
)

const AirbnbAmenity = Type.Object(
  {
    id: string('The name of the amenity, like `wifi`.'),
    is_present: boolean('Whether the listing has it.'),
    instruction: stringOrNull('How guests use it; null when there is nothing to say.'),
  },
  exactly,
)
const amenities = Type.Optional(Type.Array(AirbnbAmenity, { description: amenitiesText }))

export const AirbnbConnection = component(
  'AirbnbConnection',
  {
    id: integer('The id of the connection to Airbnb, as a number.'),
    airbnbId: externalId,
    hostId: airbnbHostId,
    active: boolean('Whether guests can book the listing on Airbnb.'),
    syncEnabled: boolean('Whether prices and free nights are sent to Airbnb.'),
    primary: boolean('Whether this account is the main one of the listing.'),
    markup: stringOrNull('How much prices on Airbnb are raised; null for not at all.'),
    createdAt: instant('When the workspace was seeded.'),
    amenities,
    accessibility_amenities: Type.Optional(
      Type.Array(AirbnbAmenity, {
        description: 'What helps guests with disabilities. Present only after `include=amenities`.',
      }),
    ),
  },
  'A listing as one Airbnb account has it.',
)

export const AirbnbListing = component(
  'AirbnbListing',
  {
    listingId: integer('The id of the listing, as a number.'),
    name: string('The name of the listing.'),
    city: stringOrNull('The city; null when not known.'),
    connections: Type.Array(ref(AirbnbConnection), {
      description: 'The Airbnb accounts that have the listing.',
    }),
  },
  'A listing that is on Airbnb.',
)

export const AirbnbDataFreshness = component(
  'AirbnbDataFreshness',
  {
    last_synced_at: instantOrNull('When the data was last read from Airbnb; null when never.'),
    stale: boolean('Whether the data may be out of date.'),
    reason: stringOrNull('Why the data is stale; null when it is not.'),
    fix_url: stringOrNull({
      format: 'uri',
      description: 'The page on which a host can fix that; null when there is nothing to fix.',
    }),
  },
  'How old the data of the answer is.',
)

export const AirbnbListingList = component(
  'AirbnbListingListResponse',
  {
    data: Type.Array(ref(AirbnbListing), { description: 'The items of this page.' }),
    pagination: ref(Pagination),
    data_freshness: ref(AirbnbDataFreshness),
  },
  'The listings on Airbnb, and how old the data is.',
)

export const AirbnbReservation = component(
  'AirbnbReservation',
  {
    confirmationCode: string('The code by which Airbnb and the guest know the reservation.'),
    listingId,
    status: oneOf(
      ['accepted', 'pending', 'cancelled', 'denied', 'inquiry'],
      'The status, in the words of Airbnb.',
    ),
    ...stay,
    guestName: stringOrNull('The full name of the guest; null when not known.'),
    guestCount: integerOrNull('The number of adults and children; null when not known.'),
    totalPrice: numberOrNull('What the whole stay costs, in units of `currency`; null when not known.'),
    currency: stringOrNull('The currency, as an ISO 4217 code like `EUR`.'),
  },
  'A stay that was booked on Airbnb.',
)

export const AirbnbReservationList = pageSchema(
  'AirbnbReservationListResponse',
  AirbnbReservation,
  'Reservations on Airbnb.',
)

export const AirbnbIncludeQuery = Type.Object({
  include: Type.Optional(
    Type.String({
      pattern: '^amenities$',
      description: '`amenities`, and nothing else. It adds the amenities to the answer.',
    }),
  ),
})

const { include_total, ...page } = pageQuery(defaultLimit).properties

export const AirbnbReservationsQuery = Type.Object({
  ...page,
  listing_id: Type.Optional(Type.String({ maxLength: 64, description: listingFilter })),
  status: Type.Optional(
    oneOf(
      ['pending', 'accepted', 'denied', 'cancelled', 'completed', 'failed_verification', 'request_voided'],
      'Only reservations with this status.',
    ),
  ),
  start_date: Type.Optional(
    day('Only stays with an arrival on or after this day. An instant means its day in UTC.'),
  ),
  end_date: Type.Optional(
    day('Only stays with an arrival on or before this day. An instant means its day in UTC.'),
  ),
  include_total,
})
