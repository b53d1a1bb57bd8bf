import { type FastifyReply, type FastifyRequest, LogController } from 'fastify'
import { maskForLog } from '../lib/masking.js'
import { contextOf } from './context.js'

/**
 * One line a request, when it is answered; a warning when a part of the request was ignored, which it names. Queries are
 * left out and ids in the path masked, because a session id is a capability: no session id and no key appears in full.
 */
export class AccessLog extends LogController {
  constructor() {
    super({ requestIdLogLabel: 'requestId' })
  }

  override incomingRequest(request: FastifyRequest, reply: FastifyReply): void {
    reply.raw.once('close', () => {
      if (!reply.raw.writableEnded) say(request, whatWasAsked(request), 'the caller left before the answer')
    })
  }

  override requestCompleted(_error: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const { method, path } = whatWasAsked(request)
    const { durationMs } = contextOf(request)
    say(request, { method, path, status: reply.statusCode, durationMs }, 'answered')
  }
}

function whatWasAsked({ method, url }: FastifyRequest) {
  return { method, path: maskForLog(url.split('?', 1)[0] as string) }
}

function say(request: FastifyRequest, members: object, text: string): void {
  const { warnings } = contextOf(request)
  if (warnings.length === 0) request.log.info(members, text)
  else request.log.warn({ ...members, warnings: warnings.map(maskForLog) }, text)
}
