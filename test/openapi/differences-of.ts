import { connectedSlugs, providerSlugs } from '../../src/providers/providers.js'
import { extranetStatuses } from '../../src/sign-in/extranet-schema.js'
import { mappingErrors, unitChannels } from '../../src/units/model.js'
import type { ApiVersion } from '../../src/versions/api-version.js'
import type { Deliberate } from './published-differences.js'
import { enumOf } from './shape.js'

const slugs = `string → ${enumOf(providerSlugs).kind}`
const withCredentials =
  'beds24 bookingsync cloudbeds guesty hospitable hostaway igms lodgify mews ownerrez smoobu track vrbo'.split(
    ' ',
  )
const inactiveReason = 'string | null → enum(deactivated)'
const capability = 'string → enum(content, messaging, rates, reservations)'
const unitChannel = `string → ${enumOf(unitChannels).kind}`
const unitCalls = [
  'GET /v1/connections/{id}/units',
  'GET /v1/connections/{id}/listing-options',
  'POST /v1/connections/{id}/mappings',
  'POST /v1/connections/{id}/mappings/automap',
]
const everywhere = (status: string, calls: readonly string[]) =>
  Object.fromEntries(calls.map((call) => [`${call} ${status}`, 'absent → Error']))
const extranetStatus = `string → ${enumOf(extranetStatuses).kind}`

