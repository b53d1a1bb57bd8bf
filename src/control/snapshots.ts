import { type Connection, connect } from '../connect/connection.js'
import type { Session } from '../connect/session.js'
import type { SessionService } from '../connect/session-service.js'
import { requireSound } from '../connect/sound-session.js'
import type { Contents, Store } from '../connect/store.js'
import { fail } from '../errors/api-error.js'
import type { Workspace } from '../workspaces/workspace.js'
import type { ClockReading } from '../workspaces/workspace-clock.js'
import type { Workspaces } from '../workspaces/workspaces.js'
import { type Fault, requirePossible } from './fault.js'
import type { Faults } from './faults.js'
import type { Journal } from './journal.js'
import { requireInstant, type Time } from './time.js'

/** Everything that a workspace holds but its journal, apart from the workspace that it was taken of. */
export interface Snapshot {
  readonly clock: Pick<ClockReading, 'nowMs' | 'frozen'>
  readonly sessions: readonly Omit<Session, 'workspaceId' | 'version'>[]
  readonly connections: readonly Omit<Connection, 'id' | 'workspaceId' | 'version'>[]
  readonly faults: readonly Omit<Fault, 'id'>[]
}

export interface SnapshotsDeps {
  readonly workspaces: Workspaces
  readonly sessions: SessionService
  readonly store: Store
  readonly faults: Faults
  readonly journal: Journal
  readonly time: Time
}

/** Takes workspaces, puts them back, copies them and empties them. */
export class Snapshots {
  readonly #deps: SnapshotsDeps

  constructor(deps: SnapshotsDeps) {
    this.#deps = deps
  }

  async take(workspace: Workspace): Promise<Snapshot> {
    const { sessions, store, faults } = this.#deps
    const connections = await store.listConnections(workspace.id)
    return {
      sessions: await sessions.list(workspace),
      connections: connections.map(({ connection }) => connection),
      clock: workspace.clock.read(),
      faults: faults.list(workspace),
    }
  }

  /**
   * Puts a snapshot in the place of what a workspace holds, all or nothing. Time goes on from when it was taken, and what
   * the workspace draws from its seed begins anew.
   *
   * @throws {ApiError} `invalid_body` for a session that can not be, or is in another workspace; `capacity_exceeded`.
   */
  async restore(workspace: Workspace, snapshot: Snapshot): Promise<void> {
    const { workspaces, faults, time, journal } = this.#deps
    requireInstant(snapshot.clock.nowMs, 'clock.now')
    requireSound(snapshot.sessions)
    for (const [at, fault] of snapshot.faults.entries()) requirePossible(fault, `faults[${at}].`)
    const contents = contentsFor(workspace.id, snapshot)
    requireDistinct(contents.connections)
    await this.#replace(workspace.id, contents)
    const fresh = workspaces.renew(workspace)
    fresh.clock.set(snapshot.clock)
    faults.replace(fresh, snapshot.faults)
    journal.forget(fresh.id)
    time.tell(fresh.id)
  }

  /**
   * Makes another workspace a copy of this one. Ids of sessions are capabilities of one workspace, so the copies have
   * new ones.
   *
   * @returns the new id of each session.
   * @throws {ApiError} `capacity_exceeded`.
   */
  async fork(from: Workspace, to: Workspace): Promise<Readonly<Record<string, string>>> {
    const snapshot = await this.take(from)
    const fresh = this.#deps.workspaces.renew(to)
    const ids = new Map(snapshot.sessions.map(({ id, createdAt }) => [id, fresh.ids.session(createdAt)]))
    const sessions = snapshot.sessions.map((one) => ({ ...one, id: ids.get(one.id) as string }))
    await this.restore(fresh, { ...snapshot, sessions })
    return Object.fromEntries(ids)
  }

  /** Forgets everything of a workspace; of none, everything that there is, what was set for all workspaces too. */
  async reset(workspace: Workspace | null): Promise<void> {
    const { workspaces, faults, time, journal } = this.#deps
    const meant = workspace === null ? workspaces.all() : [workspace]
    for (const { id } of meant) await this.#replace(id, { sessions: [], connections: [] })
    workspaces.forget(meant)
    if (workspace === null) {
      workspaces.defaultClock.reset()
      faults.clear(null)
    }
    journal.forget(workspace?.id ?? null)
    time.tell(workspace?.id ?? null)
  }

  async #replace(workspaceId: string, contents: Contents): Promise<void> {
    const outcome = await this.#deps.store.replaceWorkspace(
      workspaceId,
      contents,
      this.#deps.sessions.forgetting,
    )
    if (outcome === 'replaced') return
    if (outcome === 'full') {
      fail('capacity_exceeded', {
        message: 'The server has no room for all sessions of the snapshot. Nothing was changed.',
        fix: 'Start the server with a higher MAX_SESSIONS.',
      })
    }
    fail('invalid_body', {
      message: 'A session of the snapshot is in another workspace of this server. Nothing was changed.',
      fix: 'Copy a workspace with POST /_mock/fork, or reset the other one first.',
      field: 'sessions',
    })
  }
}

function contentsFor(workspaceId: string, { sessions, connections }: Snapshot): Contents {
  return {
    sessions: sessions.map((session) => ({ ...session, workspaceId, version: 1 })),
    connections: connections.map((one) => connect({ ...one, workspaceId }, undefined, one.createdAt)),
  }
}

/** @throws {ApiError} `invalid_body` when an account is there twice. */
function requireDistinct(connections: readonly Connection[]): void {
  const ids = new Set<string>()
  const at = connections.findIndex(({ id }) => ids.size === ids.add(id).size)
  if (at < 0) return
  fail('invalid_body', {
    message: `connections[${at}] is the account of a connection before it. Nothing was changed.`,
    fix: 'Send a snapshot as GET /_mock/snapshot answered it.',
    field: `connections[${at}]`,
  })
}
