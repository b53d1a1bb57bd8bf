import type { ProviderSlug } from '../providers/providers.js'
import { bind, end, expire, offeredBy, type Session } from '../sessions/model.js'
import type { SessionContext, SessionService } from '../sessions/service.js'
import type { ConnectionService } from './service.js'

/** What an auto-decision can be. */
export const decisions = ['approve', 'deny', 'expire'] as const
export type Decision = (typeof decisions)[number]

/** Decides sessions in the place of the host, so that a test needs no browser (ours). */
export class AutoDecision {
  readonly #sessions: SessionService
  readonly #connections: ConnectionService

  constructor(sessions: SessionService, connections: ConnectionService) {
    this.#sessions = sessions
    this.#connections = connections
  }

  /**
   * Picks a provider if the session has none yet, then approves, refuses, or lets the session expire, in one step.
   *
   * @param slug the provider to pick; without it the first that the session offers.
   * @returns the session as it is then; an expired one has expired at its `expiresAt`, whatever the clock shows since.
   * @throws {ApiError} `invalid_provider` for a slug that the session does not offer, `session_terminal`,
   * `session_expired`.
   */
  decide(context: SessionContext, decision: Decision, slug?: string): Promise<Session> {
    const pick = (session: Session) =>
      bind(session, slug ?? session.provider ?? (offeredBy(session)[0] as ProviderSlug))
    if (decision === 'approve') return this.#connections.approve(context, pick)
    return this.#sessions.change(context, (session, tx) =>
      decision === 'deny' ? end(pick(session), 'cancelled') : expire(pick(session), tx.clock.now()),
    )
  }
}
