import type { ProviderSlug } from '../../../src/providers/providers.js'
import { type Fact, Name } from '../command.js'
import {
  changeSession,
  changeWorkspace,
  type ModelConnection,
  type ModelEvent,
  type WorkspaceName,
  type World,
} from '../world.js'

/** The accounts that seeding connects, whose ids are the same everywhere. */
export const sandboxAccounts: readonly Pick<ModelConnection, 'provider' | 'account'>[] = [
  { provider: 'airbnb', account: '900000301' },
  { provider: 'booking', account: '900000302' },
]

/** The account that a channel derives: of a workspace, and of credentials if it was asked with some. */
export function derivedAccount(
  owner: WorkspaceName,
  provider: ProviderSlug,
  credentials: object = {},
): string {
  return `account ${owner} ${provider} ${JSON.stringify(credentials)}`
}

/** What an account's id must be: itself, or what the server derived. */
export function accountId(account: string): unknown {
  return account.startsWith('account ') ? new Name(account) : account
}

export function connectionId(
  owner: WorkspaceName,
  { provider, account }: Omit<ModelConnection, 'createdAt'>,
) {
  const isSandbox = sandboxAccounts.some((one) => one.provider === provider && one.account === account)
  return isSandbox ? account : new Name(`connection ${owner} ${provider} ${account}`)
}

/** Connects an account, which makes one connection and one event when it is new, and neither when it is not. */
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
  const added = changeWorkspace(world, owner, { connections: [...connections, one] })
  return { world: told(added, owner, 'account.created', one), connection: one }
}

/** The same, and the session that it completes. */
export function completed(world: World, owner: WorkspaceName, ref: string, one: ModelConnection) {
  return connected(
    changeSession(world, ref, { status: 'completed', provider: one.provider, account: one.account }),
    owner,
    one,
  )
}

export function told(
  world: World,
  workspace: WorkspaceName,
  type: ModelEvent['type'],
  { provider, account }: ModelConnection,
): World {
  const { webhooks: times } = world.workspaces[workspace]
  if (times === 0) return world
  return { ...world, events: [...world.events, { workspace, type, provider, account, times }] }
}

/** What an answer says of a connection. */
export function connectionFacts(
  owner: WorkspaceName,
  { provider, account, createdAt }: ModelConnection,
  found: { id: string; provider: string; externalAccountId: string; createdAt: string },
): readonly Fact[] {
  return [
    [provider, found.provider],
    [accountId(account), found.externalAccountId],
    [connectionId(owner, { provider, account }), found.id],
    [new Date(createdAt).toISOString(), found.createdAt],
  ]
}
