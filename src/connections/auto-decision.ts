import type { MaybePromise } from '../lib/maybe-promise.js'
import type { ProviderSlug } from '../providers/providers.js'
import { bind, end, expire, offeredBy, type Session } from '../sessions/model.js'
import type { SessionContext, SessionService } from '../sessions/service.js'
import type { Workspace } from '../workspaces/workspace.js'
import type { ConnectionService } from './service.js'

/** What an auto-decision can be. */
export const decisions = ['approve', 'deny', 'expire'] as const
export type Decision = (typeof decisions)[number]

/**
 * What a host can do in the place of a decision, because a fault says so. `conflict`: the account is connected elsewhere.
 * `leave`: the host closes the page. `forge`: refuses, and comes back as if connected. `again`: comes back twice.
 */
export const hostFaults = [...decisions, 'conflict', 'leave', 'forge', 'again'] as const
export type HostFault = (typeof hostFaults)[number]

/** Finds what a fault makes of a decision, and counts it as applied; null when there is none. */
export type HostFaultOf = (workspace: Workspace, decision: Decision) => MaybePromise<HostFault | null>

/** A session that was decided, and what a fault had made of the decision; null for none. */
export interface Decided {
  readonly session: Session
  readonly fault: HostFault | null
}

/** Decides sessions in the place of the host, so that a test needs no browser (ours). */
export class AutoDecision {
  readonly #sessions: SessionService
  readonly #connections: ConnectionService
  readonly #faultOf: HostFaultOf

  constructor(sessions: SessionService, connections: ConnectionService, faultOf: HostFaultOf) {
    this.#sessions = sessions
    this.#connections = connections
    this.#faultOf = faultOf
  }

  /**
   * Does what `carryOut` does, or what a fault says that the host does in its place.
   *
   * @throws {ApiError} as `carryOut` does.
   */
  async decide(context: SessionContext, decision: Decision, slug?: string): Promise<Decided> {
    const fault = await this.#faultOf(context.workspace, decision)
    return { session: await this.carryOut(context, fault ?? decision, slug), fault }
  }

  /**
   * Picks a provider if the session has none yet, then approves, refuses, or lets the session expire, in one step.
   *
   * @param slug the provider to pick; without it the first that the session offers.
   * @returns the session as it is then; an expired one has expired at its `expiresAt`, whatever the clock shows since.
   * @throws {ApiError} `invalid_provider` for a slug that the session does not offer, `session_terminal`,
   * `session_expired`.
   */
  carryOut(context: SessionContext, decision: HostFault, slug?: string): Promise<Session> {
    const pick = (session: Session) =>
      bind(session, slug ?? session.provider ?? (offeredBy(session)[0] as ProviderSlug))
    if (decision === 'approve' || decision === 'again') return this.#connections.approve(context, pick)
    return this.#sessions.change(context, (session, tx) => {
      const picked = pick(session)
      if (decision === 'expire') return expire(picked, tx.clock.now())
      if (decision === 'leave') return picked
      return end(picked, decision === 'conflict' ? 'errored' : 'cancelled')
    })
  }
}
