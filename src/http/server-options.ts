import type { Socket } from 'node:net'
import type { FastifyBaseLogger, FastifyHttpOptions, RawServerDefault } from 'fastify'
import type { Logger } from 'pino'
import { maskForLog } from '../lib/masking.js'
import { AccessLog } from './access-log.js'
import type { ClientErrors } from './client-errors.js'
import { formatFieldErrors } from './error-handler.js'
import type { HeadRequests } from './head-requests.js'
import type { Trust } from './public-url.js'
import { stripBasePath } from './public-url.js'

export interface ServerInput {
  readonly logger: FastifyBaseLogger
  /** Answers what no route sees. */
  readonly clientErrors: ClientErrors
  readonly heads: HeadRequests
  readonly trust: Trust | null
  readonly basePath: string
}

/** How long a request may take to arrive whole, and its answer to be taken. */
const patienceMs = 30_000

/** The server as Fastify makes it, its limits included: 1 MiB of body, 16 KiB of headers, 30 s for a request. */
export function serverOptions({
  logger,
  clientErrors,
  heads,
  trust,
  basePath,
}: ServerInput): FastifyHttpOptions<RawServerDefault> {
  const withoutBasePath = stripBasePath(basePath)
  return {
    ...(logger.level !== 'silent' && logging(logger)),
    genReqId: (request) => clientErrors.requestIdOf(request),
    trustProxy: trust ?? false,
    exposeHeadRoutes: false,
    rewriteUrl: (request) => {
      heads.hide(request)
      return withoutBasePath(request)
    },
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 64 * 1024 },
    bodyLimit: 1024 * 1024,
    requestTimeout: patienceMs,
    return503OnClosing: false,
    http: {
      maxHeaderSize: 16 * 1024,
      requireHostHeader: false,
      // Node gives a whole request the longer of the two times, and by default the head has a minute.
      headersTimeout: patienceMs,
      connectionsCheckingInterval: 1000,
    },
    clientErrorHandler: (error, socket) => clientErrors.refuse(error, socket as Socket),
    schemaErrorFormatter: formatFieldErrors,
  }
}

/** What only a server that says something needs: a log for each request, and a line when it is answered. */
function logging(logger: FastifyBaseLogger): FastifyHttpOptions<RawServerDefault> {
  return {
    loggerInstance: logger,
    logController: new AccessLog(),
    childLoggerFactory: (parent, { requestId }) => logOf(parent as Logger, maskForLog(String(requestId))),
  }
}

/** The log of one request. It shares everything else with its parent, because to make a child costs as much as a line. */
function logOf(parent: Logger, requestId: string): Logger {
  const log = Object.create(parent) as Logger
  log.setBindings({ requestId })
  return log
}
