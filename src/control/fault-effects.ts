import type { AccountService } from '../connections/account-service.js'
import type { AutoDecision, Decision } from '../connections/auto-decision.js'
import type { ConnectionService } from '../connections/service.js'
import { ApiError } from '../errors/api-error.js'
import { durationMs } from '../lib/duration.js'
import type { SessionService } from '../sessions/service.js'
import type { Workspace } from '../workspaces/workspace.js'
import type { Workspaces } from '../workspaces/workspaces.js'
import type { ClockService } from './clock-service.js'
import type { FirstChange } from './fault.js'

export interface FaultEffectsDeps {
  readonly workspaces: Workspaces
  readonly sessions: SessionService
  readonly connections: ConnectionService
  readonly accounts: AccountService
  readonly autoDecision: AutoDecision
  readonly time: ClockService
}

/** What faults change in a workspace before a call is handled (ours): time passes, a host decides, a connection breaks. */
export class FaultEffects {
  readonly #deps: FaultEffectsDeps

  constructor(deps: FaultEffectsDeps) {
    this.#deps = deps
  }

  /**
   * Makes a change. One that is not possible, as on a session that has ended, is left out.
   *
   * @param sessionId the session that the call names; null for none.
   * @returns the workspace as it is then.
   */
  async apply(
    workspace: Workspace,
    sessionId: string | null,
    { advance, session, connection }: FirstChange,
  ): Promise<Workspace> {
    try {
      if (advance !== undefined) await this.#deps.time.advance(workspace, durationMs(advance))
      if (session !== undefined && sessionId !== null) await this.#decide(workspace, sessionId, session)
      if (connection !== undefined) await this.#breakNewest(workspace)
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
    }
    return this.#deps.workspaces.ofId(workspace.id)
  }

  async #decide(workspace: Workspace, sessionId: string, decision: Decision): Promise<void> {
    const { sessions, autoDecision } = this.#deps
    await autoDecision.carryOut(await sessions.find(sessionId, 'id', workspace), decision)
  }

  async #breakNewest(workspace: Workspace): Promise<void> {
    const { connections, accounts } = this.#deps
    const { records } = await connections.list(workspace.id, { limit: 1, isNewestFirst: true })
    const [newest] = records
    if (newest !== undefined) await accounts.break(workspace, newest.value.id, 'reauth_required')
  }
}
