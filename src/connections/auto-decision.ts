import { fail } from '../errors/api-error.js'
import type { MaybePromise } from '../lib/maybe-promise.js'
import { hostAccount } from '../providers/channel.js'
import { requireSameProvider } from '../providers/lookup.js'
import { extranet, type ProviderSlug } from '../providers/providers.js'
import { type BoundSession, bind, end, expire, offeredBy, type Session, signIn } from '../sessions/model.js'
import { requireResumedKind } from '../sessions/resumed.js'
import type { SessionContext, SessionService } from '../sessions/service.js'
import { beginSignIn, providerOfFlow, type SignInFlow } from '../sessions/sign-in.js'
import { inVersion } from '../versions/differences.js'
import type { Workspace } from '../workspaces/workspace.js'
import type { ConnectionService } from './service.js'

/** What an auto-decision can be. */
export const decisions = ['approve', 'deny', 'expire'] as const
export type Decision = (typeof decisions)[number]

/** What a host picks in a session that has no provider yet, and where they sign in themselves. */
export interface Choice {
  readonly provider?: string | undefined
  readonly flow?: SignInFlow | undefined
}

/**
 * What a host can do in the place of a decision, because a fault says so. `conflict`: the account is connected elsewhere.
 * `leave`: the host closes the page. `forge`: refuses, and comes back as if connected. `again`: comes back twice.
 */
export const hostFaults = [...decisions, 'conflict', 'leave', 'forge', 'again'] as const
export type HostFault = (typeof hostFaults)[number]

/** Where the faults of hosts are. */
export interface HostFaults {
  /** Finds what a fault makes of a decision, and counts it as applied; null when there is none. */
  applyToDecision(workspace: Workspace, decision: Decision): MaybePromise<HostFault | null>
}

/** A session that was decided, and what a fault had made of the decision; null for none. */
export interface Decided {
  readonly session: Session
  readonly fault: HostFault | null
}

/** Decides sessions in the place of the host, so that a test needs no browser (ours). */
export class AutoDecision {
  readonly #sessions: SessionService
  readonly #connections: ConnectionService
  readonly #faults: HostFaults

  constructor(sessions: SessionService, connections: ConnectionService, faults: HostFaults) {
    this.#sessions = sessions
    this.#connections = connections
    this.#faults = faults
  }

  /**
   * Does what `carryOut` does, or what a fault says that the host does in its place.
   *
   * @throws {ApiError} as `carryOut` does.
   */
  async decide(context: SessionContext, decision: Decision, choice: Choice = {}): Promise<Decided> {
    const fault = await this.#faults.applyToDecision(context.workspace, decision)
    return { session: await this.carryOut(context, fault ?? decision, choice), fault }
  }

  /**
   * Picks a provider if the session has none yet, then approves, refuses, or lets the session expire, in one step.
   *
   * @param choice what the host picks. Without a provider it is that of the flow, else the first that the session offers.
   * @returns the session as it is then; an expired one has expired at its `expiresAt`, whatever the clock shows since.
   * @throws {ApiError} `invalid_provider` for a slug that the session does not offer, `session_terminal`,
   * `session_expired`; `not_implemented` for a host who signs in where the version of the workspace has no sign-in.
   */
  carryOut(
    context: SessionContext,
    decision: HostFault,
    { provider: slug, flow }: Choice = {},
  ): Promise<Session> {
    const isApproved = decision === 'approve' || decision === 'again'
    const pick = (session: Session) => {
      const own = flow === undefined ? undefined : providerOfFlow[flow]
      const bound = bind(session, slug ?? own ?? session.provider ?? (offeredBy(session)[0] as ProviderSlug))
      if (flow === undefined || !isApproved) return bound
      if (bound.resumes === null) requireSignIns(context.workspace)
      requireSameProvider(providerOfFlow[flow], bound.provider)
      requireResumedKind(bound, 'extranet', 'flow')
      return { ...signedIn(bound, flow, context.workspace), provider: bound.provider }
    }
    if (isApproved) return this.#connections.approve(context, pick)
    return this.#sessions.change(context, (session, tx) => {
      const picked = pick(session)
      if (decision === 'expire') return expire(picked, tx.clock.now())
      if (decision === 'leave') return picked
      return end(picked, decision === 'conflict' ? 'errored' : 'cancelled')
    })
  }
}

/** Refuses a sign-in of a host where the version of the workspace has no operations for it: no client of it could sign in. */
function requireSignIns({ apiVersion }: Workspace): void {
  if (inVersion(apiVersion, 'signInOperations') !== 501) return
  fail('not_implemented', {
    message: `Hosts cannot sign in by the API of ${apiVersion}, which the workspace has.`,
    fix: 'Leave flow out, or send {"version": "2026-10"} to PUT /_mock/api-version.',
    field: 'flow',
  })
}

/** A session whose host has signed in: to the account that they began with, the one to resume, or the one of the workspace. */
function signedIn(session: BoundSession, flow: SignInFlow, { origin }: Workspace): Session {
  const { signIn: begun, resumes, accessType } = session
  if (begun !== null) return signIn(session, { ...begun, step: 'awaiting_mapping', reason: null })
  const provider = flow === 'vrbo-login' ? 'vrbo' : extranet
  const account = resumes ?? hostAccount(origin, provider, '', '1')
  return signIn(session, beginSignIn(flow, account, { accessType }))
}
