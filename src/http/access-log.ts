import { type FastifyReply, type FastifyRequest, LogController } from 'fastify'
import { loggable } from '../errors/showable.js'

/**
 * One line a request, when it is answered. Queries are left out and ids in the path masked, because a session id is a
 * capability: no session id and no key appears in full.
 */
export class AccessLog extends LogController {
  constructor() {
    super({ requestIdLogLabel: 'requestId' })
  }

  override incomingRequest(): void {}

  override requestCompleted(
    error: Error | null | undefined,
    request: FastifyRequest,
    reply: FastifyReply,
  ): void {
    const line = {
      method: request.method,
      path: loggable(request.url.split('?', 1)[0] as string),
      status: reply.statusCode,
      durationMs: Math.round(reply.elapsedTime * 10) / 10,
    }
    if (error) reply.log.warn({ ...line, err: error }, 'not answered')
    else reply.log.info(line, 'answered')
  }
}
