import { type ConnectedSlug, type ProviderSlug, slugOf } from '../../../src/providers/providers.js'
import { type Check, Generated } from '../command.js'
import {
  type ModelConnection,
  type ModelEvent,
  type ModelSession,
  type ModelWorkspace,
  originOf,
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
  world: World,
  owner: WorkspaceName,
  provider: ProviderSlug,
  { clientId, ...credentials }: Readonly<Record<string, string>> = {},
): string {
  return `account ${originOf(world, owner)} ${provider} ${clientId ?? JSON.stringify(credentials)}`
}

/** The expected id of an account: a given one, or one that the server derived. */
export function accountId(account: string): unknown {
  return account.startsWith('account ') ? new Generated(account) : account
}

export function connectionId(
  owner: WorkspaceName,
  { provider, account }: Pick<ModelConnection, 'provider' | 'account'>,
) {
  const isSandbox = sandboxAccounts.some((one) => one.provider === provider && one.account === account)
  return isSandbox ? account : new Generated(`connection ${owner} ${provider} ${account}`)
}

/** Connects an account: a new one adds a connection and an event, a known one is healed. */
export function connected(
  world: World,
  owner: WorkspaceName,
  one: ModelConnection,
): { world: World; connection: ModelConnection } {
  const { connections } = world.workspaces[owner]
  const known = connections.find(
    ({ provider, account }) => provider === one.provider && account === one.account,
  )
  if (known) {
    const { typed = known.typed } = one
    const healed = { ...known, isBroken: false, ...(typed !== undefined && { typed }) }
    return { world: withConnection(world, owner, known, healed), connection: healed }
  }
  const disconnected = world.workspaces[owner].disconnected.filter(
    (account) => one.provider !== 'airbnb' || account !== one.account,
  )
  const added = withWorkspace(world, owner, { connections: [...connections, one], disconnected })
  return { world: emitted(added, owner, 'account.created', one), connection: one }
}

/** Puts a connection in the place of another. */
export function withConnection(
  world: World,
  owner: WorkspaceName,
  before: ModelConnection,
  after: ModelConnection,
): World {
  const { connections } = world.workspaces[owner]
  return withWorkspace(world, owner, {
    connections: connections.map((one) => (one === before ? after : one)),
  })
}

/** The seeded listings, and the channels that they are on. */
export const seededListings: Readonly<Record<string, readonly ProviderSlug[]>> = {
  900000101: ['airbnb', 'booking'],
  900000102: ['airbnb'],
  900000103: ['booking'],
}

function hasChannel(channels: readonly ProviderSlug[], provider: ConnectedSlug): boolean {
  return channels.some((channel) => channel === provider)
}

/** The inactive listings of a workspace once a connection is gone: also those that no other connected channel has. */
function inactiveWithout(
  { connections, inactive, isSeeded }: ModelWorkspace,
  gone: ModelConnection,
): readonly string[] {
  const connected = connections.filter((one) => one !== gone).map(({ provider }) => provider)
  const lost = Object.entries(seededListings)
    .filter(([id, channels]) => isSeeded && hasChannel(channels, gone.provider) && !inactive.includes(id))
    .filter(([, channels]) => !connected.some((one) => hasChannel(channels, one)))
  return [...inactive, ...lost.map(([id]) => id)]
}

/** Removes a connection, which sends an event. */
export function disconnected(world: World, owner: WorkspaceName, gone: ModelConnection): World {
  const { connections, disconnected } = world.workspaces[owner]
  const rest = withWorkspace(world, owner, {
    connections: connections.filter((one) => one !== gone),
    disconnected: gone.provider === 'airbnb' ? [...disconnected, gone.account] : disconnected,
    inactive: inactiveWithout(world.workspaces[owner], gone),
  })
  return emitted(rest, owner, 'account.disconnected', gone)
}

/** Whether credentials are those of a broken connection, which refuses them. */
export function isOld(
  world: World,
  owner: WorkspaceName,
  provider: ProviderSlug,
  account: string,
  typed: string,
): boolean {
  const { connections } = world.workspaces[owner]
  const known = connections.find((one) => one.provider === provider && one.account === account)
  return known?.isBroken === true && known.typed === typed
}

/** Completes a session and connects its account. Unlike a new connection, a completed session always has an event. */
export function completed(world: World, owner: WorkspaceName, ref: string, one: ModelConnection) {
  const { provider, account } = one
  const after = withSession(world, ref, { status: 'completed', provider: slugOf(provider), account })
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
  one: ModelConnection,
  found: {
    id: string
    provider: string
    externalAccountId: string
    createdAt: string
    status?: string
    fixUrl?: string
  },
): readonly Check[] {
  const { provider, account, createdAt, isBroken = false } = one
  return [
    ['status' in found ? (isBroken ? 'error' : 'active') : undefined, found.status],
    [isBroken ? new Generated(fixName(owner, one)) : undefined, found.fixUrl],
    [provider, found.provider],
    [accountId(account), found.externalAccountId],
    [connectionId(owner, { provider, account }), found.id],
    [new Date(createdAt).toISOString(), found.createdAt],
  ]
}

/** The name of the link of a broken connection. */
export function fixName(owner: WorkspaceName, { provider, account, secret }: ModelConnection): string {
  return JSON.stringify(['fix', owner, provider, account, secret])
}

/** What a session connects an account as: the account to which its host signs in at the Extranet has a name of its own. */
export function connectedBy(
  { signIn }: ModelSession,
  provider: ProviderSlug,
  account: string,
): ConnectedSlug {
  return signIn?.flow === 'extranet' && signIn.account === account ? 'booking_extranet' : provider
}
