import type { ProviderSlug } from '../../../src/providers/providers.js'
import type { Check, CommandFactory } from '../command.js'
import { clockOf, isPastRetention, type ModelConnection, type WorkspaceName, type World } from '../world.js'
import { accountId, connectionChecks } from './connections.js'

interface Listed {
  readonly id: string
  readonly provider: string
  readonly externalAccountId: string
  readonly createdAt: string
}

/** Reads the connections of a workspace: all, or those of a provider. */
export function listConnections(as: WorkspaceName, provider: ProviderSlug | null): CommandFactory {
  return () => ({
    call: { method: 'GET', path: provider === null ? '/v1/connect' : `/v1/connect/${provider}`, as },
    expect: (world) => {
      const newestFirst = world.workspaces[as].connections
        .filter((one) => provider === null || one.provider === provider)
        .toReversed()
      return {
        status: 200,
        world,
        checks: (body) =>
          provider === null
            ? sameConnections(as, newestFirst, body.data)
            : sameAccounts(newestFirst, disconnectedOf(world, as, provider), body.accounts),
      }
    },
  })
}

function disconnectedOf(world: World, as: WorkspaceName, provider: ProviderSlug): readonly string[] {
  return provider === 'airbnb' ? world.workspaces[as].disconnected.toReversed() : []
}

interface Account {
  readonly externalAccountId: string
  readonly status: string
  readonly connected: boolean
}

function sameAccounts(
  connected: readonly ModelConnection[],
  disconnected: readonly string[],
  found: readonly Account[],
): readonly Check[] {
  const wanted = [
    ...connected.map(({ account, isBroken }) => [account, isBroken ? 'error' : 'active', true] as const),
    ...disconnected.map((account) => [account, 'inactive', false] as const),
  ]
  return [
    [wanted.length, found.length],
    ...wanted.flatMap(([account, status, isConnected], at): readonly Check[] => [
      [accountId(account), found[at]?.externalAccountId],
      [status, found[at]?.status],
      [isConnected, found[at]?.connected],
    ]),
  ]
}

function sameConnections(
  owner: WorkspaceName,
  wanted: readonly ModelConnection[],
  found: readonly Listed[],
): readonly Check[] {
  // Of two connections that are made while a clock changes, the newer one can have the earlier time.
  const inOrder = found.toSorted(byProvider)
  const wantedInOrder = wanted.toSorted(byProvider)
  return [
    [wanted.length, found.length],
    ...inOrder.flatMap((one, at) => {
      const same = wantedInOrder[at]
      return same ? connectionChecks(owner, same, one) : []
    }),
  ]
}

interface Shown {
  readonly id: string
  readonly status: string
  readonly provider: string | null
  readonly expiresAt: string
  readonly accountId: string | null
}

/** Reads the sessions of a workspace. Those that were past their retention before may be there or not. */
export function listSessions(as: WorkspaceName): CommandFactory {
  return () => ({
    call: { method: 'GET', path: '/_mock/sessions?limit=1000', as },
    expect: (world) => ({
      status: 200,
      world,
      checks: (body, names) => sameSessions(world, as, body.data, names),
    }),
  })
}

function sameSessions(
  world: World,
  owner: WorkspaceName,
  found: readonly Shown[],
  names: World['names'],
): readonly Check[] {
  const { nowMs } = clockOf(world, owner)
  const all = Object.entries(world.workspaces[owner].sessions)
  const wasPastRetention = new Set(
    all.filter(([, { wasPastRetention }]) => wasPastRetention).map(([ref]) => names[ref]),
  )
  const wanted = all.filter(([, one]) => !one.wasPastRetention && !isPastRetention(one, nowMs))
  const byId = new Map(found.map((one) => [one.id, one]))
  return [
    [wanted.length, found.filter(({ id }) => !wasPastRetention.has(id)).length],
    ...wanted.flatMap(([ref, { status, provider, account, expiresAt }]): readonly Check[] => {
      const one = byId.get(names[ref] as string)
      const isOver = status !== 'completed' && status !== 'cancelled' && nowMs >= expiresAt
      return [
        [isOver ? 'expired' : status, one?.status],
        [provider, one?.provider],
        [new Date(expiresAt).toISOString(), one?.expiresAt],
        [account === null ? null : accountId(account), one?.accountId],
      ]
    }),
  ]
}

function byProvider(one: { provider: string }, other: { provider: string }): number {
  return one.provider.localeCompare(other.provider)
}
