import { hostAccount } from '../providers/channel.js'
import { requireSameProvider } from '../providers/lookup.js'
import { extranet, type ProviderSlug } from '../providers/providers.js'
import { type BoundSession, bind, end, expire, offeredBy, type Session, signIn } from '../sessions/model.js'
import { requireResumedKind } from '../sessions/resumed.js'
import type { SessionContext, SessionService } from '../sessions/service.js'
import { beginSignIn, providerOfFlow, type SignInFlow } from '../sessions/sign-in.js'
import type { ConnectionService } from './service.js'

/** What an auto-decision can be. */
export const decisions = ['approve', 'deny', 'expire'] as const
export type Decision = (typeof decisions)[number]

/** What a host picks in a session that has no provider yet, and where they sign in themselves. */
export interface Choice {
  readonly provider?: string | undefined
  readonly flow?: SignInFlow | undefined
}

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
   * @param choice what the host picks. Without a provider it is that of the flow, else the first that the session offers.
   * @returns the session as it is then; an expired one has expired at its `expiresAt`, whatever the clock shows since.
   * @throws {ApiError} `invalid_provider` for a slug that the session does not offer, `session_terminal`,
   * `session_expired`.
   */
  decide(
    context: SessionContext,
    decision: Decision,
    { provider: slug, flow }: Choice = {},
  ): Promise<Session> {
    const pick = (session: Session) => {
      const own = flow === undefined ? undefined : providerOfFlow[flow]
      const bound = bind(session, slug ?? own ?? session.provider ?? (offeredBy(session)[0] as ProviderSlug))
      if (flow === undefined || decision !== 'approve') return bound
      requireSameProvider(providerOfFlow[flow], bound.provider)
      requireResumedKind(bound, 'extranet', 'flow')
      return { ...signedIn(bound, flow, context.workspace.id), provider: bound.provider }
    }
    if (decision === 'approve') return this.#connections.approve(context, pick)
    return this.#sessions.change(context, (session, tx) =>
      decision === 'deny' ? end(pick(session), 'cancelled') : expire(pick(session), tx.clock.now()),
    )
  }
}

/** A session whose host has signed in: to the account that they began with, the one to resume, or the one of the workspace. */
function signedIn(session: BoundSession, flow: SignInFlow, workspaceId: string): Session {
  const { signIn: begun, resumes, accessType } = session
  if (begun !== null) return signIn(session, { ...begun, step: 'awaiting_mapping', reason: null })
  const provider = flow === 'vrbo-login' ? 'vrbo' : extranet
  const account = resumes ?? hostAccount(workspaceId, provider, '', '1')
  return signIn(session, beginSignIn(flow, account, { accessType }))
}
