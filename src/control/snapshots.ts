import { type Connection, connect, connectionRecords, idOfConnection } from '../connections/model.js'
import { fail } from '../errors/api-error.js'
import type { Clock } from '../lib/clock.js'
import { type Random, sessionId } from '../lib/ids.js'
import { sandboxId, sandboxRecords } from '../sandbox/sandbox-service.js'
import type { SessionEviction } from '../sessions/eviction.js'
import { isPastRetention, type Session, sessionRecords } from '../sessions/model.js'
import { requireValidSessions } from '../sessions/validate.js'
import type { Directory } from '../storage/directory.js'
import type { RecordStore } from '../storage/records.js'
import { type KeptWebhooks, putWebhooks, takeWebhooks } from '../webhooks/webhook-snapshot.js'
import { defaultsId, initialState, states } from '../workspaces/state.js'
import type { Transaction } from '../workspaces/transaction.js'
import type { Transactions } from '../workspaces/transactions.js'
import type { Workspace } from '../workspaces/workspace.js'
import { type ClockReading, setClock } from '../workspaces/workspace-clock.js'
import type { Workspaces } from '../workspaces/workspaces.js'
import { isShallow } from './depth.js'
import { type Fault, requirePossible } from './fault.js'
import { faultRecords } from './fault-records.js'
import type { Journal } from './journal.js'
import { requireInstant, type Time } from './time.js'

/** Data of events are nested no deeper (ours). */
const maxDepth = 64

/** Everything that a workspace holds but its journal, apart from the workspace that it was taken of. */
export interface Snapshot {
  readonly clock: Pick<ClockReading, 'nowMs' | 'frozen'>
  readonly sessions: readonly Session[]
  readonly connections: readonly KeptConnection[]
  readonly faults: readonly Fault[]
  readonly webhooks: KeptWebhooks
  /** Epoch milliseconds of the last seeding of the sandbox; null when it was not seeded. */
  readonly seededAt: number | null
}

/** A connection in its place among those of its workspace. */
export interface KeptConnection extends Omit<Connection, 'id'> {
  readonly position: number
}

export interface SnapshotsDeps {
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
  readonly time: Time
  /** Gives a transaction that empties a workspace what was set for all workspaces. */
  readonly begin: (tx: Transaction) => Promise<void>
  /** Forgets what is kept of a workspace beside its records. */
  readonly forgetRest: (workspaceId: string) => Promise<void>
}

/** Takes workspaces, puts them back, copies them and empties them, each in one commit. */
export class Snapshots {
  readonly #deps: SnapshotsDeps

