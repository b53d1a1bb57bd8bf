import { type TSchema, Type } from '@sinclair/typebox'
import { Pagination } from '../http/lists.js'
import { boolean, component, instantOrNull, ref, string, stringOrNull } from '../lib/schema.js'

/** The Airbnb account that a record came from. */
export const accountFields = {
  accountId: string('The id of the Airbnb account, as in the `accounts` of `GET /v1/connect/airbnb`.'),
  accountName: stringOrNull('The name of the account; null when it is no longer known.'),
}

const staleness = {
  stale: boolean('Whether the data may be out of date, because an account cannot be used.'),
  reason: stringOrNull(
    'Why the data is stale: `never_connected`, `disconnected`, or the reason of the connection, like `reauth_required`. Null when it is not.',
  ),
}
const syncedAt = instantOrNull('When the data was last read from Airbnb; null when never.')
const fixUrl = stringOrNull({
  format: 'uri',
  description: 'The page on which a host can fix that; null when there is nothing to fix.',
})

export const AirbnbAccountFreshness = component(
  'AirbnbAccountFreshness',
  { ...accountFields, lastSyncedAt: syncedAt, ...staleness, fixUrl },
  'How old the data of one account is.',
)

export const AirbnbFreshness = component(
  'AirbnbFreshness',
  {
    lastSyncedAt: syncedAt,
    ...staleness,
    fixUrl,
    accounts: Type.Array(ref(AirbnbAccountFreshness), {
      description: 'The same for each account that the answer is about.',
    }),
  },
  'How old the data of the answer is.',
)

export const AirbnbDataFreshness = component(
  'AirbnbDataFreshness',
  { last_synced_at: syncedAt, ...staleness, fix_url: fixUrl },
  'How old the data of the answer is, in the spelling of 2026-07.',
)

/** A page of a list, and how old its data is in both spellings. */
export function freshPage<T extends TSchema>($id: string, item: T, description: string) {
  return component(
    $id,
    {
      data: Type.Array(ref(item), { description: 'The items of this page.' }),
      pagination: ref(Pagination),
      dataFreshness: ref(AirbnbFreshness),
      data_freshness: ref(AirbnbDataFreshness),
    },
    description,
  )
}
