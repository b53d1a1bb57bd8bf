import type { ProviderSlug } from '../../../src/providers/providers.js'
import { type Check, Generated } from '../command.js'
import {
  type ModelConnection,
  type ModelEvent,
  type WorkspaceName,
  type World,
  withSession,
  withWorkspace,
} from '../world.js'

/** The accounts that seeding connects; their ids are the same in each workspace. */
export const sandboxAccounts: readonly Pick<ModelConnection, 'provider' | 'account'>[] = [
  { provider: 'airbnb', account: '900000301' },
  { provider: 'booking', account: '900000302' },
]

/** The account that a channel derives from a workspace and its credentials, if any. */
export function derivedAccount(
  owner: WorkspaceName,
  provider: ProviderSlug,
  credentials: object = {},
): string {
  return `account ${owner} ${provider} ${JSON.stringify(credentials)}`
}

/** The expected id of an account: a given one, or one that the server derived. */
export function accountId(account: string): unknown {
  return account.startsWith('account ') ? new Generated(account) : account
}

export function connectionId(
  owner: WorkspaceName,
  { provider, account }: Omit<ModelConnection, 'createdAt'>,
) {
  const isSandbox = sandboxAccounts.some((one) => one.provider === provider && one.account === account)
  return isSandbox ? account : new Generated(`connection ${owner} ${provider} ${account}`)
}

/** Connects an account: a new one adds a connection and an event, a known one adds neither. */
export function connected(
  world: World,
  owner: WorkspaceName,
  one: ModelConnection,
): { world: World; connection: ModelConnection } {
  const { connections } = world.workspaces[owner]
  const known = connections.find(
    ({ provider, account }) => provider === one.provider && account === one.account,
  )
  if (known) return { world, connection: known }
  const added = withWorkspace(world, owner, { connections: [...connections, one] })
  return { world: emitted(added, owner, 'account.created', one), connection: one }
}

/** Completes a session and connects its account. Unlike a new connection, a completed session always has an event. */
export function completed(world: World, owner: WorkspaceName, ref: string, one: ModelConnection) {
  const { provider, account } = one
  const after = withSession(world, ref, { status: 'completed', provider, account })
  return connected(emitted(after, owner, 'connect.session.completed', one), owner, one)
}

export function emitted(
  world: World,
  workspace: WorkspaceName,
  type: ModelEvent['type'],
  { provider, account }: ModelConnection,
): World {
  const { webhooks: times } = world.workspaces[workspace]
  if (times === 0) return world
  return { ...world, events: [...world.events, { workspace, type, provider, account, times }] }
}

/** The checks of a connection in an answer. */
export function connectionChecks(
  owner: WorkspaceName,
  { provider, account, createdAt }: ModelConnection,
  found: { id: string; provider: string; externalAccountId: string; createdAt: string },
): readonly Check[] {
  return [
    [provider, found.provider],
    [accountId(account), found.externalAccountId],
    [connectionId(owner, { provider, account }), found.id],
    [new Date(createdAt).toISOString(), found.createdAt],
  ]
}
