import type { Account, Connection } from '../connections/model.js'
import { type SavedConnection, saveConnection } from '../connections/save.js'
import { isCapacityExceeded } from '../errors/capacity.js'
import { both, type MaybePromise, settle, then } from '../lib/maybe-promise.js'
import type { Directory } from '../storage/directory.js'
import type { Page, RecordStore } from '../storage/records.js'
import type { Transaction } from '../workspaces/transaction.js'
import type { Transactions } from '../workspaces/transactions.js'
import type { Workspace } from '../workspaces/workspace.js'
import type { Workspaces } from '../workspaces/workspaces.js'
import type { SessionEviction } from './eviction.js'
import {
  accessOf,
  type BoundSession,
  bind,
  changeOf,
  complete,
  end,
  isPastRetention,
  isTerminal,
  type OpenInput,
  open,
  type RoomMapping,
  requireOpen,
  type Session,
  type SessionChange,
} from './model.js'
import { sessionRecords } from './records.js'
import { failFullOfSessions, failUnknownSession } from './refusals.js'
import { signedInAs } from './sign-in.js'

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
  /** The mapping of a hotel's rooms, or what makes it as a part of the transaction. */
  readonly rooms?: RoomMapping | ((tx: Transaction, account: Account) => Promise<RoomMapping>)
  /** Which units have their calendars written, where the mapping says so. */
  readonly calendarSync?: Connection['calendarSync'] | undefined
  /** Tells the credentials that were accepted, where there were some. */
  readonly credentialsId?: string | undefined
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

  /** @throws {ApiError} `capacity_exceeded` when the server is full of open sessions, or has no memory for one more. */
  open(workspace: Workspace, input: OpenInput): MaybePromise<Session> {
    const { transactions, directory, eviction, limits } = this.#deps
    let claimed: string | null = null
    const run = () =>
      transactions.run(workspace, (tx) => {
        const nowMs = tx.clock.now()
        // Work that runs again keeps its claimed id, unless a seed decides it.
        const kept = tx.randomSource.mayRepeat ? null : claimed
        return then(kept ?? this.#newId(tx, nowMs), (id) => {
          claimed = id
          return putSession(tx, open(id, input, nowMs, limits.sessionTtlMs), 'created')
        })
      })
    return settle<Session, Session>(
      run,
      (session) => {
        eviction.sweep()
        return session
      },
      async (error) => {
        // Whether a store that fails has made the change is not known, so that the id may be in use.
        if (claimed !== null && isCapacityExceeded(error)) await directory.release([claimed])
        throw error
      },
    )
  }

  /**
   * Finds a session by its id, which is a capability: whoever has it may act in its workspace.
   *
   * @param field how the caller named the id.
   * @throws {ApiError} `not_found` when it never existed, belongs to another workspace than `inWorkspace`, or its
   * retention is over.
   */
  find(id: string, field: string, inWorkspace?: Workspace): MaybePromise<FoundSession> {
    const { records, directory, workspaces } = this.#deps
    return then(inWorkspace?.id ?? directory.find(id), (workspaceId) => {
      if (workspaceId === undefined) failUnknownSession(id, field)
      const reading = records.read(workspaceId, [{ collection: sessionRecords, id }])
      return then(both(inWorkspace ?? workspaces.ofId(workspaceId), reading), ([workspace, [found]]) => {
        const nowMs = workspace.clock.now()
        if (found === undefined || this.#isPastRetention(found.value, nowMs)) failUnknownSession(id, field)
        return { workspace, session: found.value, nowMs }
      })
    })
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
  complete(
    { workspace, session: { id } }: SessionContext,
    { bind: bindOpen, account: accountOf, rooms: roomsOf = {}, ...more }: Completion,
  ): MaybePromise<SavedConnection & { session: Session }> {
    const { calendarSync, credentialsId } = more
    const completed = this.#deps.transactions.run(workspace, (tx) =>
      then(this.#requireOpen(tx, id), (found) => {
        const bound = bindOpen(found)
        const account = accountOf(bound)
        return then(typeof roomsOf === 'function' ? roomsOf(tx, account) : roomsOf, (rooms) => {
          const { provider } = bound
          const asked = { workspaceId: tx.workspaceId, provider, accessType: accessOf(bound) }
          const signedIn = signedInAs(bound, account.id, tx.clock.now())
          const input = {
            ...asked,
            account,
            rooms,
            ...signedIn,
            ...(calendarSync && { calendarSync }),
            ...(credentialsId !== undefined && { credentialsId }),
          }
          return then(putSession(tx, complete(bound, account.id)), (session) =>
            then(saveConnection(tx, input), (saved) => ({ session, ...saved })),
          )
        })
      }),
    )
    return then(completed, (made) => {
      this.#deps.eviction.noteEnd(id)
      return made
    })
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
      return next === session ? session : putSession(tx, next)
    })
    if (isTerminal(changed)) this.#deps.eviction.noteEnd(id)
    return changed
  }

  /** Those sessions of a page that still answer, ended and expired ones too; and how many are kept, others too. */
  async list(workspaceId: string, page: Page) {
    const { records, workspaces } = this.#deps
    const [list, { clock }] = await Promise.all([
      records.list(workspaceId, sessionRecords, page),
      workspaces.peek(workspaceId),
    ])
    const nowMs = clock.now()
    const answering = list.records.filter(({ value }) => !this.#isPastRetention(value, nowMs))
    return {
      records: answering.map(({ value: session, position }) => ({ session, position, nowMs })),
      count: list.count,
    }
  }

  #requireOpen(tx: Transaction, id: string): MaybePromise<Session> {
    return then(tx.get(sessionRecords, id), (session) => {
      const nowMs = tx.clock.now()
      if (session === undefined || this.#isPastRetention(session, nowMs)) failUnknownSession(id, 'sessionId')
      requireOpen(session, nowMs)
      return session
    })
  }

  /** An id that no session has, claimed for the workspace. */
  #newId(tx: Transaction, nowMs: number): MaybePromise<string> {
    return then(tx.randomSource.sessionId(nowMs), (id) =>
      // A seed repeats ids that a restored snapshot may have brought back already.
      then(tx.randomSource.mayRepeat ? tx.get(sessionRecords, id) : undefined, (before) =>
        before === undefined ? this.#claim(tx, id, nowMs) : this.#newId(tx, nowMs),
      ),
    )
  }

  /** Claims an id, or another one when it is taken. A full server makes room first. */
  #claim(tx: Transaction, id: string, nowMs: number): MaybePromise<string> {
    return then(this.#deps.directory.claim(tx.workspaceId, [id]), (outcome) => {
      if (outcome === 'claimed') return id
      if (outcome === 'taken') return this.#newId(tx, nowMs)
      const { eviction } = this.#deps
      return eviction.evict().then((hasRoom) => (hasRoom ? this.#claim(tx, id, nowMs) : failFullOfSessions()))
    })
  }

  #isPastRetention(session: Session, nowMs: number): boolean {
    return isPastRetention(session, nowMs, this.#deps.limits.sessionRetentionMs)
  }
}

/** A `bind` of a completion that keeps the provider that a session has. */
export function boundAs({ session: { provider } }: BoundSessionContext): Completion['bind'] {
  return (session) => bind(session, provider)
}

/** Writes a session and tells of it. */
function putSession(
  tx: Transaction,
  session: Session,
  change: SessionChange = changeOf(session, tx.clock.now()),
): MaybePromise<Session> {
  tx.put(sessionRecords, session.id, session)
  return then(tx.emit({ type: 'session', change, session }), () => session)
}
