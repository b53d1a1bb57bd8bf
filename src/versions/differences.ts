import { type ApiVersion, apiVersions } from './api-version.js'

/** One matter in which the versions of the API differ. */
interface Difference extends Readonly<Record<ApiVersion, string | number>> {
  /** What differs, as the beginning of a sentence in docs and warnings. ASCII, because headers hold it. */
  readonly what: string
  /** The calls, or the field, that it is about. */
  readonly where: string
}

/**
 * Everything in which the versions differ, and nothing else. What was added upstream is there in all versions: members,
 * and operations but those of a row below. Docs, warnings and tests are made from this table.
 *
 * To add a row: write it here, ask for its value where it decides, and write `test/versions/<row>.test.ts`, which makes the
 * same call in all versions. A schema that differs is written with `byVersion`. Then run `npm run openapi && npm run docs`.
 */
export const differences = {
  queryStatus: {
    what: 'status of a bad or unknown query parameter, of a bad Prefer and of a bad Idempotency-Key',
    where: 'all of /v1',
    '2026-10': 422,
    '2026-07': 400,
  },
  stateLength: {
    what: 'longest state, in characters',
    where: 'POST /v1/connect, POST /v1/connect/{provider}',
    '2026-10': 500,
    '2026-07': 4096,
  },
  eventTypesListed: {
    what: 'listed types of webhook events (any of them can be subscribed to)',
    where: 'GET /v1/webhooks/event-types',
    '2026-10': 32,
    '2026-07': 15,
  },
  ambiguousDelete: {
    what: 'DELETE with several accounts and no accountId',
    where: 'DELETE /v1/connect/{provider}',
    '2026-10': 422,
    '2026-07': 'the newest goes',
  },
  providerDelete: {
    what: 'DELETE of any provider but airbnb and booking',
    where: 'DELETE /v1/connect/{provider}',
    '2026-10': 501,
    '2026-07': 'as airbnb',
  },
  coordinates: {
    what: 'latitude and longitude',
    where: 'GET /v1/properties, GET /v1/properties/{id}',
    '2026-10': 'strings',
    '2026-07': 'numbers',
  },
  airbnbIds: {
    what: 'listingId of a listing on Airbnb, and id of its connections',
    where: 'GET /v1/channels/airbnb/listings, GET /v1/channels/airbnb/listings/{id}',
    '2026-10': 'strings',
    '2026-07': 'integers',
  },
  bareLists: {
    what: 'answer of the lists of properties on Booking.com and of listings on Vrbo',
    where: 'GET /v1/channels/booking/properties, GET /v1/channels/vrbo/listings',
    '2026-10': 'an array, of hotels with their listings at Booking.com',
    '2026-07': 'data with pagination, of listings',
  },
  mappedRooms: {
    what: 'mapped counts',
    where: 'POST /v1/connect/booking/map-rooms',
    '2026-10': 'the rooms that got a listing',
    '2026-07': 'all items of mappings',
  },
  planNotice: {
    what: 'planNotice and its headers in a 402 of the plan',
    where: 'all of /v1',
    '2026-10': 'present',
    '2026-07': 'absent',
  },
  providersListed: {
    what: 'providers in the list; each can be connected in both versions',
    where: 'GET /v1/connect/providers',
    '2026-10': 'all',
    '2026-07': 'all but cloudbeds, mews and track',
  },
  smoobuSecret: {
    what: 'apiSecret of Smoobu',
    where:
      'POST /v1/connect/smoobu/credentials, POST /v1/connect/sessions/{id}/complete, and the form of Smoobu',
    '2026-10': 'required',
    '2026-07': 'optional',
  },
  signInOperations: {
    what: 'operations by which hosts sign in, and the way to them on the hosted pages',
    where: 'all of /v1/connect/vrbo-login and /v1/connect/booking-extranet-login',
    '2026-10': 'present',
    '2026-07': 501,
  },
} as const satisfies Record<string, Difference>

type Differences = typeof differences

/** The name of a row. */
export type DifferenceName = keyof Differences

export const differenceNames = Object.keys(differences) as readonly DifferenceName[]

/**
 * What a row says for a version.
 *
 * @example inVersion(version, 'queryStatus') // 422 or 400
 */
export function inVersion<Name extends DifferenceName>(
  version: ApiVersion,
  name: Name,
): Differences[Name]['2026-10'] | Differences[Name]['2026-07'] {
  return differences[name][version]
}

/**
 * The warning for a call that succeeds only because of the version that it is made in (ours).
 *
 * @param version the version of the call.
 * @example versionWarning('2026-07', 'stateLength') // 'longest state, in characters: 4096 here; 500 in 2026-10'
 */
export function versionWarning(version: ApiVersion, name: DifferenceName): string {
  const row = differences[name]
  const others = apiVersions.filter((one) => row[one] !== row[version])
  const texts = others.map((one) => `${row[one]} in ${one}`)
  return `${row.what}: ${row[version]} here; ${texts.join('; ')}`
}
