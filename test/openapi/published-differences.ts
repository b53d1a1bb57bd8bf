import { catalogue } from '../../src/errors/catalogue.js'
import { connectedSlugs, providerSlugs } from '../../src/providers/providers.js'
import { channelNames } from '../../src/sandbox/schema.js'
import { bodyFields } from '../../src/sessions/schema.js'
import { eventNames } from '../../src/webhooks/event-types.js'
import { enumOf } from './shape.js'

/** Differences for one reason: by place, `published → described`. */
export interface Deliberate {
  readonly reason: string
  readonly differs: Readonly<Record<string, string>>
}

const names = `WebhookEventType → ${enumOf(eventNames).kind}`
const channels = `string → ${enumOf(channelNames).kind}`
const slugs = `string → ${enumOf(providerSlugs).kind}`
const connected = `string → ${enumOf(connectedSlugs).kind}`

/**
 * The differences between what is published and the description of every version. Those of one version stand in
 * `differencesOf`. `*` is any operation that has not published it.
 */
export const deliberate: readonly Deliberate[] = [
  {
    reason: 'The slug of a provider is one of a few, so typed clients may know them.',
    differs: {
      'Connection.provider': connected,
      'ConnectStatus.provider': connected,
      'ConnectProvider.id': slugs,
      'SelectProviderResponse.provider': slugs,
    },
  },
  {
    reason:
      'The error pages create a session with POST /v1/connect/{provider}; only credentials connect at once.',
    differs: { 'POST /v1/connect/{provider} answer': 'Connection → Connection | ProviderSession' },
  },
  {
    reason:
      'The error pages say id and expires_at, the published file sessionId and expiresAt: both are there.',
    differs: { 'ConnectSession.id': 'absent → string', 'ConnectSession.expires_at': 'absent → date-time' },
  },
  {
    reason:
      'The documented connect.create and connect.complete, and reading a session, need calls of their own.',
    differs: {
      'POST /v1/connect/sessions': 'absent → operation',
      'GET /v1/connect/sessions/{id}': 'absent → operation',
      'POST /v1/connect/sessions/{id}/complete': 'absent → operation',
    },
  },
  {
    reason: 'Each provider asks for credentials of its own.',
    differs: {
      ...Object.fromEntries(
        bodyFields
          .filter((name) => !['apiKey', 'clientId', 'clientSecret'].includes(name))
          .map((name) => [`POST /v1/connect/{provider} body.${name}`, 'absent → string']),
      ),
    },
  },
  {
    reason: 'Both spellings are in use.',
    differs: {
      'Error.error.valid_params': 'absent → string[]',
    },
  },
  {
    reason: 'Long answers have pages, and parameters for them.',
    differs: {
      'ConnectStatus.pagination': 'absent → Pagination',
      'AirbnbConnectionSummary.pagination': 'absent → Pagination',
      'GET /v1/connect/{provider} ?limit': 'absent → integer',
      'GET /v1/connect/{provider} ?cursor': 'absent → string',
      'GET /v1/connect/{provider} ?offset': 'absent → integer',
      'GET /v1/connect/{provider} ?include_total': 'absent → boolean',
      'GET /v1/connect ?limit': 'absent → integer',
      'GET /v1/connect ?cursor': 'absent → string',
      'GET /v1/connect ?offset': 'absent → integer',
      'GET /v1/connect ?include_total': 'absent → boolean',
    },
  },
  {
    reason: 'Every session call can meet a session that has expired.',
    differs: {
      'POST /v1/connect/sessions/{sessionId}/select-provider 410': 'absent → Error',
    },
  },
  {
    reason: 'All paths of a session name it alike; that does not show on the wire.',
    differs: {
      'POST /v1/connect/sessions/{sessionId}/select-provider spelling':
        'POST /v1/connect/sessions/{sessionId}/select-provider → POST /v1/connect/sessions/{id}/select-provider',
    },
  },
  {
    reason: 'The list of providers is the same for all: a client may keep it, and finds aliases with each.',
    differs: {
      'GET /v1/connect/providers 304': 'absent → no body',
      'ConnectProvider.aliases': 'string[] | null → string[]',
    },
  },
  {
    reason: 'Health says which server answers, and when; one that is not well answers no ok.',
    differs: {
      'GET /v1/health answer.status': 'string → enum(degraded, ok)',
      'GET /v1/health answer.service': 'absent → string',
      'GET /v1/health answer.timestamp': 'absent → date-time',
      'GET /v1/health answer.reason': 'absent → string',
    },
  },
  {
    reason: 'Errors name the codes that there are, and what a client needs to go on.',
    differs: {
      'Error.error.code': `string → ${enumOf(Object.keys(catalogue)).kind}`,
      'Error.error.session_status': 'absent → enum(cancelled, completed, errored, expired)',
      'Error.error.limit': 'absent → integer',
      'Error.error.window_seconds': 'absent → integer',
      'Error.error.tier': 'absent → string',
      'Error.error.active_listings': 'absent → integer',
      'Error.error.upgrade_url': 'absent → string',
      'Error.error.replays_made': 'absent → integer',
      'Error.error.replay_limit': 'absent → integer',
      'Error.error.replay_window_minutes': 'absent → integer',
      'Error.error.next_replay_allowed_at': 'absent → date-time',
    },
  },
  {
    reason: 'There is nobody to turn to for help with a mock.',
    differs: { 'Error.error.support': 'optional object → absent' },
  },
  {
    reason:
      'Published on the pages about errors, or raised by HTTP itself, for any call, if not with each operation.',
    differs: {
      '* 400': 'absent → Error',
      '* 401': 'absent → Error',
      '* 402': 'absent → Error',
      '* 404': 'absent → Error',
      '* 413': 'absent → Error',
      '* 414': 'absent → Error',
      '* 429': 'absent → Error',
      '* 431': 'absent → Error',
      '* 500': 'absent → Error',
      '* 503': 'absent → Error',
    },
  },
  {
    reason:
      'Any call may have a bad query or a bad header, or carry an Idempotency-Key of another call, and any call of a channel may find no connection.',
    differs: { '* 409': 'absent → Error', '* 422': 'absent → Error' },
  },
  {
    reason: 'The name account.connected is documented as another name of account.created.',
    differs: {
      'POST /v1/webhooks body.events[]': names,
      'PATCH /v1/webhooks/{id} body.events[]': names,
      'POST /v1/webhooks/test body.event_type': names,
    },
  },
  {
    reason: 'There is one version of event bodies, and another one would not come.',
    differs: { 'POST /v1/webhooks body.apiVersion': 'string → enum(2026-04)' },
  },
  {
    reason: 'All lists have pages, and take the same parameters.',
    differs: {
      'GET /v1/webhooks ?limit': 'absent → integer',
      'GET /v1/webhooks ?cursor': 'absent → string',
      'GET /v1/webhooks ?offset': 'absent → integer',
      'GET /v1/webhooks ?include_total': 'absent → boolean',
      'GET /v1/webhooks/{id}/deliveries ?include_total': 'absent → boolean',
    },
  },
  {
    reason: 'What is deleted, sent or on its way is said; published is a status alone.',
    differs: {
      'DELETE /v1/webhooks/{id} answer': 'no body → DeletedWebhook',
      'POST /v1/webhooks/{id}/ping answer': 'no body → PlannedWebhookDelivery',
      'POST /v1/webhooks/{id}/test/{event_type} answer': 'no body → PlannedWebhookDelivery',
      'POST /v1/webhooks/test answer': 'no body → WebhookTestResult',
    },
  },
  {
    reason: 'A test of an address without an address tests nothing.',
    differs: {
      'POST /v1/webhooks/test body': 'optional object → object',
      'POST /v1/webhooks/test body.url': 'optional string → string',
    },
  },
  {
    reason:
      'A tester wants to know when the next attempt is due, and what a line of the log says stands in its detail too.',
    differs: {
      'WebhookDelivery.nextAttemptAt': 'absent → date-time | null',
      'WebhookDeliveryDetail.nextAttemptAt': 'absent → date-time | null',
      'WebhookDeliveryDetail.succeededAt': 'absent → date-time | null',
      'WebhookDeliveryDetail.failedAt': 'absent → date-time | null',
    },
  },
  {
    reason: 'What was sent is always known, and what the sandbox has of a listing is never null.',
    differs: {
      'WebhookDeliveryDetail.requestHeaders': 'object | null → object',
      'Listing.content': 'ListingContent | null → ListingContent',
      'Listing.details': 'ListingDetails | null → ListingDetails',
    },
  },
  {
    reason: 'A misspelt channel would find nothing, and look like a workspace without any of it.',
    differs: {
      'GET /v1/listings ?channel': channels,
      'GET /v1/reservations ?platform': channels,
    },
  },
  {
    reason: 'Rules and sizes are published without a type; here they are texts.',
    differs: {
      'ListingContent.additionalRules': 'any → string | null',
      'ListingDetails.propertySize': 'any → string | null',
    },
  },
  {
    reason: 'It is published as deprecated, and the primary guest says the same.',
    differs: { 'Reservation.guestDetails': 'optional object → absent' },
  },
  {
    reason: 'Shapes that are published without a name, or not at all.',
    differs: {
      'AirbnbConnection.amenities': 'AirbnbListingAmenity[] | null → object[]',
      'AirbnbConnection.accessibility_amenities': 'AirbnbListingAmenity[] | null → object[]',
      'GET /v1/channels/booking/properties/{id} answer': 'no body → BookingProperty',
      'GET /v1/channels/booking/reservations answer': 'no body → BookingReservationListResponse',
      'GET /v1/channels/plumguide/bookings answer': 'no body → PlumguideBookingListResponse',
    },
  },
  {
    reason: 'A filter that fits nothing gives an empty list.',
    differs: {
      'GET /v1/channels/booking/reservations 404': 'Error → absent',
      'GET /v1/channels/plumguide/bookings 404': 'Error → absent',
    },
  },
  {
    reason: 'Migrations are not here, and a call for one is not taken for another.',
    differs: { 'POST /v1/connect 501': 'absent → Error' },
  },
  {
    reason: 'Inactive listings are published since 2026-09: reading any of their records is refused.',
    differs: {
      'GET /v1/properties/{id} 403': 'absent → Error',
      'GET /v1/listings/{id} 403': 'absent → Error',
      'GET /v1/reservations/{id} 403': 'absent → Error',
      'GET /v1/channels/airbnb/reservations/{code} 403': 'absent → Error',
      'GET /v1/channels/booking/properties/{id} 403': 'absent → Error',
      'GET /v1/channels/booking/listings/{id}/pricing 403': 'absent → Error',
    },
  },
  {
    reason: 'All lists of listings can be asked for those that are inactive.',
    differs: {
      'GET /v1/channels/booking/properties ?status': 'absent → enum(active, all, inactive)',
      'PlumguideListing.inactiveReason': 'absent → enum(deactivated)',
    },
  },
  {
    reason: 'The envelope is described once: planNotice stands beside the error of every call.',
    differs: { 'Error.planNotice': 'absent → PlanNotice' },
  },
  {
    reason: 'The age of the data is published in two spellings; each list of Airbnb has both.',
    differs: { 'AirbnbReservationListResponse.data_freshness': 'absent → AirbnbDataFreshness' },
  },
  {
    reason: 'Published clients send them, and all lists take the same parameters.',
    differs: {
      ...pageParameters('GET /v1/channels/airbnb/listings'),
      ...pageParameters('GET /v1/channels/plumguide/listings'),
      ...pageParameters('GET /v1/channels/plumguide/bookings'),
      'GET /v1/listings ?include_total': 'absent → boolean',
      'GET /v1/reservations ?listing_id': 'absent → integer',
      'GET /v1/reservations ?from': 'absent → date',
      'GET /v1/reservations ?to': 'absent → date',
    },
  },
]

function pageParameters(operation: string): Readonly<Record<string, string>> {
  return {
    [`${operation} ?limit`]: 'absent → integer',
    [`${operation} ?cursor`]: 'absent → string',
    [`${operation} ?offset`]: 'absent → integer',
    [`${operation} ?include_total`]: 'absent → boolean',
  }
}
