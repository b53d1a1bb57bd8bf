import { type FastifyReply, type FastifyRequest, LogController } from 'fastify'
import type { Logger } from 'pino'
import type { InjectedFault } from '../control/fault.js'
import type { ApiError } from '../errors/api-error.js'
import { maskForLog } from '../lib/masking.js'
import { contextOf } from './context.js'

/**
 * One line a request, when it is answered; a warning when a part of the request was ignored, which it names. It has the
 * code of the error and what was probably meant, the fault that was injected and what of the Prefer header was honoured.
 * Queries are left out and ids in the path masked, because a session id is a capability: no session id and no key appears
 * in full.
 */
export class AccessLog extends LogController {
  constructor() {
    super({ requestIdLogLabel: 'requestId' })
  }

  override incomingRequest(request: FastifyRequest, reply: FastifyReply): void {
    reply.raw.once('close', () => {
      if (reply.raw.writableEnded || !isLogged(request)) return
      const { durationMs, fault } = contextOf(request)
      const text = isCut(fault) ? 'the answer was cut off by a fault' : 'the caller left before the answer'
      say(request, { ...whatWasAsked(request), durationMs, ...whatWasInjected(request, reply) }, text)
    })
  }

  override requestCompleted(_error: unknown, request: FastifyRequest, reply: FastifyReply): void {
    if (!isLogged(request)) return
    const { failure, fault, durationMs } = contextOf(request)
    const line = { ...whatWasAsked(request), status: reply.statusCode, durationMs }
    if (failure === null && fault === null && request.headers.prefer === undefined)
      say(request, line, 'answered')
    else say(request, { ...line, ...whatWentWrong(failure), ...whatWasInjected(request, reply) }, 'answered')
  }

  override streamError(error: Error, request: FastifyRequest, reply: FastifyReply): void {
    if (!isCut(contextOf(request).fault)) super.streamError(error, request, reply)
  }
}

function whatWasAsked({ method, url }: FastifyRequest) {
  return { method, path: maskForLog(url.split('?', 1)[0] as string) }
}

function whatWentWrong(failure: ApiError | null) {
  if (failure === null) return {}
  const { code, details } = failure
  const { did_you_mean: meant } = details
  return meant === undefined ? { code } : { code, did_you_mean: maskForLog(meant) }
}

function whatWasInjected(request: FastifyRequest, reply: FastifyReply) {
  const { fault } = contextOf(request)
  const prefer = request.headers.prefer && reply.getHeader('preference-applied')
  // A fault without an id is what the Prefer header asked for.
  return { ...(prefer && { prefer }), ...(fault !== null && fault.id !== null && { fault: logged(fault) }) }
}

/** A fault without what it answers, which is long and may have secrets. */
function logged({ id, respond: { body: _, headers: __, ...respond } }: InjectedFault): InjectedFault {
  return { id, respond }
}

/** Whether a fault ends the connection before the whole answer is sent. */
function isCut(fault: InjectedFault | null): boolean {
  return fault?.respond.drop !== undefined || fault?.respond.truncate !== undefined
}

/** A line that nobody wants is not made. */
function isLogged(request: FastifyRequest): boolean {
  return (request.log as Logger).isLevelEnabled(levelOf(request))
}

function levelOf(request: FastifyRequest): 'info' | 'warn' {
  return contextOf(request).warnings.length === 0 ? 'info' : 'warn'
}

function say(request: FastifyRequest, members: object, text: string): void {
  const { warnings } = contextOf(request)
  const named = warnings.length === 0 ? members : { ...members, warnings: warnings.map(maskForLog) }
  request.log[levelOf(request)](named, text)
}
