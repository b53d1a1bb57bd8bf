import { idOfConnection } from '../connections/model.js'
import { connectionRecords } from '../connections/records.js'
import { failFull, isCapacityExceeded } from '../errors/capacity.js'
import { answerRecords } from '../http/idempotent-calls.js'
import { bounds } from '../lib/bounds.js'
import type { Clock } from '../lib/clock.js'
import { type Random, sessionId } from '../lib/ids.js'
import { eachStep, inSlices, mapSteps, type Steps } from '../lib/steps.js'
import { isPastRetention } from '../sessions/model.js'
import { sessionRecords } from '../sessions/records.js'
import type { Contents } from '../storage/records.js'
import type { WebhookEvent } from '../webhooks/model.js'
import { withEvents } from '../webhooks/snapshot.js'
import { randomCounts } from '../workspaces/seeded-random-source.js'
import { defaultsId, initialState, states } from '../workspaces/state.js'
import type { Transaction } from '../workspaces/transaction.js'
import type { Transactions } from '../workspaces/transactions.js'
import type { Workspace } from '../workspaces/workspace.js'
import { setClock } from '../workspaces/workspace-clock.js'
import type { Workspaces } from '../workspaces/workspaces.js'
import type { ClockService } from './clock-service.js'
import type { Defaults } from './defaults.js'
import type { ExpiryWatch } from './expiry-watch.js'
import { faultRecords } from './fault.js'
import type { FaultService } from './fault-service.js'
import type { Journal } from './journal.js'
import { SessionClaims, type SessionClaimsDeps } from './session-claims.js'
import { requireValidSnapshot, type Snapshot } from './snapshot.js'
import { putParts, takeParts } from './snapshot-parts.js'

export interface SnapshotServiceDeps extends SessionClaimsDeps {
  /** Real time. */
  readonly clock: Clock
  readonly random: Random
  readonly workspaces: Workspaces
  readonly transactions: Transactions
  readonly sessionRetentionMs: number
  readonly journal: Journal
  readonly time: ClockService
  readonly defaults: Defaults
  readonly faults: FaultService
  readonly expiry: ExpiryWatch
  /** Forgets what is kept of a workspace besides its records. */
  readonly forgetRest: (workspaceId: string) => Promise<void>
}

/** Collections of which snapshots hold nothing. */
const outsideSnapshots: ReadonlySet<string> = new Set(
  [states, randomCounts, answerRecords].map(({ name }) => name),
)

/** A snapshot is large from so many records, or characters of them, on. */
const largeCount = 1000
const largeSize = 256 * 1024

/** Takes snapshots of workspaces, restores, copies and resets workspaces, each in one commit. */
export class SnapshotService {
  readonly #deps: SnapshotServiceDeps
  readonly #claims: SessionClaims
  /** What goes on in each workspace that is being replaced. */
  readonly #replacing = new Map<string, Promise<void>>()

  constructor(deps: SnapshotServiceDeps) {
    this.#deps = deps
    this.#claims = new SessionClaims(deps)
  }

  /**
   * Whether a snapshot of a workspace is large.
   *
   * @throws {ApiError} `capacity_exceeded` for one that is too large to be taken.
   */
  async isLarge(workspaceId: string): Promise<boolean> {
    let count = 0
    let size = 0
    for (const [name, one] of await this.#deps.records.sizes(workspaceId)) {
      if (outsideSnapshots.has(name)) continue
      count += one.count
      size += one.size
    }
    if (count > bounds.snapshots.maxItems || size > bounds.snapshots.maxSize) failFull(bounds.snapshots)
    return count > largeCount || size > largeSize
  }

  /**
   * What a workspace holds, as it was at one moment.
   *
   * @throws {ApiError} `capacity_exceeded` for more than a snapshot can have.
   */
  async take(workspaceId: string): Promise<Snapshot> {
    await this.isLarge(workspaceId)
    return inSlices(this.#take(workspaceId, await this.#deps.records.readAll(workspaceId)))
  }

  *#take(workspaceId: string, contents: Contents): Steps<Snapshot> {
    const { workspaces, sessionRetentionMs } = this.#deps
    const [state] = contents.of(states)
    const clock = workspaces.clockOf(state?.value).read()
    const sessions = yield* mapSteps(contents.each(sessionRecords), ({ value }) => value)
    return {
      clock,
      apiVersion: workspaces.versionOf(state?.value),
      origin: state?.value.origin ?? workspaceId,
      sessions: sessions.filter((session) => !isPastRetention(session, clock.nowMs, sessionRetentionMs)),
      connections: yield* mapSteps(
        contents.each(connectionRecords),
        ({ value: { id: _, ...rest }, position }) => ({ ...rest, position }),
      ),
      faults: contents.of(faultRecords).map(({ value }) => value),
      ...(yield* takeParts(contents)),
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
    await inSlices(requireValidSnapshot(workspaceId, snapshot))
    const ids = snapshot.sessions.map(({ id }) => id)
    await this.#replaceInTurn(workspaceId, () =>
      this.#replace(workspaceId, ids, (tx) => inSlices(this.#write(tx, snapshot))),
    )
    const { workspaces, expiry } = this.#deps
    expiry.watchAll(await workspaces.peek(workspaceId), snapshot.sessions)
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
    const ids: Record<string, string> = {}
    const copied = mapSteps(snapshot.sessions, (one) => {
      const id = sessionId(one.createdAt, random)
      ids[one.id] = id
      return { ...one, id }
    })
    const sessions = await inSlices(copied)
    const webhooks = await inSlices(withEvents(snapshot.webhooks, (event) => withSession(event, ids)))
    await this.restore(to.id, { ...snapshot, sessions, webhooks })
    return ids
  }