/** The differences between what a version publishes and its description, which other versions do not have. */
export const differencesOf: Readonly<Record<ApiVersion, readonly Deliberate[]>> = {
  '2026-10': [
    {
      reason: 'The sandbox was published in 2026-07 and is how a mock gets data.',
      differs: {
        'POST /v1/sandbox/seed': 'absent → operation',
        'POST /v1/sandbox/reset': 'absent → operation',
      },
    },
    {
      reason: 'Moving a workspace from another system is not simulated: purpose migrate answers 501.',
      differs: {
        'ConnectSession.purpose': 'optional enum(migrate) → absent',
        'ConnectSession.workspaceId': 'optional string → absent',
      },
    },
    {
      reason: 'Clients of 2026-07 fail on the three new values, and nothing here needs them.',
      differs: {
        'Connection.status':
          'enum(active, disconnected, error, inactive, needs_permissions, pending) → enum(active, error, inactive)',
      },
    },
    {
      reason: 'The sandbox has no listing with several units, and nothing to say of what a listing can do.',
      differs: {
        'Listing.capabilities': 'optional object → absent',
        'Listing.units': 'optional object[] → absent',
      },
    },
    {
      reason: 'Clients of 2026-07 send the key of a PMS here, and error messages still point to this call.',
      differs: { 'POST /v1/connect/{provider} body.apiKey': 'absent → string' },
    },
    {
      reason: 'A null is taken for an absent field wherever a session is opened.',
      differs: {
        'POST /v1/connect/{provider} body.state': 'string → string | null',
        'CredentialsSubmission.sessionId': 'string → string | null',
      },
    },
    {
      reason:
        'One route takes the credentials of all providers, and one answer serves clients of each of them.',
      differs: {
        'CredentialsResult.provider': `absent → ${enumOf(providerSlugs).kind}`,
        'CredentialsResult.connectionId': 'absent → string',
        'CredentialsResult.sessionId': 'absent → string | null',
        'CredentialsResult.connected': 'absent → boolean',
        'CredentialsResult.created': 'absent → boolean',
        'CredentialsResult.pmsConnectionId': 'absent → string',
        'CredentialsResult.writePolicy': 'absent → object',
        'CredentialsResult.webhooks': 'absent → object',
        'CredentialsResult.firstSync': 'absent → object',
        'TrackConnection.webhooks': 'absent → object',
        'TrackConnection.firstSync': 'object → optional object',
        'TrackConnection.accountInfo.domain': 'string → optional string',
        'TrackConnection.accountInfo.keyType': 'string → optional enum(channel, server)',
        'TrackConnection.accountInfo.authMode': 'string → optional enum(basic, hmac)',
        'TrackConnection.accountInfo.externalAccountId': 'absent → string',
        'TrackConnection.accountInfo.propertyIds': 'absent → string[]',
        ...Object.fromEntries(
          ['CloudbedsConnection', 'MewsConnection'].flatMap((name) => [
            [`${name}.webhooks`, 'object → optional object'],
            [`${name}.firstSync`, 'absent → object'],
            [`${name}.accountInfo.propertyIds`, 'string[] → optional string[]'],
            [`${name}.accountInfo.domain`, 'absent → string'],
            [`${name}.accountInfo.keyType`, 'absent → enum(channel, server)'],
            [`${name}.accountInfo.authMode`, 'absent → enum(basic, hmac)'],
          ]),
        ),
        'CloudbedsConnection.provider': slugs,
        'CloudbedsConnection.ok': 'absent → boolean',
        'CloudbedsConnection.connectionId': 'absent → string',
        'MewsConnection.provider': slugs,
        'MewsConnection.ok': 'absent → boolean',
        'MewsConnection.connectionId': 'absent → string',
        'TrackConnection.provider': slugs,
        'TrackConnection.ok': 'absent → boolean',
        'TrackConnection.connectionId': 'absent → string',
        ...Object.fromEntries(
          ['CloudbedsConnection', 'MewsConnection', 'TrackConnection'].flatMap((name) => [
            [`${name}.writePolicy`, 'WritePolicy → optional object'],
            [`${name}.accountInfo.accountId`, 'absent → string'],
            [`${name}.accountInfo.accountName`, 'string | null → string'],
          ]),
        ),
        ...Object.fromEntries(
          ['smoobu', 'cloudbeds', 'mews', 'track'].flatMap((slug) => [
            [`POST /v1/connect/${slug}/credentials body.sessionId`, 'string → string | null'],
            [`POST /v1/connect/${slug}/credentials body.credentials`, 'object → any object'],
          ]),
        ),
      },
    },
    {
      reason: 'Credentials of every PMS can switch what may be written to it.',
      differs: {
        'CredentialsSubmission.writePolicy': 'absent → object',
        'POST /v1/connect/smoobu/credentials body.writePolicy': 'absent → object',
      },
    },
    {
      reason:
        'Published as words that GET /v1/connect/{provider} takes beside slugs; the other calls take slugs alone.',
      differs: {
        'GET /v1/connect/vrbo-login': 'absent → operation',
        'GET /v1/connect/booking-extranet-login': 'absent → operation',
      },
    },
    {
      reason: 'A PMS that cannot be reached is 503 provider_unavailable, Track like the others.',
      differs: { 'POST /v1/connect/track/credentials 502': 'Error → absent' },
    },
    {
      reason: 'Every session call can meet a session that has expired.',
      differs: {
        ...Object.fromEntries(
          withCredentials.map((slug) => [`POST /v1/connect/${slug}/credentials 410`, 'absent → Error']),
        ),
        ...everywhere('410', [...unitCalls, 'GET /v1/connect/sessions/{sessionId}/listing-options']),
        'POST /v1/connect/vrbo-login/session 410': 'absent → Error',
        'GET /v1/connect/vrbo-login/session 410': 'absent → Error',
        'POST /v1/connect/booking-extranet-login/invite 410': 'absent → Error',
        'GET /v1/connect/booking-extranet-login/session 410': 'absent → Error',
        'POST /v1/connect/booking-extranet-login/session 410': 'absent → Error',
        'GET /v1/connect/booking-extranet-login/status 410': 'absent → Error',
      },
    },
    {
      reason:
        'The account of a session is not known, or its units are not there, before somebody has signed in.',
      differs: {
        'GET /v1/connect/vrbo-login/session 425': 'absent → Error',
        ...everywhere('425', unitCalls),
        ...everywhere('412', unitCalls),
      },
    },
    {
      reason: 'All paths of a session name it alike; that does not show on the wire.',
      differs: {
        'GET /v1/connect/sessions/{sessionId}/listing-options spelling':
          'GET /v1/connect/sessions/{sessionId}/listing-options → GET /v1/connect/sessions/{id}/listing-options',
      },
    },
    {
      reason: 'The slug of a provider is one of a few; a connection always has an account here.',
      differs: {
        'DELETE /v1/connect/{provider} answer.provider': `string → ${enumOf(connectedSlugs).kind}`,
        'DELETE /v1/connect/{provider} answer.accountId': 'string | null → string',
      },
    },
    {
      reason: 'What happens at the provider after the credentials were accepted never fails here.',
      differs: {
        'CloudbedsConnection.webhooks.error': 'optional string → absent',
        'MewsConnection.webhooks.error': 'optional string → absent',
        'TrackConnection.firstSync.error': 'optional string → absent',
      },
    },
    {
      reason:
        'A member that is published as nullable and optional is left out where there is nothing to say.',
      differs: {
        'Connection.action': 'ConnectionAction | null → object',
        'Connection.fixUrl': 'string | null → string',
        'ConnectStatus.action': 'ConnectionAction | null → object',
        'ConnectStatus.fixUrl': 'string | null → string',
        'AirbnbReservation.accountId': 'string | null → string',
        'Reservation.account': 'RecordAccount | null → RecordAccount',
      },
    },
    {
      reason: 'Published as any text; here they are what this server says.',
      differs: {
        'AirbnbListing.status': 'string → enum(active, inactive)',
        'AirbnbListing.inactiveReason': inactiveReason,
        'BookingMappedListing.status': 'string → enum(active, inactive)',
        'BookingMappedListing.inactiveReason': inactiveReason,
        'VrboListing.inactiveReason': inactiveReason,
        'Property.inactiveReason': inactiveReason,
        'Listing.inactiveReason': inactiveReason,
        'BookingVerifyHotelResponse.missingCapabilities[]': capability,
        'BookingConnectRoomsResponse.missingCapabilities[]': capability,
        'WritePolicyAnswer.provider': slugs,
        'ConnectionMappingResult.error': `string | null → ${enumOf(mappingErrors).kind} | null`,
        'ConnectionMappingResults.channel': unitChannel,
        'GET /v1/connections/{id}/units answer.channel': unitChannel,
        'POST /v1/connections/{id}/mappings/automap answer.channel': unitChannel,
        'ConnectionUnit.grain': 'string → enum(listing, room)',
        'POST /v1/connect/booking-extranet-login/session answer.status': extranetStatus,
        'GET /v1/connect/booking-extranet-login/status answer.status': extranetStatus,
      },
    },
    {
      reason: 'No provider can be migrated from here, so that there is nothing to tell of it but null.',
      differs: { 'ConnectProvider.migrationCapabilities': 'MigrationCapabilities | null → any' },
    },
    {
      reason: 'The age of the data is published in two spellings; each list of Airbnb has both.',
      differs: { 'AirbnbListingListResponse.data_freshness': 'absent → AirbnbDataFreshness' },
    },
    {
      reason: 'A day may be sent in place of an instant, and is its beginning in UTC.',
      differs: {
        'GET /v1/properties ?updated_since': 'date-time → date',
        'GET /v1/reservations ?updated_since': 'date-time → date',
      },
    },
    {
      reason: 'An event of an account always knows it, and a replay always begins or continues a window.',
      differs: {
        'WebhookEventAccount.provider': 'string | null → string',
        'WebhookEventAccount.externalAccountId': 'string | null → string',
        'WebhookReplay.nextWindowResetAt': 'date-time | null → date-time',
      },
    },
    {
      reason: 'There is no channel behind a probe, and so nothing to count.',
      differs: {
        'ChannelHealth.vrbo': 'optional object → absent',
        'ChannelHealth.refresh_attempts_24h': 'optional integer → absent',
        'ChannelHealth.refresh_rejections_24h': 'optional integer → absent',
      },
    },
    {
      reason: 'Besides their own flat answers, these calls have the errors of any call, in the envelope.',
      differs: {
        'GET /v1/health/channels/{channel} 503': 'ChannelHealth → ChannelHealth | Error',
        'GET /v1/connect/resume 400': 'ResumeRefusal → Error | ResumeProblem',
        'ResumeFailure.error': 'enum(internal_error) → object',
        'ResumeFailure.planNotice': 'absent → PlanNotice',
      },
    },
    {
      reason: 'A body is the union of both versions, so that clients of both decode it.',
      differs: {
        'WebhookEvent.id': 'absent → string',
        'WebhookEvent.deliveryId': 'absent → string',
        'WebhookEvent.type': 'absent → WebhookEventType',
        'WebhookEvent.createdAt': 'absent → date-time',
        'WebhookEvent.workspaceId': 'absent → integer | string',
      },
    },
    {
      reason: 'The answer to a replay also says what is on its way.',
      differs: {
        'WebhookReplay.queued': 'absent → boolean',
        'WebhookReplay.deliveryId': 'absent → string',
        'WebhookReplay.eventId': 'absent → string',
        'WebhookReplay.eventType': 'absent → WebhookEventType',
        'WebhookReplay.attempt': 'absent → integer',
      },
    },
  ],
  '2026-07': [
    {
      reason: 'Published later under another name of the session in its path; it is there in all versions.',
      differs: { 'GET /v1/connect/sessions/{id}/listing-options': 'absent → operation' },
    },
    {
      reason: 'Inactive listings are published since 2026-09, and both versions have them.',
      differs: {
        'VrboListing.inactiveReason': 'absent → enum(deactivated)',
        'GET /v1/listings ?status':
          'enum(active, archived, inactive) → enum(active, all, archived, inactive)',
      },
    },
    {
      reason: 'The pages about errors of that time say 400 for a bad query, and pages count before the file.',
      differs: {
        'GET /v1/properties 422': 'Error → absent',
        'GET /v1/properties/{id} 422': 'Error → absent',
        'GET /v1/listings 422': 'Error → absent',
        'GET /v1/listings/{id} 422': 'Error → absent',
        'GET /v1/reservations 422': 'Error → absent',
        'GET /v1/reservations/{id} 422': 'Error → absent',
      },
    },
  ],
}
