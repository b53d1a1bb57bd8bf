import { type Connection, connect } from '../connect/connection.js'
import type { Session } from '../connect/session.js'
import type { SessionService } from '../connect/session-service.js'
import { requireSound } from '../connect/sound-session.js'
import type { Contents, Store } from '../connect/store.js'
import { fail } from '../errors/api-error.js'
import { type KeptWebhooks, noWebhooks, type WebhookArchive } from '../webhooks/archive.js'
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
  readonly connections: readonly KeptConnection[]
  readonly faults: readonly Fault[]
  readonly webhooks: KeptWebhooks
  /** Epoch milliseconds of the last seeding of the sandbox; null when it was not seeded. */
  readonly seededAt: number | null
}

/** A connection in its place among those of its workspace. */
export interface KeptConnection extends Omit<Connection, 'id' | 'workspaceId' | 'version'> {
  readonly position: number
}

export interface SnapshotsDeps {
  readonly workspaces: Workspaces
  readonly sessions: SessionService
  readonly store: Store
  readonly faults: Faults
  readonly webhooks: WebhookArchive
  readonly journal: Journal
  readonly time: Time
}

/** Takes workspaces, puts them back, copies them and empties them. */
export class Snapshots {
  readonly #deps: SnapshotsDeps

  constructor(deps: SnapshotsDeps) {
    this.#deps = deps
  }

  /** What a workspace holds, at one moment as far as its records and its clock go. */
  async take(workspace: Workspace): Promise<Snapshot> {
    const { sessions, store, faults, webhooks } = this.#deps
    const reading = store.readWorkspace(workspace.id)
    const clock = workspace.clock.read()
    const contents = await reading
    return {
      clock,
      sessions: contents.sessions.filter((session) => !sessions.forgetting.isForgotten(session)),
      connections: contents.connections.map(({ connection, position }) => ({ ...connection, position })),
      faults: await faults.list(workspace),
      webhooks: await webhooks.take(workspace),
      seededAt: contents.sandbox?.seededAt ?? null,
    }
  }

  /**
   * Puts a snapshot in the place of what a workspace holds, all or nothing. Time goes on from when it was taken, and what
   * the workspace draws from its seed begins anew.
   *
   * @throws {ApiError} `invalid_body` for a session that can not be, or is in another workspace; `capacity_exceeded`.
   */
  async restore(workspace: Workspace, snapshot: Snapshot): Promise<void> {
    const { workspaces, faults, webhooks, time, journal } = this.#deps
    requireInstant(snapshot.clock.nowMs, 'clock.now')
    if (snapshot.seededAt !== null) requireInstant(snapshot.seededAt, 'sandbox.seededAt')
    requireSound(snapshot.sessions)
    for (const [at, fault] of snapshot.faults.entries()) requirePossible(fault, `faults[${at}].`)
    const contents = contentsFor(workspace.id, snapshot)
    requireDistinct(contents.connections)
    await this.#replace(workspace.id, contents)
    await workspaces.renew(workspace)
    await workspaces.changeClock(workspace, (clock) => clock.set(snapshot.clock))
    await faults.replace(workspace, snapshot.faults)
    await webhooks.restore(workspace, snapshot.webhooks)
    await journal.forget(workspace.id)
    time.tell(workspace)
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
    const draws = this.#deps.workspaces.drawsFor(to.id)
    const ids = new Map(snapshot.sessions.map(({ id, createdAt }) => [id, draws.ids.session(createdAt)]))
    const sessions = snapshot.sessions.map((one) => ({ ...one, id: ids.get(one.id) as string }))
    await this.restore(to, { ...snapshot, sessions })
    return Object.fromEntries(ids)
  }

  /** Forgets everything of a workspace; of none, everything that there is, what was set for all workspaces too. */
  async reset(workspace: Workspace | null): Promise<void> {
    const { workspaces, faults, webhooks, time, journal } = this.#deps
    const meant = workspace === null ? await workspaces.all() : [workspace]
    for (const { id } of meant) await this.#replace(id, { sessions: [], connections: [], sandbox: null })
    if (workspace === null) {
      await faults.clear(null)
      await workspaces.forgetAll()
    } else await workspaces.renew(workspace)
    for (const one of meant) await webhooks.restore(one, noWebhooks)
    await journal.forget(workspace?.id ?? null)
    time.tell(workspace)
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
        fix: 'Start the server with a higher REPULL_MOCK_MAX_SESSIONS.',
      })
    }
    fail('invalid_body', {
      message: 'A session of the snapshot is in another workspace of this server. Nothing was changed.',
      fix: 'Copy a workspace with POST /_mock/fork, or reset the other one first.',
      field: 'sessions',
    })
  }
}

function contentsFor(workspaceId: string, { sessions, connections, seededAt }: Snapshot): Contents {
  return {
    sessions: sessions.map((session) => ({ ...session, workspaceId, version: 1 })),
    connections: connections.map(({ position, ...one }) => ({
      connection: connect({ ...one, workspaceId }, undefined, one.createdAt),
      position,
    })),
    sandbox: seededAt === null ? null : { workspaceId, seededAt },
  }
}

/** @throws {ApiError} `invalid_body` when an account is there twice, or positions do not rise. */
function requireDistinct(connections: Contents['connections']): void {
  const ids = new Set<string>()
  let last = 0
  const at = connections.findIndex(({ connection: { id }, position }) => {
    const isBehind = position > last
    last = position
    return !isBehind || ids.size === ids.add(id).size
  })
  if (at < 0) return
  fail('invalid_body', {
    message: `connections[${at}] has the account of one before it, or stands out of its position. Nothing was changed.`,
    fix: 'Send a snapshot as GET /_mock/snapshot answered it.',
    field: `connections[${at}]`,
  })
}
