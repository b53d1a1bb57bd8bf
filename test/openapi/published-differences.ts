import { catalogue } from '../../src/errors/catalogue.js'
import { providerSlugs } from '../../src/providers/providers.js'
import { channelNames } from '../../src/sandbox/schema.js'
import { bodyFields, migrateScopes } from '../../src/sessions/schema.js'
import { eventDomains, eventNames } from '../../src/webhooks/event-types.js'
import { enumOf } from './shape.js'

/** Differences for one reason: by place, `published → described`. */
interface Deliberate {
  readonly reason: string
  readonly differs: Readonly<Record<string, string>>
}

const names = `WebhookEventType → ${enumOf(eventNames).kind}`
const julyDomains = Object.keys(eventDomains).filter((id) => id !== 'reviews')
const channels = `string → ${enumOf(channelNames).kind}`
const slugs = `string → ${enumOf(providerSlugs).kind}`

/** All differences between openapi.yaml and what is published. `*` is any operation that has not published it. */
export const deliberate: readonly Deliberate[] = [
  {
    reason: 'The slug of a provider is one of a few, so typed clients may know them.',
    differs: {
      'Connection.provider': slugs,
      'ConnectStatus.provider': slugs,
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
    reason: 'Probes and members that were published since.',
    differs: {
      'GET /v1/health/auth': 'absent → operation',
      'GET /v1/health/mcp': 'absent → operation',
      'GET /v1/health/webhooks': 'absent → operation',
      'GET /v1/health/channels/{channel}': 'absent → operation',
      'ConnectProvider.migrationCapabilities': 'absent → any',
    },
  },
  {
    reason: 'Hosts paste their credentials into a hosted page, which sends them with the session for a key.',
    differs: { 'POST /v1/connect/{provider}/credentials': 'absent → operation' },
  },
  {
    reason:
      'Each provider asks for credentials of its own, and a session may carry a state however it was opened.',
    differs: {
      'POST /v1/connect/{provider} body.state': 'absent → string | null',
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
    reason: 'A workspace may have several accounts of one provider.',
    differs: {
      'ConnectStatus.accounts': 'absent → ConnectAccount[]',
      'DELETE /v1/connect/{provider} ?accountId': 'absent → string',
    },
  },
  {
    reason: 'Published since 2026-10, and taken whichever version a call speaks.',
    differs: {
      'POST /v1/connect/booking/callback': 'absent → operation',
      'GET /v1/connect/{provider}/write-policy': 'absent → operation',
      'PATCH /v1/connect/{provider}/write-policy': 'absent → operation',
      'POST /v1/connect body.accessType': 'absent → enum(full_access, messaging, read_only)',
      'POST /v1/connect body.reservationHistoryMonths': 'absent → integer',
      'POST /v1/connect/{provider} body.reservationHistoryMonths': 'absent → integer',
      'POST /v1/connect body.purpose': 'absent → enum(connect, migrate)',
      'POST /v1/connect body.workspace': 'absent → object',
      'POST /v1/connect body.copy': 'absent → object',
      'POST /v1/connect body.scope': `absent → ${enumOf(migrateScopes).kind}[]`,
    },
  },
  {
    reason: 'Published since 2026-10: only accounts of airbnb and booking can be disconnected.',
    differs: { 'DELETE /v1/connect/{provider} 501': 'absent → Error' },
  },
  {
    reason: 'Migrations are not here, and a call for one is not taken for another.',
    differs: { 'POST /v1/connect 501': 'absent → Error' },
  },
  {
    reason: 'A connection goes bad and is healed as it is published since 2026-10.',
    differs: {
      'GET /v1/connect/resume': 'absent → operation',
      'Connection.action': 'absent → object',
      'Connection.fixUrl': 'absent → string',
      'ConnectStatus.action': 'absent → object',
      'ConnectStatus.fixUrl': 'absent → string',
    },
  },
  {
    reason: 'What is removed is said; published is a status alone.',
    differs: {
      'DELETE /v1/connect/{provider} answer': 'no body → Disconnected',
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
    reason: 'Reviews are a domain since 2026-10; it has no types that 2026-07 has.',
    differs: {
      'WebhookEventCatalogEntry.domain': `${enumOf(julyDomains).kind} → ${enumOf(Object.keys(eventDomains)).kind}`,
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
      'POST /v1/webhooks/{id}/deliveries/{delivery_id}/replay answer': 'no body → ReplayedWebhookDelivery',
      'POST /v1/webhooks/test answer': 'no body → WebhookTestResult',
    },
  },
  {
    reason: 'Since 2026-10 a replay is forced when the delivery succeeded.',
    differs: {
      'POST /v1/webhooks/{id}/deliveries/{delivery_id}/replay body': 'absent → optional object',
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
    reason: 'Published so since 2026-10; a call of 2026-07 gets what is published in July.',
    differs: {
      'AirbnbConnection.id': 'integer → string',
      'AirbnbListing.listingId': 'integer → string',
      'GET /v1/channels/booking/properties answer': 'BookingPropertyListResponse → BookingHotel[]',
      'GET /v1/channels/vrbo/listings answer': 'VrboListingListResponse → VrboListing[]',
      'Property.latitude': 'number | null → string | null',
      'Property.longitude': 'number | null → string | null',
    },
  },
  {
    reason: 'Members that were added by 2026-10; clients of 2026-07 ignore them.',
    differs: {
      'AirbnbConnection.accountId': 'absent → string',
      'AirbnbConnection.accountName': 'absent → string | null',
      'AirbnbConnection.hostName': 'absent → string | null',
      'AirbnbConnection.lockedFields': 'absent → string[]',
      'AirbnbConnection.syncCategory': 'absent → enum(none, sync_all, sync_rates_and_availability) | null',
      'AirbnbConnection.writable': 'absent → boolean',
      'AirbnbListing.inactiveReason': 'absent → enum(deactivated)',
      'AirbnbListing.publicName': 'absent → string | null',
      'AirbnbListing.status': 'absent → enum(active, inactive)',
      'AirbnbListing.thumbnailUrl': 'absent → string | null',
      'AirbnbListingListResponse.dataFreshness': 'absent → AirbnbFreshness',
      'AirbnbReservation.accountId': 'absent → string',
      'AirbnbReservation.accountName': 'absent → string | null',
      'AirbnbReservationListResponse.dataFreshness': 'absent → AirbnbFreshness',
      'AirbnbReservationListResponse.data_freshness': 'absent → AirbnbDataFreshness',
      'BookingConnectRoomsResponse.missingCapabilities':
        'absent → enum(content, messaging, rates, reservations)[]',
      'BookingVerifyHotelResponse.missingCapabilities':
        'absent → enum(content, messaging, rates, reservations)[]',
      'Listing.inactiveReason': 'absent → enum(deactivated)',
      'Listing.publicName': 'absent → string | null',
      'MapConnectBookingRoomsResponse.reservationsFound': 'absent → integer | null',
      'MapConnectBookingRoomsResponse.reservationsImported': 'absent → integer | null',
      'MapConnectBookingRoomsResponse.unmapped': 'absent → integer',
      'PlumguideListing.inactiveReason': 'absent → enum(deactivated)',
      'Property.accounts': 'absent → RecordAccount[]',
      'Property.inactiveReason': 'absent → enum(deactivated)',
      'Property.publicName': 'absent → string | null',
      'Property.updatedAt': 'absent → date-time',
      'Reservation.account': 'absent → RecordAccount',
    },
  },
  {
    reason: 'Parameters that were added by 2026-10, taken whichever version a call speaks.',
    differs: {
      'GET /v1/channels/airbnb/listings ?account_id': 'absent → string',
      'GET /v1/channels/airbnb/listings ?status': 'absent → enum(active, all, inactive)',
      'GET /v1/channels/airbnb/reservations ?account_id': 'absent → string',
      'GET /v1/channels/booking/properties ?status': 'absent → enum(active, all, inactive)',
      'GET /v1/channels/vrbo/listings ?status': 'absent → enum(active, all, inactive)',
      'GET /v1/listings ?status': 'enum(active, archived, inactive) → enum(active, all, archived, inactive)',
      'GET /v1/properties ?account': 'absent → string',
      'GET /v1/properties ?updated_since': 'absent → date',
      'GET /v1/reservations ?account': 'absent → string',
      'GET /v1/reservations ?listing_id': 'absent → integer',
      'GET /v1/reservations ?updated_since': 'absent → date',
    },
  },
  {
    reason: 'Published clients send them, and all lists take the same parameters.',
    differs: {
      'GET /v1/channels/airbnb/listings ?cursor': 'absent → string',
      'GET /v1/channels/airbnb/listings ?include_total': 'absent → boolean',
      'GET /v1/channels/airbnb/listings ?limit': 'absent → integer',
      'GET /v1/channels/airbnb/listings ?offset': 'absent → integer',
      'GET /v1/channels/plumguide/bookings ?cursor': 'absent → string',
      'GET /v1/channels/plumguide/bookings ?include_total': 'absent → boolean',
      'GET /v1/channels/plumguide/bookings ?limit': 'absent → integer',
      'GET /v1/channels/plumguide/bookings ?offset': 'absent → integer',
      'GET /v1/channels/plumguide/listings ?cursor': 'absent → string',
      'GET /v1/channels/plumguide/listings ?include_total': 'absent → boolean',
      'GET /v1/channels/plumguide/listings ?limit': 'absent → integer',
      'GET /v1/channels/plumguide/listings ?offset': 'absent → integer',
      'GET /v1/listings ?include_total': 'absent → boolean',
      'GET /v1/reservations ?from': 'absent → date',
      'GET /v1/reservations ?to': 'absent → date',
    },
  },
  {
    reason:
      'Inactive listings are published since 2026-10: reading one is refused, and a call activates them.',
    differs: {
      '* 403': 'absent → Error',
      'POST /v1/listings/status': 'absent → operation',
    },
  },
]
