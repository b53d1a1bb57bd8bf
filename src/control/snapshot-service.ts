import { connectionRecords, idOfConnection } from '../connections/model.js'
import { fail } from '../errors/api-error.js'
import { isCapacityExceeded } from '../errors/capacity.js'
import type { Clock } from '../lib/clock.js'
import { type Random, sessionId } from '../lib/ids.js'
import type { SessionEviction } from '../sessions/eviction.js'
import { isPastRetention } from '../sessions/model.js'
import { sessionRecords } from '../sessions/records.js'
import type { Directory } from '../storage/directory.js'
import type { RecordStore } from '../storage/records.js'
import { defaultsId, initialState, states } from '../workspaces/state.js'
import type { Transaction } from '../workspaces/transaction.js'
import type { Transactions } from '../workspaces/transactions.js'
import type { Workspace } from '../workspaces/workspace.js'
import { setClock } from '../workspaces/workspace-clock.js'
import type { Workspaces } from '../workspaces/workspaces.js'
import type { ClockService } from './clock-service.js'
import type { Defaults } from './defaults.js'
import { faultRecords } from './fault.js'
import type { FaultService } from './fault-service.js'
import type { Journal } from './journal.js'
import { requireValidSnapshot, type Snapshot } from './snapshot.js'
import { putParts, takeParts } from './snapshot-parts.js'

export interface SnapshotServiceDeps {
  /** Real time. */
  readonly clock: Clock
  readonly random: Random
  readonly records: RecordStore
  readonly directory: Directory
  readonly workspaces: Workspaces
  readonly transactions: Transactions
  readonly eviction: SessionEviction
  readonly sessionRetentionMs: number
  readonly journal: Journal
  readonly time: ClockService
  readonly defaults: Defaults
  readonly faults: FaultService
  /** Forgets what is kept of a workspace besides its records. */
  readonly forgetRest: (workspaceId: string) => Promise<void>
}

/** Takes snapshots of workspaces, restores, copies and resets workspaces, each in one commit. */
export class SnapshotService {
  readonly #deps: SnapshotServiceDeps

  constructor(deps: SnapshotServiceDeps) {
    this.#deps = deps
  }

  /** What a workspace holds, as it was at one moment. */
  async take(workspaceId: string): Promise<Snapshot> {
    const { records, workspaces, sessionRetentionMs } = this.#deps
    const contents = await records.readAll(workspaceId)
    const [state] = contents.of(states)
    const clock = workspaces.clockOf(state?.value).read()
    const sessions = contents.of(sessionRecords).map(({ value }) => value)
    return {
      clock,
      apiVersion: workspaces.versionOf(state?.value),
      sessions: sessions.filter((session) => !isPastRetention(session, clock.nowMs, sessionRetentionMs)),
      connections: contents
        .of(connectionRecords)
        .map(({ value: { id: _, ...rest }, position }) => ({ ...rest, position })),
      faults: contents.of(faultRecords).map(({ value }) => value),
      ...takeParts(contents),
    }
  }

  /**
   * Replaces everything that a workspace holds by a snapshot, all or nothing. Its clock goes on from when the snapshot was
   * taken, and its random source begins anew.
   *
   * @throws {ApiError} what `requireValidSnapshot` throws; `invalid_body` when a session is in another workspace;
   * `capacity_exceeded`.
   */
  async restore(workspaceId: string, snapshot: Snapshot): Promise<void> {
    requireValidSnapshot(workspaceId, snapshot)
    const ids = snapshot.sessions.map(({ id }) => id)
    await this.#replace(workspaceId, ids, (tx) => this.#write(tx, snapshot))
  }

  /**
   * Makes another workspace a copy of this one. Ids of sessions are capabilities of one workspace, so the copies have
   * new ones.
   *
   * @returns the new id of each session.
   * @throws {ApiError} `capacity_exceeded`.
   */
  async fork(from: Workspace, to: Workspace): Promise<Readonly<Record<string, string>>> {
    const { random } = this.#deps
    const snapshot = await this.take(from.id)
    const ids = new Map(snapshot.sessions.map(({ id, createdAt }) => [id, sessionId(createdAt, random)]))
    const sessions = snapshot.sessions.map((one) => ({ ...one, id: ids.get(one.id) as string }))
    await this.restore(to.id, { ...snapshot, sessions })
    return Object.fromEntries(ids)
  }