  /** Removes everything of a workspace; without one, everything of all, and what was set for later ones. */
  async reset(workspace: Workspace | null): Promise<void> {
    const { workspaces, transactions, journal, time, defaults } = this.#deps
    if (workspace !== null) {
      const { id } = workspace
      return this.#replaceInTurn(id, () =>
        this.#replace(id, [], (tx) => {
          // Before the commit, so that a call after it is one after this.
          workspaces.noteEmptied(id)
          return defaults.copyTo(tx)
        }),
      )
    }
    await transactions.runIn(defaultsId, (tx) => {
      tx.replaceAll()
      const { generation, clockChanges } = tx.state
      tx.setState({ ...initialState, clockChanges, generation: generation + 1 })
    })
    await workspaces.forEachId(async (id) => {
      const ids = await this.#claims.ids(id)
      await workspaces.forget(id)
      await this.#claims.release(ids)
    })
    await journal.forget(null)
    journal.record(null, workspaces.defaultClock.now(), { type: 'reset' })
    await time.record(null)
  }

  /** Replaces everything that a workspace holds once all replacements before have ended: each knows which ids are its own. */
  async #replaceInTurn(workspaceId: string, replace: () => Promise<void>): Promise<void> {
    const before = this.#replacing.get(workspaceId)
    const own = before === undefined ? replace() : before.then(replace, replace)
    this.#replacing.set(workspaceId, own)
    try {
      await own
    } finally {
      if (this.#replacing.get(workspaceId) === own) this.#replacing.delete(workspaceId)
    }
  }

  /** Replaces everything that a workspace holds, and with it its journal. */
  async #replace(
    workspaceId: string,
    ids: readonly string[],
    write: (tx: Transaction) => void | Promise<void>,
  ): Promise<void> {
    const { workspaces, transactions, journal, time, forgetRest } = this.#deps
    const before = await this.#claims.ids(workspaceId)
    await this.#claims.claim(workspaceId, ids, before)
    try {
      await transactions.run(await workspaces.ofId(workspaceId), async (tx) => {
        tx.replaceAll()
        await write(tx)
        tx.setState({ ...tx.state, generation: tx.state.generation + 1 })
        tx.announce()
      })
    } catch (error) {
      if (isCapacityExceeded(error)) await this.#claims.releaseUnused(workspaceId, ids)
      throw error
    }
    const kept = await this.#claims.releaseUnused(workspaceId, [...before, ...ids])
    // A reset at the same time may have released them.
    await this.#claims.claimAll(workspaceId, kept, [])
    await forgetRest(workspaceId)
    await journal.forget(workspaceId)
    journal.record(workspaceId, (await workspaces.peek(workspaceId)).clock.now(), { type: 'reset' })
    await time.record(workspaceId)
  }

  *#write(tx: Transaction, snapshot: Snapshot): Steps<void> {
    const { clock, apiVersion, origin, sessions, connections, faults, ...parts } = snapshot
    const faultsMade = Math.max(0, ...faults.map(({ id }) => Number(id.replace(/^flt_(?:all_.*)?/, ''))))
    yield* eachStep(sessions, (session) => tx.put(sessionRecords, session.id, session))
    yield* eachStep(connections, ({ position, ...kept }) => {
      const id = idOfConnection(tx.workspaceId, kept.provider, kept.account.id)
      tx.put(connectionRecords, id, { ...kept, id }, { position })
    })
    for (const fault of faults) tx.put(faultRecords, fault.id, fault)
    yield* putParts(tx, parts)
    const { apiVersion: _, origin: __, ...state } = tx.state
    tx.setState({
      ...state,
      ...(apiVersion && { apiVersion }),
      ...(origin !== undefined && { origin }),
      clock: setClock(tx.state.clock, this.#deps.clock.now(), clock),
      hasFaults: faults.length > 0,
      faultsMade,
    })
  }
}

/** An event about the session that has another id in a copy. */
function withSession(event: WebhookEvent, ids: Readonly<Record<string, string>>): WebhookEvent {
  const id = ids[String(event.data.sessionId)]
  return id === undefined ? event : { ...event, data: { ...event.data, sessionId: id } }
}
