import type { FastifyBaseLogger, FastifyHttpOptions, RawServerDefault } from 'fastify'
import { loggable } from '../errors/showable.js'
import { AccessLog } from './access-log.js'
import { createClientErrorHandler, type RawAnswers } from './client-errors.js'
import { formatFieldErrors } from './error-handler.js'
import { stripBasePath } from './public-url.js'
import { chosenRequestId } from './stamp.js'

export interface ServerInput {
  readonly logger: FastifyBaseLogger
  /** What answers need that no route makes. */
  readonly raw: RawAnswers
  /** Addresses of proxies whose X-Forwarded headers count; null for none. */
  readonly trustProxy: readonly string[] | null
  readonly basePath: string
}

/** How long a request may take to arrive whole, in milliseconds. */
const requestTimeoutMs = 30_000

/** The server as Fastify makes it, its limits included: 1 MiB of body, 16 KiB of headers, 30 s for a request (contract). */
export function serverOptions({
  logger,
  raw,
  trustProxy,
  basePath,
}: ServerInput): FastifyHttpOptions<RawServerDefault> {
  return {
    ...(logger.level !== 'silent' && logging(logger)),
    genReqId: (request) => chosenRequestId(request) ?? raw.requestId(),
    trustProxy: trustProxy === null ? false : [...trustProxy],
    rewriteUrl: stripBasePath(basePath),
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 64 * 1024 },
    bodyLimit: 1024 * 1024,
    requestTimeout: requestTimeoutMs,
    return503OnClosing: false,
    http: {
      maxHeaderSize: 16 * 1024,
      requireHostHeader: false,
      // Node gives a whole request the longer of the two times, and by default the head has a minute.
      headersTimeout: requestTimeoutMs,
      connectionsCheckingInterval: 1000,
    },
    clientErrorHandler: createClientErrorHandler(raw),
    schemaErrorFormatter: formatFieldErrors,
  }
}

/** What only a server that says something needs: a log for each request, and a line when it is answered. */
function logging(logger: FastifyBaseLogger): FastifyHttpOptions<RawServerDefault> {
  return {
    loggerInstance: logger,
    logController: new AccessLog(),
    childLoggerFactory: (parent, { requestId }) => parent.child({ requestId: loggable(String(requestId)) }),
  }
}
