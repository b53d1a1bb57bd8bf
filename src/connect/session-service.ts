import type { Clock } from '../clock.js'
import { fail } from '../errors/api-error.js'
import { showable } from '../errors/showable.js'
import type { Era, Workspace } from '../workspaces/workspace.js'
import type { Workspaces } from '../workspaces/workspaces.js'
import { type Announce, saved } from './announcement.js'
import { type Account, type Connection, type ConnectionInput, connect, idOfConnection } from './connection.js'
import type { FoundSession, HeldSession } from './held-session.js'
import type { ProviderSlug } from './providers.js'
import {
  type AccessType,
  type BoundSession,
  bind,
  complete,
  end,
  isExpired,
  isOpen,
  isTerminal,
  type Locale,
  type RoomMapping,
  requireOpen,
  type Session,
} from './session.js'
import type { Forgetting, Store } from './store.js'

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

/** Opens sessions, finds them, and changes them so that of racing changes one wins. */
export class SessionService {
  readonly #store: Store
  readonly #workspaces: Workspaces
  readonly #limits: SessionLimits
  readonly #announce: Announce

  /** Judges which sessions the store may let go. */
  readonly forgetting: Forgetting = this.#forgettingBy((id) => this.#workspaces.clockOf(id))

  constructor(store: Store, workspaces: Workspaces, limits: SessionLimits, announce: Announce) {
    this.#store = store
    this.#workspaces = workspaces
    this.#limits = limits
    this.#announce = announce
  }

  /**
   * Opens a session.
   *
   * @throws {ApiError} `capacity_exceeded` when the server is full of open sessions.
   */
  async open(workspace: Workspace, input: OpenInput): Promise<Session> {
    const { sessionTtlMs } = this.#limits
    const now = workspace.clock.now()
    const session: Session = {
      id: workspace.ids.session(now),
      workspaceId: workspace.id,
      version: 1,
      status: 'pending',
      provider: input.provider,
      isPicker: input.provider === null,
      allowedProviders: input.allowedProviders ?? null,
      redirectUrl: input.redirectUrl ?? null,
      state: input.state ?? null,
      locale: input.locale ?? null,
      accessType: input.provider === 'airbnb' ? (input.accessType ?? 'full_access') : null,
      createdAt: now,
      expiresAt: now + Math.min(input.ttlMs ?? sessionTtlMs, sessionTtlMs),
      claim: null,
      accountId: null,
    }
    const outcome = await this.#store.addSession(session, this.forgetting)
    // Only with a seed can an id be there already: after a snapshot was restored that holds it.
    if (outcome === 'taken') return this.open(workspace, input)
    if (outcome === 'added') {
      await this.#announce(workspace, { type: 'session', session })
      return session
    }
    fail('capacity_exceeded', {
      message: 'The server is full of open Connect sessions and takes no more.',
      fix: 'Complete some, let them expire, or start the server with a higher REPULL_MOCK_MAX_SESSIONS.',
    })
  }