  constructor(deps: SnapshotsDeps) {
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
      sessions: sessions.filter((session) => !isPastRetention(session, clock.nowMs, sessionRetentionMs)),
      connections: contents
        .of(connectionRecords)
        .map(({ value: { id: _, ...rest }, position }) => ({ ...rest, position })),
      faults: contents.of(faultRecords).map(({ value }) => value),
      webhooks: takeWebhooks(contents),
      seededAt: contents.of(sandboxRecords)[0]?.value.seededAt ?? null,
    }
  }

  /**
   * Puts a snapshot in the place of what a workspace holds, all or nothing. Time goes on from when it was taken, and what
   * the workspace randomSource from its seed begins anew.
   *
   * @throws {ApiError} `invalid_body` for a session that can not be, or is in another workspace; `capacity_exceeded`.
   */
  async restore(workspaceId: string, snapshot: Snapshot): Promise<void> {
    requireInstant(snapshot.clock.nowMs, 'clock.now')
    if (snapshot.seededAt !== null) requireInstant(snapshot.seededAt, 'sandbox.seededAt')
    requireValidSessions(snapshot.sessions)
    for (const [at, fault] of snapshot.faults.entries()) requirePossible(fault, `faults[${at}].`)
    requireDistinct(workspaceId, snapshot.connections)
    requireShallow(snapshot.webhooks)
    await this.#replace(
      workspaceId,
      snapshot.sessions.map(({ id }) => id),
      (tx) => this.#write(tx, snapshot),
    )
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

  /** Forgets everything of a workspace; of none, everything that there is, what was set for all workspaces too. */
  async reset(workspace: Workspace | null): Promise<void> {
    const { workspaces, directory, transactions, journal, time, begin } = this.#deps
    if (workspace !== null) return this.#replace(workspace.id, [], begin)
    await transactions.runIn(defaultsId, (tx) => {
      tx.replaceAll()
      const { generation, clockChanges } = tx.state
      tx.setState({ ...initialState, clockChanges, generation: generation + 1 })
    })
    await workspaces.changeAll(async (id) => {
      await directory.release(await this.#sessionIds(id))
      await workspaces.forget(id)
    })
    await journal.forget(null)
    await time.tell(null)
  }

  /** Replaces everything that a workspace holds, and with it its journal. */
  async #replace(
    workspaceId: string,
    ids: readonly string[],
    write: (tx: Transaction) => void | Promise<void>,
  ): Promise<void> {
    const { directory, transactions, journal, time, forgetRest } = this.#deps
    const before = await this.#sessionIds(workspaceId)
    await this.#claim(workspaceId, ids, before.length)
    await transactions.runIn(workspaceId, async (tx) => {
      tx.replaceAll()
      await write(tx)
      tx.setState({ ...tx.state, generation: tx.state.generation + 1 })
      tx.announce()
    })
    const kept = new Set(await this.#sessionIds(workspaceId))
    await directory.release([...before, ...ids].filter((id) => !kept.has(id)))
    // Somebody who emptied the workspace at the same time may have released them.
    await directory.claim(workspaceId, [...kept])
    await forgetRest(workspaceId)
    await journal.forget(workspaceId)
    await time.tell(workspaceId)
  }

  #write(tx: Transaction, { clock, sessions, connections, faults, webhooks, seededAt }: Snapshot): void {
    const faultsMade = Math.max(0, ...faults.map(({ id }) => Number(id.replace(/^flt_(?:all_.*)?/, ''))))
    for (const session of sessions) tx.put(sessionRecords, session.id, session)
    for (const { position, ...kept } of connections) {
      const connection = connect({ ...kept, workspaceId: tx.workspaceId }, undefined, kept.createdAt)
      tx.put(connectionRecords, connection.id, connection, { position })
    }
    for (const fault of faults) tx.put(faultRecords, fault.id, fault)
    putWebhooks(tx, webhooks)
    if (seededAt !== null) tx.put(sandboxRecords, sandboxId, { seededAt })
    tx.setState({
      ...tx.state,
      clock: setClock(tx.state.clock, this.#deps.clock.now(), clock),
      hasFaults: faults.length > 0,
      faultsMade,
    })
  }

  async #sessionIds(workspaceId: string): Promise<readonly string[]> {
    const { records } = await this.#deps.records.list(workspaceId, sessionRecords)
    return records.map(({ id }) => id)
  }

  /** @param replaced how many sessions go, and make room. */
  async #claim(workspaceId: string, ids: readonly string[], replaced: number): Promise<void> {
    const { directory, eviction } = this.#deps
    const claim = () => directory.claim(workspaceId, ids, replaced)
    let outcome = await claim()
    if (outcome === 'full' && (await eviction.evictBeside(ids.length - replaced, workspaceId)))
      outcome = await claim()
    if (outcome === 'taken') refuseTaken()
    if (outcome === 'full') refuseMore()
  }
}

/** @throws {ApiError} `invalid_body` when an account is there twice, or positions do not rise. */
function requireDistinct(workspaceId: string, connections: readonly KeptConnection[]): void {
  const ids = new Set<string>()
  let last = 0
  const at = connections.findIndex(({ provider, account, position }) => {
    const isBehind = position > last
    last = position
    return !isBehind || ids.size === ids.add(idOfConnection(workspaceId, provider, account.id)).size
  })
  if (at < 0) return
  fail('invalid_body', {
    message: `connections[${at}] has the account of one before it, or stands out of its position. Nothing was changed.`,
    fix: 'Send a snapshot as GET /_mock/snapshot answered it.',
    field: `connections[${at}]`,
  })
}

/** @throws {ApiError} `invalid_body` for the data of an event that is nested too deep. */
function requireShallow({ deliveries, due }: KeptWebhooks): void {
  for (const [name, all] of Object.entries({ deliveries, due })) {
    const at = all.findIndex(({ event }) => !isShallow(event.data, maxDepth))
    if (at < 0) continue
    const field = `webhooks.${name}[${at}].event.data`
    fail('invalid_body', {
      message: `${field} is nested deeper than ${maxDepth}. Nothing was changed.`,
      fix: 'Send a snapshot as GET /_mock/snapshot answered it.',
      field,
    })
  }
}

/** @throws {ApiError} `capacity_exceeded`, always. */
function refuseMore(): never {
  fail('capacity_exceeded', {
    message: 'The server has no room for all sessions of the snapshot. Nothing was changed.',
    fix: 'Start the server with a higher REPULL_MOCK_MAX_SESSIONS.',
  })
}

/** @throws {ApiError} `invalid_body`, always. */
function refuseTaken(): never {
  fail('invalid_body', {
    message: 'A session of the snapshot is in another workspace of this server. Nothing was changed.',
    fix: 'Copy a workspace with POST /_mock/fork, or reset the other one first.',
    field: 'sessions',
  })
}
