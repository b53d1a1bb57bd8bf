import type { FastifyReply, FastifyRequest } from 'fastify'
import type { InjectedFault } from '../control/fault.js'
import type { FaultService } from '../control/fault-service.js'
import { ApiError } from '../errors/api-error.js'
import { firstWithStatus } from '../errors/catalogue.js'
import { injectedError } from '../errors/simulated.js'
import type { Pause } from '../lib/clock.js'
import { durationMs } from '../lib/duration.js'
import type { Workspace } from '../workspaces/workspace.js'
import type { Workspaces } from '../workspaces/workspaces.js'
import { setFault, workspaceOrNull } from './context.js'
import type { Journaling } from './journaling.js'
import { pathOf } from './policy.js'
import { preferredFault } from './preferences.js'

export interface FaultInjectionDeps {
  readonly faults: FaultService
  readonly pause: Pause
  readonly journaling: Journaling
  readonly workspaces: Workspaces
}

/** Lets happen to a call what testers asked for (ours): what its Prefer header says, and the faults of its workspace. */
export class FaultInjection {
  readonly #deps: FaultInjectionDeps

  constructor(deps: FaultInjectionDeps) {
    this.#deps = deps
  }

  /**
   * Does what the Prefer header asks for, then what a fault that is for this call says.
   *
   * @param providerOf finds the provider that the call is about.
   * @throws {ApiError} the error that was asked for; `invalid_params` for a Prefer header that can't be honoured. When the
   * connection is cut instead, `reply.sent` is true afterwards.
   */
  inject(
    request: FastifyRequest,
    reply: FastifyReply,
    providerOf: () => Promise<string | null>,
  ): Promise<void> | undefined {
    const preferred = preferredFault(request, reply)
    if (preferred === null) return this.injectMatching(request, reply, providerOf)
    return this.#apply(request, reply, { id: null, respond: preferred }).then(() =>
      this.injectMatching(request, reply, providerOf),
    )
  }

  /** The same without Prefer, which is for the API alone. */
  injectMatching(
    request: FastifyRequest,
    reply: FastifyReply,
    providerOf: () => Promise<string | null>,
  ): Promise<void> | undefined {
    const workspace = workspaceOrNull(request)
    if (workspace !== null && !workspace.state.hasFaults) return undefined
    return this.#matchOneOf(workspace, request, reply, providerOf)
  }

  async #matchOneOf(
    workspace: Workspace | null,
    request: FastifyRequest,
    reply: FastifyReply,
    providerOf: () => Promise<string | null>,
  ): Promise<void> {
    const { faults, workspaces } = this.#deps
    const call = {
      method: request.method,
      path: pathOf(request),
      provider: providerOf,
      headers: request.headers,
    }
    const match = async () => faults.match(workspace ?? (await workspaces.defaults()), call)
    const fault = await match().catch((error) => {
      // A call of no workspace is answered without the store: while that is away, it meets no fault.
      if (workspace === null && error instanceof ApiError) return null
      throw error
    })
    if (fault !== null) await this.#apply(request, reply, { id: fault.id, respond: fault.respond })
  }

  async #apply(request: FastifyRequest, reply: FastifyReply, fault: InjectedFault): Promise<void> {
    const { pause, journaling } = this.#deps
    setFault(request, fault)
    request.log.info({ fault }, 'a fault that a tester asked for')
    const { delay, drop, error, status } = fault.respond
    if (delay !== undefined) await pause(durationMs(delay))
    const code = status === undefined ? error : firstWithStatus(status)
    if (code !== undefined) throw injectedError(code)
    if (drop !== 'before') return
    reply.hijack()
    try {
      journaling.recordCut(request, reply)
    } finally {
      reply.raw.destroy()
    }
  }
}