  /** Removes everything of a workspace; without one, everything of all, and what was set for later ones. */
  async reset(workspace: Workspace | null): Promise<void> {
    const { workspaces, directory, transactions, journal, time, defaults } = this.#deps
    if (workspace !== null) {
      return this.#replace(workspace.id, [], (tx) => {
        // Before the commit, so that a call after it is one after this.
        workspaces.noteEmptied(workspace.id)
        return defaults.copyTo(tx)
      })
    }
    await transactions.runIn(defaultsId, (tx) => {
      tx.replaceAll()
      const { generation, clockChanges } = tx.state
      tx.setState({ ...initialState, clockChanges, generation: generation + 1 })
    })
    await workspaces.forEachId(async (id) => {
      await directory.release(await this.#sessionIds(id))
      await workspaces.forget(id)
    })
    await journal.forget(null)
    await time.record(null)
  }

  /** Replaces everything that a workspace holds, and with it its journal. */
  async #replace(
    workspaceId: string,
    ids: readonly string[],
    write: (tx: Transaction) => void | Promise<void>,
  ): Promise<void> {
    const { directory, workspaces, transactions, journal, time, forgetRest } = this.#deps
    const before = await this.#sessionIds(workspaceId)
    await this.#claim(workspaceId, ids, before.length)
    try {
      await transactions.run(await workspaces.ofId(workspaceId), async (tx) => {
        tx.replaceAll()
        await write(tx)
        tx.setState({ ...tx.state, generation: tx.state.generation + 1 })
        tx.announce()
      })
    } catch (error) {
      if (isCapacityExceeded(error)) await this.#releaseUnused(workspaceId, ids)
      throw error
    }
    const kept = await this.#releaseUnused(workspaceId, [...before, ...ids])
    // A reset at the same time may have released them.
    await directory.claim(workspaceId, kept)
    await forgetRest(workspaceId)
    await journal.forget(workspaceId)
    await time.record(workspaceId)
  }

  #write(tx: Transaction, snapshot: Snapshot): void {
    const { clock, apiVersion, sessions, connections, faults, ...parts } = snapshot
    const faultsMade = Math.max(0, ...faults.map(({ id }) => Number(id.replace(/^flt_(?:all_.*)?/, ''))))
    for (const session of sessions) tx.put(sessionRecords, session.id, session)
    for (const { position, ...kept } of connections) {
      const id = idOfConnection(tx.workspaceId, kept.provider, kept.account.id)
      tx.put(connectionRecords, id, { ...kept, id }, { position })
    }
    for (const fault of faults) tx.put(faultRecords, fault.id, fault)
    putParts(tx, parts)
    const { apiVersion: _, ...state } = tx.state
    tx.setState({
      ...state,
      ...(apiVersion && { apiVersion }),
      clock: setClock(tx.state.clock, this.#deps.clock.now(), clock),
      hasFaults: faults.length > 0,
      faultsMade,
    })
  }

  /** Releases ids of sessions that a workspace does not have. Returns those that it has. */
  async #releaseUnused(workspaceId: string, ids: readonly string[]): Promise<readonly string[]> {
    const kept = await this.#sessionIds(workspaceId)
    const used = new Set(kept)
    await this.#deps.directory.release(ids.filter((id) => !used.has(id)))
    return kept
  }

  async #sessionIds(workspaceId: string): Promise<readonly string[]> {
    return [...(await this.#deps.records.ids(workspaceId, sessionRecords))]
  }

  /**
   * Claims the ids of sessions for a workspace.
   *
   * @param replaced how many of its sessions are removed.
   * @throws {ApiError} `invalid_body` for an id of another workspace, `capacity_exceeded`.
   */
  async #claim(workspaceId: string, ids: readonly string[], replaced: number): Promise<void> {
    const { directory, eviction } = this.#deps
    const claim = () => directory.claim(workspaceId, ids, replaced)
    let outcome = await claim()
    if (outcome === 'full' && (await eviction.evictBeside(ids.length - replaced, workspaceId)))
      outcome = await claim()
    if (outcome === 'taken') {
      fail('invalid_body', {
        message: 'A session of the snapshot is in another workspace of this server. Nothing was changed.',
        fix: 'Copy a workspace with POST /_mock/fork, or reset the other one first.',
        field: 'sessions',
      })
    }
    if (outcome === 'full') {
      fail('capacity_exceeded', {
        message: 'The server has no room for all sessions of the snapshot. Nothing was changed.',
        fix: 'Start the server with a higher REPULL_MOCK_MAX_SESSIONS.',
      })
    }
  }
}
