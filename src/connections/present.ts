import type { Static } from '@sinclair/typebox'
import { isoTime } from '../lib/clock.js'
import { type ConnectedSlug, slugOf } from '../providers/providers.js'
import type { AccountEntry, Disconnection } from './account-service.js'
import { reservationCapabilitiesOf } from './capabilities.js'
import { presentSignedIn, presentVrboFreshness } from './import-present.js'
import type { Account, Connection } from './model.js'
import { actionOf } from './problem.js'
import { fixUrlOf, type LinkBase } from './resume-link.js'
import type * as schema from './schema.js'
import type { WritePolicy } from './write-policy.js'

/** A connected account. One whose host must act says so, and links to where. */
export function presentConnection(connection: Connection, base: LinkBase): Static<typeof schema.Connection> {
  const { id, provider, account, createdAt, problem, resumeSecret } = connection
  return {
    id,
    provider,
    status: statusOf(connection),
    externalAccountId: account.id,
    createdAt: isoTime(createdAt),
    host: provider === 'airbnb' ? hostOf(account) : null,
    ...(problem && {
      action: actionOf(account.name, problem),
      fixUrl: fixUrlOf(connection, resumeSecret as string, base),
    }),
  }
}

function statusOf({ problem }: Connection) {
  return problem === null ? 'active' : 'error'
}

/** Only Airbnb names the person behind an account (published OpenAPI of 2026-10). */
function hostOf({ name }: Account) {
  return {
    displayName: name,
    displayNameLong: name,
    avatarUrl: null,
    avatarUrlLarge: null,
    activationStatus: 'active',
  }
}

/** What is known of the accounts of a provider. */
export interface ProviderStatus {
  /** The newest connection; undefined when there is none. */
  readonly newest: Connection | undefined
  readonly items: readonly AccountEntry[]
  readonly pagination: Static<typeof schema.Pagination>
}

/**
 * The newest connection to a provider, and a page of its accounts.
 *
 * @param nowMs epoch milliseconds of the workspace.
 * @param writePolicy what may be written to a PMS; null for a channel.
 */
export function presentStatus(
  provider: ConnectedSlug,
  { newest, items, pagination }: ProviderStatus,
  base: LinkBase,
  nowMs: number,
  writePolicy: WritePolicy | null,
): Static<typeof schema.ConnectStatus> {
  const accounts = items.map(({ connection, gone }) =>
    connection === undefined
      ? presentAccount(gone.account, 'inactive', false)
      : {
          ...presentAccount(connection.account, statusOf(connection), true),
          ...(provider === 'vrbo' && presentSignedIn(connection, nowMs)),
        },
  )
  const isUsable = newest !== undefined && newest.problem === null
  const capabilities = writePolicy && {
    capabilities: { reservations: reservationCapabilitiesOf(slugOf(provider), isUsable, writePolicy) },
  }
  return newest
    ? {
        connected: true,
        ...presentConnection(newest, base),
        accounts,
        pagination,
        ...(provider === 'vrbo' && { dataFreshness: presentVrboFreshness(newest, nowMs, base) }),
        ...(writePolicy && { writePolicy }),
        ...capabilities,
      }
    : { connected: false, provider, host: null, accounts, pagination, ...capabilities }
}

function presentAccount(
  { id, name }: Account,
  status: string,
  connected: boolean,
): Static<typeof schema.ConnectedAccount> {
  return { externalAccountId: id, name, pictureUrl: null, status, connected }
}

/** A connection that was removed. */
export function presentDisconnected({
  connection: { provider, account },
  listingsDeactivated,
}: Disconnection): Static<typeof schema.Disconnected> {
  return {
    disconnected: true,
    provider,
    accountId: account.id,
    listingsDeactivated: [...listingsDeactivated],
  }
}

/** The connection in the examples of openapi.yaml. */
export const sampleConnection: Connection = {
  id: 'con_6Q0W3ZJ2M9K4T7XB1N5VRDHS',
  provider: 'airbnb',
  account: { id: '239989071', name: 'Lidia' },
  accessType: 'full_access',
  rooms: {},
  createdAt: Date.UTC(2026, 10, 21, 9),
  problem: null,
  resumeSecret: null,
}

/** What links begin with in the examples of openapi.yaml. */
export const sampleBase: LinkBase = {
  publicUrl: 'http://127.0.0.1:7855',
  workspaceId: '3f1c9a52-7d04-8b6e-a1c8-5e2f90b7d431',
}