  /**
   * Finds a session by its id, which is a capability: whoever has it may act in its workspace.
   *
   * @param field how the caller named the id.
   * @throws {ApiError} `not_found` when it never existed, belongs to another workspace than `inWorkspace`, or its
   * retention is over.
   */
  async find(id: string, field: string, inWorkspace?: Workspace): Promise<FoundSession> {
    const session = await this.#store.findSession(id)
    if (session !== undefined && (!inWorkspace || inWorkspace.id === session.workspaceId)) {
      const workspace = inWorkspace ?? (await this.#workspaces.ofId(session.workspaceId))
      const nowMs = workspace.clock.now()
      if (!this.#isForgotten(session, nowMs)) return { workspace, session, nowMs }
    }
    fail('not_found', {
      message: `No Connect session has the id ${showable(id)}.`,
      fix: 'Use the sessionId of a session that the same API key opened; ended ones are forgotten after a day.',
      field,
      value_received: showable(id),
    })
  }

  /** Binds a picker session to a provider. Throws what `bind` and `requireOpen` throw. */
  select(held: HeldSession, slug: string): Promise<Session> {
    return this.change(held, (session) => bind(session, slug))
  }

  /** Ends a session without a connection. Throws what `requireOpen` throws. */
  end(held: HeldSession, status: 'cancelled' | 'errored'): Promise<Session> {
    return this.change(held, (session) => end(session, status))
  }

  /**
   * Completes a session with an account: the session ends and the connection exists, in one step.
   *
   * @returns both as they are then.
   * @throws {ApiError} `session_terminal`, `session_expired`, and what the completion throws.
   */
  async connect(
    held: HeldSession,
    { bound, account, rooms = {} }: Completion,
  ): Promise<{ session: Session; connection: Connection }> {
    const { workspace } = held
    let input!: ConnectionInput
    let connection!: Connection
    const transition = (current: Session) => {
      const session = bound(current)
      const { provider, accessType } = session
      input = { workspaceId: workspace.id, provider, account: account(session), accessType, rooms }
      return complete(session, input.account.id)
    }
    const prepare = async () => {
      const id = idOfConnection(workspace.id, input.provider, input.account.id)
      const before = await this.#store.findConnection(workspace.id, id)
      connection = connect(input, before, workspace.clock.now())
      return connection
    }
    const session = await this.change(held, transition, prepare)
    await this.#announce(workspace, saved(connection))
    return { session, connection }
  }

  /**
   * Changes an open session. When somebody else changed it meanwhile, or its time is over, what it has become is judged
   * anew.
   *
   * @param prepare makes a connection that is saved in the same step, anew for each attempt.
   * @throws {ApiError} `session_terminal`, `session_expired`, `not_found` when it was forgotten meanwhile, and whatever
   * `transition` throws.
   */
  async change(
    held: HeldSession,
    transition: (session: Session) => Session,
    prepare?: () => Promise<Connection>,
  ): Promise<Session> {
    const { workspace } = held
    let { session } = held
    for (;;) {
      if (isOpen(session, workspace.clock.now())) {
        const changed = transition(session)
        if (changed === session) return session
        const next = { ...changed, version: session.version + 1 }
        const connection = prepare && (await prepare())
        const isInTime = isOpen(session, workspace.clock.now())
        if (isInTime && (await this.#store.replaceSession(next, connection))) {
          await this.#announce(workspace, { type: 'session', session: next })
          return next
        }
      }
      const found = await this.find(session.id, 'sessionId', workspace)
      requireOpen(found.session, found.nowMs)
      session = found.session
    }
  }

  /** Whether a workspace is still in this era, on any server. */
  async isIn({ id }: Workspace, era: Era): Promise<boolean> {
    return (await this.#workspaces.ofId(id)).era.id === era.id
  }

  /** The workspace's sessions that still answer, ended and expired ones too, oldest first. */
  async list(workspace: Workspace): Promise<readonly FoundSession[]> {
    const all = await this.#store.listSessions(workspace.id)
    const nowMs = workspace.clock.now()
    return all
      .filter((session) => !this.#isForgotten(session, nowMs))
      .map((session) => ({ workspace, session, nowMs }))
  }

  #forgettingBy(clockOf: (workspaceId: string) => Clock): Forgetting {
    return {
      isForgotten: (session) => this.#isForgotten(session, clockOf(session.workspaceId).now()),
      mayForget: (session) => isTerminal(session) || isExpired(session, clockOf(session.workspaceId).now()),
      asOfNow: async (ids) => {
        const clocks = await this.#workspaces.clocksOf(ids)
        return this.#forgettingBy((id) => clocks.get(id) as Clock)
      },
    }
  }

  #isForgotten(session: Pick<Session, 'expiresAt'>, nowMs: number): boolean {
    return nowMs >= session.expiresAt + this.#limits.sessionRetentionMs
  }
}
