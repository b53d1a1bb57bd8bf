import { connectionRecords } from '../connections/connection-records.js'
import { type Account, type Connection, connect, idOfConnection } from '../connections/model.js'
import { fail } from '../errors/api-error.js'
import { maskForResponse } from '../lib/masking.js'
import type { ProviderSlug } from '../providers/providers.js'
import type { Directory } from '../storage/directory.js'
import type { RecordStore } from '../storage/records.js'
import type { Transaction } from '../workspaces/transaction.js'
import type { Transactions } from '../workspaces/transactions.js'
import type { Workspace } from '../workspaces/workspace.js'
import type { Workspaces } from '../workspaces/workspaces.js'
import type { SessionEviction } from './eviction.js'
import type { FoundSession, SessionContext } from './held-session.js'
import {
  type AccessType,
  type BoundSession,
  bind,
  complete,
  end,
  isForgotten,
  isTerminal,
  type Locale,
  type RoomMapping,
  requireOpen,
  type Session,
} from './model.js'
import { sessionRecords } from './session-records.js'

/** What an app says when it opens a session. */
export interface OpenInput {
  readonly provider: ProviderSlug | null
  readonly allowedProviders?: readonly ProviderSlug[] | null
  readonly redirectUrl?: string | null
  readonly state?: string | null
  readonly locale?: Locale | null
  readonly accessType?: AccessType | null
  /** A lifetime shorter than the server's, in milliseconds. */
  readonly ttlMs?: number | undefined
}

/** What completes a session. All is asked of the session as it is at the moment of the change. */
export interface Completion {
  /** Sees to it that the session has its provider. */
  readonly bound: (session: Session) => BoundSession
  readonly account: (session: BoundSession) => Account
  /** The mapping of a hotel's rooms. */
  readonly rooms?: RoomMapping
}

export interface SessionLimits {
  readonly sessionTtlMs: number
  /** How long an ended or expired session still answers as such, counted from its expiry. */
  readonly sessionRetentionMs: number
}

export interface SessionServiceDeps {
  readonly records: RecordStore
  readonly directory: Directory
  readonly transactions: Transactions
  readonly workspaces: Workspaces
  readonly eviction: SessionEviction
  readonly limits: SessionLimits
}

/** Opens sessions, finds them, and changes them so that of racing changes one wins. */
export class SessionService {
  readonly #deps: SessionServiceDeps

  constructor(deps: SessionServiceDeps) {
    this.#deps = deps
  }

  /**
   * Opens a session.
   *
   * @throws {ApiError} `capacity_exceeded` when the server is full of open sessions.
   */
  async open(workspace: Workspace, input: OpenInput): Promise<Session> {
    const { transactions, eviction, limits } = this.#deps
    let id: string | null = null
    const session = await transactions.run(workspace, async (tx) => {
      const now = tx.clock.now()
      id = id !== null && !tx.randomSource.mayRepeat ? id : await this.#newId(tx, now)
      const session: Session = {
        id,
        status: 'pending',
        provider: input.provider,
        isPicker: input.provider === null,
        allowedProviders: input.allowedProviders ?? null,
        redirectUrl: input.redirectUrl ?? null,
        state: input.state ?? null,
        locale: input.locale ?? null,
        accessType: input.provider === 'airbnb' ? (input.accessType ?? 'full_access') : null,
        createdAt: now,
        expiresAt: now + Math.min(input.ttlMs ?? limits.sessionTtlMs, limits.sessionTtlMs),
        claim: null,
        accountId: null,
      }
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
      if (found !== undefined && !this.#isForgotten(found.value, nowMs)) {
        return { workspace, session: found.value, nowMs }
      }
    }
    unknownSession(id, field)
  }

  /** Binds a picker session to a provider. Throws what `bind` and `requireOpen` throw. */
  select(held: SessionContext, slug: string): Promise<Session> {
    return this.change(held, (session) => bind(session, slug))
  }

  /** Ends a session without a connection. Throws what `requireOpen` throws. */
  end(held: SessionContext, status: 'cancelled' | 'errored'): Promise<Session> {
    return this.change(held, (session) => end(session, status))
  }

  /**
   * Completes a session with an account: the session ends and the connection exists, in one step.
   *
   * @returns both as they are then.
   * @throws {ApiError} `session_terminal`, `session_expired`, and what the completion throws.
   */
  connect(
    held: SessionContext,
    { bound, account, rooms = {} }: Completion,
  ): Promise<{ session: Session; connection: Connection }> {
    return this.#deps.transactions.run(held.workspace, async (tx) => {
      const current = bound(await this.#requireOpen(tx, held.session.id))
      const { provider, accessType } = current
      const input = { workspaceId: tx.workspaceId, provider, account: account(current), accessType, rooms }
      const session = complete(current, input.account.id)
      tx.put(sessionRecords, session.id, session)
      await tx.emit({ type: 'session', session })
      const connection = await saveConnection(tx, input)
      this.#deps.eviction.noteEnd(session.id)
      return { session, connection }
    })
  }

