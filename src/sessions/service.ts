import {
  type Account,
  type Connection,
  type ConnectionInput,
  connect,
  connectionRecords,
  idOfConnection,
} from '../connections/model.js'
import { fail } from '../errors/api-error.js'
import { maskForResponse } from '../lib/masking.js'
import type { Directory } from '../storage/directory.js'
import type { RecordStore } from '../storage/records.js'
import type { Transaction } from '../workspaces/transaction.js'
import type { Transactions } from '../workspaces/transactions.js'
import type { Workspace } from '../workspaces/workspace.js'
import type { Workspaces } from '../workspaces/workspaces.js'
import type { SessionEviction } from './eviction.js'
import {
  type BoundSession,
  bind,
  complete,
  end,
  isPastRetention,
  isTerminal,
  type OpenInput,
  open,
  type RoomMapping,
  requireOpen,
  type Session,
  sessionRecords,
} from './model.js'

/** A session, and the workspace whose clock decides whether it has expired. */
export interface SessionContext {
  readonly workspace: Workspace
  readonly session: Session
}

/** The same, of a session whose provider is chosen. */
export interface BoundSessionContext extends SessionContext {
  readonly session: BoundSession
}

/** A session as it was found. */
export interface FoundSession extends SessionContext {
  /** The workspace's time then, in epoch milliseconds. A request uses it alone, so that no clock change splits its checks. */
  readonly nowMs: number
}

/** What completes a session. The functions get the session as it is in the transaction. */
export interface Completion {
  /** Binds the session to its provider, or throws when it is bound to another one. */
  readonly bind: (session: Session) => BoundSession
  readonly account: (session: BoundSession) => Account
  /** The mapping of a hotel's rooms. */
  readonly rooms?: RoomMapping
}

export interface SessionServiceDeps {
  readonly records: RecordStore
  readonly directory: Directory
  readonly transactions: Transactions
  readonly workspaces: Workspaces
  readonly eviction: SessionEviction
  /** `sessionRetentionMs`: how long an ended or expired session still answers as such, counted from its expiry. */
  readonly limits: { readonly sessionTtlMs: number; readonly sessionRetentionMs: number }
}

/** Opens sessions, finds them, and changes them so that of racing changes one wins. */
export class SessionService {
  readonly #deps: SessionServiceDeps

  constructor(deps: SessionServiceDeps) {
    this.#deps = deps
  }

  /** @throws {ApiError} `capacity_exceeded` when the server is full of open sessions. */
  async open(workspace: Workspace, input: OpenInput): Promise<Session> {
    const { transactions, eviction, limits } = this.#deps
    let id: string | null = null
    const session = await transactions.run(workspace, async (tx) => {
      const nowMs = tx.clock.now()
      // Work that runs again keeps its claimed id, unless a seed decides it.
      if (id === null || tx.randomSource.mayRepeat) id = await this.#newId(tx, nowMs)
      const session = open(id, input, nowMs, limits.sessionTtlMs)
      tx.put(sessionRecords, id, session)
      await tx.emit({ type: 'session', session })
      return session
    })
    eviction.sweep()
    return session
  }

  /**
   * Finds a session by its id, which is a capability: whoever has it may act in its workspace.
   *
   * @param field how the caller named the id.
   * @throws {ApiError} `not_found` when it never existed, belongs to another workspace than `inWorkspace`, or its
   * retention is over.
   */
  async find(id: string, field: string, inWorkspace?: Workspace): Promise<FoundSession> {
    const { records, directory, workspaces } = this.#deps
    const workspaceId = inWorkspace?.id ?? (await directory.find(id))
    if (workspaceId !== undefined) {
      const [workspace, [found]] = await Promise.all([
        inWorkspace ?? workspaces.ofId(workspaceId),
        records.read(workspaceId, [{ collection: sessionRecords, id }]),
      ])
      const nowMs = workspace.clock.now()
      if (found !== undefined && !this.#isPastRetention(found.value, nowMs)) {
        return { workspace, session: found.value, nowMs }
      }
    }
    failUnknownSession(id, field)
  }

  /** Binds a picker session to a provider. Throws what `bind` and `requireOpen` throw. */
  select(context: SessionContext, slug: string): Promise<Session> {
    return this.change(context, (session) => bind(session, slug))
  }

  /** Ends a session without a connection. Throws what `requireOpen` throws. */
  end(context: SessionContext, status: 'cancelled' | 'errored'): Promise<Session> {
    return this.change(context, (session) => end(session, status))
  }

