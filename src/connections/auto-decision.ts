import type { ProviderSlug } from '../providers/providers.js'
import type { SessionContext } from '../sessions/held-session.js'
import { bind, end, expire, offeredBy, type Session } from '../sessions/model.js'
import type { SessionService } from '../sessions/service.js'
import type { ConnectionService } from './service.js'

/** What a host can do without a page. */
export const ways = ['approve', 'deny', 'expire'] as const
export type Way = (typeof ways)[number]

/** A host who decides at once, so that a test needs no browser (ours). */
export class AutoDecision {
  readonly #sessions: SessionService
  readonly #connections: ConnectionService

  constructor(sessions: SessionService, connections: ConnectionService) {
    this.#sessions = sessions
    this.#connections = connections
  }

  /**
   * Goes the whole way in one step: picks a provider if there is none yet, then approves, refuses, or lets the session
   * expire.
   *
   * @param slug what to pick; without it the first that the session offers.
   * @returns what the session has become, which is over at its `expiresAt` whatever a clock shows since.
   * @throws {ApiError} `invalid_provider` for a slug that the session does not offer, `session_terminal`,
   * `session_expired`.
   */
  decide(held: SessionContext, way: Way, slug?: string): Promise<Session> {
    const pick = (session: Session) =>
      bind(session, slug ?? session.provider ?? (offeredBy(session)[0] as ProviderSlug))
    if (way === 'approve') return this.#connections.approve(held, pick)
    return this.#sessions.change(held, (session, tx) =>
      way === 'deny' ? end(pick(session), 'cancelled') : expire(pick(session), tx.clock.now()),
    )
  }
}
