import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Pause } from '../clock.js'
import type { FaultResponse } from '../control/fault.js'
import type { Faults } from '../control/faults.js'
import type { MetFault } from '../control/recorded-request.js'
import { parseDuration } from '../duration.js'
import { catalogue, type ErrorCode, errorCodes } from '../errors/catalogue.js'
import { simulated } from '../errors/simulated.js'
import { setFault, workspaceOrNull } from './call.js'
import type { Journaling } from './journaling.js'
import { pathOf } from './policy.js'
import { preferredFault } from './preferences.js'

export interface SteeringDeps {
  readonly faults: Faults
  readonly pause: Pause
  readonly journaling: Journaling
}

/** Lets happen to a call what testers asked for (ours): what its Prefer header says, and the faults of its workspace. */
export class Steering {
  readonly #deps: SteeringDeps

  constructor(deps: SteeringDeps) {
    this.#deps = deps
  }

  /**
   * Does what the Prefer header asks for, then what a fault that is for this call says.
   *
   * @param providerOf finds the provider that the call is about.
   * @returns false when the connection is cut, and there is nothing more to do.
   * @throws {ApiError} the error that was asked for; `invalid_params` for a Prefer header that can't be honoured.
   */
  async steer(
    request: FastifyRequest,
    reply: FastifyReply,
    providerOf: () => Promise<string | null>,
  ): Promise<boolean> {
    const preferred = preferredFault(request, reply)
    if (preferred !== null) await this.#happen(request, reply, { id: null, respond: preferred })
    return this.meet(request, reply, providerOf)
  }

  /** The same without Prefer, which is for the API alone. */
  async meet(
    request: FastifyRequest,
    reply: FastifyReply,
    providerOf: () => Promise<string | null>,
  ): Promise<boolean> {
    const fault = await this.#deps.faults.meet(workspaceOrNull(request), {
      method: request.method,
      path: pathOf(request),
      provider: providerOf,
      headers: request.headers,
    })
    return fault === null || this.#happen(request, reply, { id: fault.id, respond: fault.respond })
  }

  async #happen(request: FastifyRequest, reply: FastifyReply, fault: MetFault): Promise<boolean> {
    const { pause, journaling } = this.#deps
    setFault(request, fault)
    request.log.info({ fault }, 'a fault that a tester asked for')
    const { delay, drop } = fault.respond
    if (delay !== undefined) await pause(parseDuration(delay) as number)
    const code = errorOf(fault.respond)
    if (code !== undefined) throw simulated(code)
    if (drop !== 'before') return true
    reply.hijack()
    try {
      journaling.recordCut(request, reply)
    } finally {
      reply.raw.destroy()
    }
    return false
  }
}

/** The error of the catalogue that a fault answers with, if it does. */
function errorOf({ error, status }: FaultResponse): ErrorCode | undefined {
  return error ?? errorCodes.find((code) => catalogue[code].status === status)
}
