import type { ProviderSlug } from '../../src/providers/providers.js'

/** The workspaces of a run, by the last letter of their keys. */
export const workspaceNames = ['a', 'b', 'c'] as const
export type WorkspaceName = (typeof workspaceNames)[number]

/** When every run begins. */
export const startMs = Date.UTC(2026, 10, 21, 9)
export const ttlMs = 30 * 60_000
export const retentionMs = 24 * 3_600_000

/** What a clock shows. Real time stands still in a run, so an instant says all of it. */
export interface ModelClock {
  readonly nowMs: number
  readonly frozen: boolean
}

export interface ModelSession {
  readonly status: 'pending' | 'awaiting_room_mapping' | 'completed' | 'cancelled'
  readonly provider: ProviderSlug | null
  /** What a picker offers; null for all. */
  readonly allowed: readonly ProviderSlug[] | null
  readonly expiresAt: number
  readonly hotelId: string | null
  readonly polls: number
  /** The name of the account that it connected. */
  readonly account: string | null
  /** Whether it was ever to be forgotten, so that nobody knows whether turning back the clock brings it back. */
  readonly faded: boolean
}

export interface ModelConnection {
  readonly provider: ProviderSlug
  readonly account: string
  readonly createdAt: number
}

export interface ModelWorkspace {
  /** Null while it follows the clock of all. */
  readonly clock: ModelClock | null
  readonly sessions: Readonly<Record<string, ModelSession>>
  /** Oldest first. */
  readonly connections: readonly ModelConnection[]
  readonly isSeeded: boolean
  /** How many webhooks listen. */
  readonly webhooks: number
}

/** An event that each webhook is told of once. */
export interface ModelEvent {
  readonly workspace: WorkspaceName
  readonly type: 'account.created' | 'account.disconnected'
  readonly provider: ProviderSlug
  readonly account: string
  readonly times: number
  /** Whether it must arrive; without it, it must. */
  readonly isCertain?: boolean
}

/** All that a server should hold, as plain data. What the server made up has a name, whose value is learnt from answers. */
export interface World {
  readonly clock: ModelClock
  readonly workspaces: Readonly<Record<WorkspaceName, ModelWorkspace>>
  /** Workspaces as they were when a snapshot was taken, with what the clock showed. */
  readonly snapshots: Readonly<Record<string, ModelWorkspace & { readonly clock: ModelClock }>>
  readonly events: readonly ModelEvent[]
  readonly names: Readonly<Record<string, string>>
}

export const emptyWorkspace: ModelWorkspace = {
  clock: null,
  sessions: {},
  connections: [],
  isSeeded: false,
  webhooks: 0,
}

export const emptyWorld: World = {
  clock: { nowMs: startMs, frozen: false },
  workspaces: { a: emptyWorkspace, b: emptyWorkspace, c: emptyWorkspace },
  snapshots: {},
  events: [],
  names: {},
}

export function clockOf(world: World, name: WorkspaceName): ModelClock {
  return world.workspaces[name].clock ?? world.clock
}

export function changeWorkspace(world: World, name: WorkspaceName, change: Partial<ModelWorkspace>): World {
  const changed = { ...world.workspaces[name], ...change }
  return { ...world, workspaces: { ...world.workspaces, [name]: changed } }
}

export function changeSession(world: World, ref: string, change: Partial<ModelSession>): World {
  const owner = ownerOf(world, ref) as WorkspaceName
  const { sessions } = world.workspaces[owner]
  const changed = { ...(sessions[ref] as ModelSession), ...change }
  return changeWorkspace(world, owner, { sessions: { ...sessions, [ref]: changed } })
}

/** The workspace that holds a session, whether or not it still answers. */
export function ownerOf(world: World, ref: string): WorkspaceName | undefined {
  return workspaceNames.find((name) => Object.hasOwn(world.workspaces[name].sessions, ref))
}

export function isForgotten({ expiresAt }: ModelSession, nowMs: number): boolean {
  return nowMs >= expiresAt + retentionMs
}

/** Marks what is to be forgotten by the clocks as they stand. */
export function fade(world: World): World {
  let faded = world
  for (const name of workspaceNames) {
    const { nowMs } = clockOf(world, name)
    for (const [ref, session] of Object.entries(world.workspaces[name].sessions)) {
      if (!session.faded && isForgotten(session, nowMs)) faded = changeSession(faded, ref, { faded: true })
    }
  }
  return faded
}