  /**
   * Completes a session with an account: the session ends and the connection exists, in one step.
   *
   * @throws {ApiError} `session_terminal`, `session_expired`, and what the completion throws.
   */
  async connect(
    { workspace, session: { id } }: SessionContext,
    completion: Completion,
  ): Promise<{ session: Session; connection: Connection }> {
    const connected = await this.#deps.transactions.run(workspace, async (tx) => {
      const current = completion.bind(await this.#requireOpen(tx, id))
      const { provider, accessType } = current
      const account = completion.account(current)
      const session = complete(current, account.id)
      tx.put(sessionRecords, id, session)
      await tx.emit({ type: 'session', session })
      const { rooms = {} } = completion
      const input = { workspaceId: tx.workspaceId, provider, account, accessType, rooms }
      return { session, connection: await saveConnection(tx, input) }
    })
    this.#deps.eviction.noteEnd(id)
    return connected
  }

  /**
   * Changes an open session as it is at the moment of the change.
   *
   * @throws {ApiError} `session_terminal`, `session_expired`, `not_found` when its retention ended meanwhile, and
   * whatever `transition` throws.
   */
  async change(
    { workspace, session: { id } }: SessionContext,
    transition: (session: Session, tx: Transaction) => Session,
  ): Promise<Session> {
    const changed = await this.#deps.transactions.run(workspace, async (tx) => {
      const session = await this.#requireOpen(tx, id)
      const next = transition(session, tx)
      if (next === session) return session
      tx.put(sessionRecords, id, next)
      await tx.emit({ type: 'session', session: next })
      return next
    })
    if (isTerminal(changed)) this.#deps.eviction.noteEnd(id)
    return changed
  }

  /** The workspace's sessions that still answer, ended and expired ones too, oldest first. */
  async list(workspace: Workspace): Promise<readonly FoundSession[]> {
    const { records } = await this.#deps.records.list(workspace.id, sessionRecords)
    const nowMs = workspace.clock.now()
    return records
      .filter(({ value }) => !this.#isPastRetention(value, nowMs))
      .map(({ value: session }) => ({ workspace, session, nowMs }))
  }

  async #requireOpen(tx: Transaction, id: string): Promise<Session> {
    const session = await tx.get(sessionRecords, id)
    const nowMs = tx.clock.now()
    if (session === undefined || this.#isPastRetention(session, nowMs)) failUnknownSession(id, 'sessionId')
    requireOpen(session, nowMs)
    return session
  }

  /** An id that no session has, claimed for the workspace. */
  async #newId(tx: Transaction, nowMs: number): Promise<string> {
    const { directory, eviction } = this.#deps
    const id = await tx.randomSource.sessionId(nowMs)
    // A seed repeats ids that a restored snapshot may have brought back already.
    if (tx.randomSource.mayRepeat && (await tx.get(sessionRecords, id)) !== undefined)
      return this.#newId(tx, nowMs)
    for (;;) {
      const outcome = await directory.claim(tx.workspaceId, [id])
      if (outcome === 'claimed') return id
      if (outcome === 'taken') return this.#newId(tx, nowMs)
      if (!(await eviction.evict())) failFull()
    }
  }

  #isPastRetention(session: Session, nowMs: number): boolean {
    return isPastRetention(session, nowMs, this.#deps.limits.sessionRetentionMs)
  }
}

/** A `bind` of a completion that keeps the provider that a session has. */
export function boundAs({ session: { provider } }: BoundSessionContext): Completion['bind'] {
  return (session) => bind(session, provider)
}

/** Makes or refreshes the connection to an account, as a part of a transaction. */
export async function saveConnection(tx: Transaction, input: ConnectionInput): Promise<Connection> {
  const id = idOfConnection(tx.workspaceId, input.provider, input.account.id)
  const before = await tx.get(connectionRecords, id)
  const connection = connect(input, before, tx.clock.now())
  tx.put(connectionRecords, id, connection)
  await tx.emit({ type: 'connection', change: before === undefined ? 'created' : 'refreshed', connection })
  return connection
}

function failUnknownSession(id: string, field: string): never {
  fail('not_found', {
    message: `No Connect session has the id ${maskForResponse(id)}.`,
    fix: 'Use the sessionId of a session that the same API key opened; those that ended long ago are deleted.',
    field,
    value_received: maskForResponse(id),
  })
}

function failFull(): never {
  fail('capacity_exceeded', {
    message: 'The server is full of open Connect sessions and takes no more.',
    fix: 'Complete some, let them expire, or start the server with a higher REPULL_MOCK_MAX_SESSIONS.',
  })
}