  /**
   * Changes an open session as it is at the moment of the change.
   *
   * @throws {ApiError} `session_terminal`, `session_expired`, `not_found` when it was forgotten meanwhile, and whatever
   * `transition` throws.
   */
  change(held: SessionContext, transition: (session: Session, tx: Transaction) => Session): Promise<Session> {
    return this.#deps.transactions.run(held.workspace, async (tx) => {
      const session = await this.#requireOpen(tx, held.session.id)
      const next = transition(session, tx)
      if (next === session) return session
      tx.put(sessionRecords, next.id, next)
      await tx.emit({ type: 'session', session: next })
      if (isTerminal(next)) this.#deps.eviction.noteEnd(next.id)
      return next
    })
  }

  /** The workspace's sessions that still answer, ended and expired ones too, oldest first. */
  async list(workspace: Workspace): Promise<readonly FoundSession[]> {
    const { records } = await this.#deps.records.list(workspace.id, sessionRecords)
    const nowMs = workspace.clock.now()
    return records
      .filter(({ value }) => !this.#isForgotten(value, nowMs))
      .map(({ value: session }) => ({ workspace, session, nowMs }))
  }

  async #requireOpen(tx: Transaction, id: string): Promise<Session> {
    const session = await tx.get(sessionRecords, id)
    const nowMs = tx.clock.now()
    if (session === undefined || this.#isForgotten(session, nowMs)) unknownSession(id, 'sessionId')
    requireOpen(session, nowMs)
    return session
  }

  /** An id that no session has, claimed for the workspace. */
  async #newId(tx: Transaction, nowMs: number): Promise<string> {
    const id = await tx.randomSource.sessionId(nowMs)
    // Only with a seed can an id be there already: after a snapshot was restored that holds it.
    if (tx.randomSource.mayRepeat && (await tx.get(sessionRecords, id)) !== undefined)
      return this.#newId(tx, nowMs)
    const { directory, eviction } = this.#deps
    for (;;) {
      const outcome = await directory.claim(tx.workspaceId, [id])
      if (outcome === 'claimed') return id
      if (outcome === 'taken') return this.#newId(tx, nowMs)
      if (!(await eviction.evict(1))) refuseMore()
    }
  }

  #isForgotten(session: Session, nowMs: number): boolean {
    return isForgotten(session, nowMs, this.#deps.limits.sessionRetentionMs)
  }
}

/** Makes or refreshes the connection to an account, as a part of a transaction. */
export async function saveConnection(
  tx: Transaction,
  input: Parameters<typeof connect>[0],
): Promise<Connection> {
  const id = idOfConnection(tx.workspaceId, input.provider, input.account.id)
  const before = await tx.get(connectionRecords, id)
  const connection = connect(input, before, tx.clock.now())
  tx.put(connectionRecords, id, connection)
  await tx.emit({ type: 'connection', change: before === undefined ? 'created' : 'refreshed', connection })
  return connection
}

/** @throws {ApiError} `not_found`, always. */
function unknownSession(id: string, field: string): never {
  fail('not_found', {
    message: `No Connect session has the id ${maskForResponse(id)}.`,
    fix: 'Use the sessionId of a session that the same API key opened; ended ones are forgotten after a day.',
    field,
    value_received: maskForResponse(id),
  })
}

/** @throws {ApiError} `capacity_exceeded`, always. */
function refuseMore(): never {
  fail('capacity_exceeded', {
    message: 'The server is full of open Connect sessions and takes no more.',
    fix: 'Complete some, let them expire, or start the server with a higher REPULL_MOCK_MAX_SESSIONS.',
  })
}
