import type { ConnectedSlug, ProviderSlug } from '../../src/providers/providers.js'
import type { ApiVersion } from '../../src/versions/api-version.js'

/** The workspaces of a run, by the last letter of their keys. */
export const workspaceNames = ['a', 'b', 'c'] as const
export type WorkspaceName = (typeof workspaceNames)[number]

/** When every run begins. */
export const startMs = Date.UTC(2026, 10, 21, 9)
export const ttlMs = 30 * 60_000
export const retentionMs = 24 * 3_600_000

/** The clock of a workspace, or of all. Real time stands still in a run, so an instant is enough. */
export interface ModelClock {
  readonly nowMs: number
  readonly frozen: boolean
}

/** How far the host of a session has signed in. */
export interface ModelSignIn {
  readonly flow: 'vrbo' | 'extranet'
  readonly account: string
  readonly step: 'begun' | 'lacking' | 'failed' | 'done'
  /** Whether its host must give access before it goes on. */
  readonly lacksAccess: boolean
}

export interface ModelSession {
  readonly status: 'pending' | 'awaiting_room_mapping' | 'completed' | 'cancelled'
  readonly provider: ProviderSlug | null
  /** The providers that a picker offers; null for all. */
  readonly allowed: readonly ProviderSlug[] | null
  readonly expiresAt: number
  readonly hotelId: string | null
  readonly polls: number
  /** The account that it has connected. */
  readonly account: string | null
  /** Absent while nobody signs in. */
  readonly signIn?: ModelSignIn | undefined
  /** The account of the connection that it heals; absent for one that connects any account. */
  readonly resumes?: string
  /** Whether it ever was past its retention: the server may have deleted it, even when its clock is turned back. */
  readonly wasPastRetention: boolean
}

export interface ModelConnection {
  readonly provider: ConnectedSlug
  readonly account: string
  readonly createdAt: number
  readonly isBroken?: boolean
  /** The secret that was typed in last; absent where there was none. */
  readonly typed?: string
  /** What proves its resume links, from the first time that it was broken. */
  readonly secret?: string
}

export interface ModelWorkspace {
  /** Of which workspace it is a copy; null for none. Its accounts are the same. */
  readonly origin: WorkspaceName | null
  /** Null while it has the clock of all. */
  readonly clock: ModelClock | null
  readonly sessions: Readonly<Record<string, ModelSession>>
  /** Oldest first. */
  readonly connections: readonly ModelConnection[]
  /** The Airbnb accounts that were disconnected, the last one at the end. */
  readonly disconnected: readonly string[]
  readonly isSeeded: boolean
  /** The seeded listings that are inactive, by their ids. */
  readonly inactive: readonly string[]
  /** Null while it speaks the version of all. */
  readonly apiVersion: ApiVersion | null
  /** How many webhooks there are. */
  readonly webhooks: number
}

/** What webhooks are subscribed to. */
export const eventTypes = ['account.created', 'account.disconnected', 'connect.session.completed'] as const

/** An event that each webhook must receive once. */
export interface ModelEvent {
  readonly workspace: WorkspaceName
  readonly type: (typeof eventTypes)[number]
  readonly provider: ConnectedSlug
  readonly account: string
  readonly times: number
  /** Whether it must be received; true by default. */
  readonly isCertain?: boolean
}

/** The expected state of a server, as plain data. `names` has the values that the server generated, from its answers. */
export interface World {
  readonly clock: ModelClock
  readonly workspaces: Readonly<Record<WorkspaceName, ModelWorkspace>>
  /** Copies of workspaces, with the time of their snapshot. */
  readonly snapshots: Readonly<Record<string, ModelWorkspace & { readonly clock: ModelClock }>>
  readonly events: readonly ModelEvent[]
  readonly names: Readonly<Record<string, string>>
}

export const emptyWorkspace: ModelWorkspace = {
  origin: null,
  clock: null,
  sessions: {},
  connections: [],
  disconnected: [],
  isSeeded: false,
  inactive: [],
  apiVersion: null,
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

export function originOf(world: World, name: WorkspaceName): WorkspaceName {
  return world.workspaces[name].origin ?? name
}

export function withWorkspace(world: World, name: WorkspaceName, change: Partial<ModelWorkspace>): World {
  const changed = { ...world.workspaces[name], ...change }
  return { ...world, workspaces: { ...world.workspaces, [name]: changed } }
}

export function withSession(world: World, ref: string, change: Partial<ModelSession>): World {
  const owner = ownerOf(world, ref) as WorkspaceName
  const { sessions } = world.workspaces[owner]
  const changed = { ...(sessions[ref] as ModelSession), ...change }
  return withWorkspace(world, owner, { sessions: { ...sessions, [ref]: changed } })
}

/** The workspace of a session, also when the session is past its retention. */
export function ownerOf(world: World, ref: string): WorkspaceName | undefined {
  return workspaceNames.find((name) => Object.hasOwn(world.workspaces[name].sessions, ref))
}

export function isPastRetention({ expiresAt }: ModelSession, nowMs: number): boolean {
  return nowMs >= expiresAt + retentionMs
}

/** Marks the sessions that are past their retention now. */
export function markPastRetention(world: World): World {
  let marked = world
  for (const name of workspaceNames) {
    const { nowMs } = clockOf(world, name)
    for (const [ref, session] of Object.entries(world.workspaces[name].sessions)) {
      if (!session.wasPastRetention && isPastRetention(session, nowMs))
        marked = withSession(marked, ref, { wasPastRetention: true })
    }
  }
  return marked
}
