import { Type } from '@sinclair/typebox'
import { listPattern, Pagination, pageQuery } from '../http/lists.js'
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
  oneOfOrNull,
  ref,
  string,
  stringOrNull,
} from '../lib/schema.js'
import { inactiveFields, publicName } from '../sandbox/listing-schema.js'
import { amenitiesText, defaultLimit, listingId } from '../sandbox/schema.js'
import { inVersion } from '../versions/differences.js'
import { byVersion } from '../versions/schema.js'
import { accountFields, freshPage } from './airbnb-freshness-schema.js'
import { exactly, listingFilter, statusFilter, stay } from './schema.js'

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
    hostCount: integer('The number of accounts.'),
    hosts: Type.Array(ref(AirbnbConnectionHost), { description: 'The newest 100 accounts, newest first.' }),
    pagination: ref(
      Pagination,
      'Where the other accounts are: `GET /v1/connect/airbnb` takes the `nextCursor` as `cursor`.',
    ),
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

/** An id of digits, as a string or as a number. */
function digits(description: string) {
  return byVersion((version) =>
    Type.Unsafe<string | number>(
      inVersion(version, 'airbnbIds') === 'strings' ? string(description) : integer(description),
    ),
  )
}

/** Fields of an item that an inactive listing lacks. */
const activeFields = {
  hostName: Type.Optional(stringOrNull('The name of the host; null when it is no longer known.')),
  active: Type.Optional(boolean('Whether guests can book the listing on Airbnb.')),
  syncEnabled: Type.Optional(
    boolean('Whether prices and free nights are sent to Airbnb: not while the account cannot be used.'),
  ),
  syncCategory: Type.Optional(
    oneOfOrNull(
      ['sync_all', 'sync_rates_and_availability', 'none'],
      'What is sent to Airbnb; null when not known.',
    ),
  ),
  writable: Type.Optional(
    boolean('Whether the listing can be changed through the API: not while the account cannot be used.'),
  ),
  lockedFields: Type.Optional(
    Type.Array(Type.String(), {
      description: 'The fields that only Airbnb can change; none in the sandbox.',
    }),
  ),
  primary: Type.Optional(boolean('Whether this account is the main one of the listing.')),
  markup: Type.Optional(stringOrNull('How much prices on Airbnb are raised; null for not at all.')),
  createdAt: Type.Optional(instant('When the workspace was seeded.')),
}

export const AirbnbConnection = component(
  'AirbnbConnection',
  {
    id: digits('The id of the connection to Airbnb.'),
    airbnbId: externalId,
    hostId: airbnbHostId,
    ...accountFields,
    ...activeFields,
    amenities,
    accessibility_amenities: Type.Optional(
      Type.Array(AirbnbAmenity, {
        description: 'What helps guests with disabilities. Present only after `include=amenities`.',
      }),
    ),
  },
  'A listing as one Airbnb account has it. Of an inactive listing only the ids and the account are there.',
)

export const AirbnbListing = component(
  'AirbnbListing',
  {
    listingId: digits('The id of the listing.'),
    name: string('The name of the listing.'),
    publicName,
    city: stringOrNull('The city; null when not known.'),
    status: oneOf(
      ['active', 'inactive'],
      '`active`: it can be read and changed. `inactive`: only lists show it, when asked.',
    ),
    ...inactiveFields,
    thumbnailUrl: Type.Optional(
      stringOrNull(
        'The address of a small picture; null in the sandbox. Present only after `include=thumbnail`.',
      ),
    ),
    connections: Type.Array(ref(AirbnbConnection), {
      description: 'The Airbnb accounts that have the listing.',
    }),
  },
  'A listing that is on Airbnb.',
)

export const AirbnbListingList = freshPage(
  'AirbnbListingListResponse',
  AirbnbListing,
  'The listings on Airbnb, and how old the data is.',
)

export const AirbnbReservation = component(
  'AirbnbReservation',
  {
    confirmationCode: string('The code by which Airbnb and the guest know the reservation.'),
    listingId,
    ...accountFields,
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

export const AirbnbReservationList = freshPage(
  'AirbnbReservationListResponse',
  AirbnbReservation,
  'Reservations on Airbnb, and how old the data is.',
)

const listingParts = ['amenities', 'thumbnail']

export const AirbnbIncludeQuery = Type.Object({
  include: Type.Optional(
    Type.String({
      pattern: listPattern(listingParts),
      examples: listingParts,
      description:
        '`amenities`, `thumbnail`, or both with a comma between. These parts are added to the answer.',
    }),
  ),
})

const accountFilter = Type.Optional(
  Type.String({
    maxLength: 64,
    description: 'Only those of the Airbnb account with this id. An unknown one fails with 404.',
  }),
)

export const AirbnbListingsQuery = Type.Object({
  ...pageQuery(defaultLimit).properties,
  status: statusFilter,
  account_id: accountFilter,
  ...AirbnbIncludeQuery.properties,
})

const { include_total, ...page } = pageQuery(defaultLimit).properties

export const AirbnbReservationsQuery = Type.Object({
  ...page,
  account_id: accountFilter,
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
