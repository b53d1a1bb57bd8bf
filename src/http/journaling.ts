import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Journal, RecordedRequest, RequestOrigin } from '../control/journal.js'
import type { ApiError } from '../errors/api-error.js'
import { URLSearchParams } from '../lib/node-globals.js'
import type { Workspace } from '../workspaces/workspace.js'
import type { Workspaces } from '../workspaces/workspaces.js'
import { type AcceptedKeys, bearerToken, isAccepted } from './api-key.js'
import {
  bodyTextOf,
  durationMsOf,
  failureOf,
  faultOf,
  longestKeptBody,
  sessionIdOf,
  setFailure,
  warningsOf,
  workspaceOrNull,
} from './context.js'
import { protocolOf, type Trust } from './forwarded.js'
import { pathOf, pathParam, policyOf } from './policy.js'
import { outerUrl } from './public-url.js'

export interface JournalingDeps {
  readonly journal: Journal
  readonly workspaces: Workspaces
  readonly apiKeys: AcceptedKeys
  readonly trust: Trust
}

/** Headers that change an answer, so that a repetition needs them. */
const keptHeaders = ['content-type', 'prefer', 'idempotency-key'] as const

/** Writes every request into the journal of its workspace, before its answer leaves: who got it finds it there. */
export class Journaling {
  readonly #deps: JournalingDeps

  constructor(deps: JournalingDeps) {
    this.#deps = deps
  }

  /** Records each answer of an app; cuts off those that a fault takes away. Preflights and control calls are left out. */
  observe(app: FastifyInstance): void {
    app.addHook('onSend', (request, reply, payload, done) => {
      if (request.method === 'OPTIONS' || isControl(request)) return this.#settle(done)
      const record = (workspace: Workspace | null) => {
        try {
          const text = typeof payload === 'string' ? payload : null
          this.#record(workspace, request, reply, reply.statusCode, text)
        } catch (err) {
          request.log.error({ err }, 'a request could not be journaled')
        }
        this.#settle(done)
      }
      const owner = this.#ownerOf(request)
      if (owner instanceof Promise) owner.then(record, done)
      else record(owner)
    })
  }

  /** Goes on once whoever got the answer finds in the journal what happened. */
  #settle(done: (error?: Error) => void): void {
    const settled = this.#deps.journal.settled()
    if (settled === undefined) done()
    else settled.then(() => done(), done)
  }

  /** Records a request whose connection is cut before there is an answer. */
  recordCut(request: FastifyRequest, reply: FastifyReply): void {
    this.#record(workspaceOrNull(request), request, reply, null, null)
  }

  /** Records a request whose address can't be read, so that no route and no check has seen it. */
  async recordUnread(request: FastifyRequest, error: ApiError): Promise<void> {
    if (isControl(request)) return
    setFailure(request, error)
    const recorded = { ...this.#recordOf(request, error.statusCode, null), nearest: error.fix }
    this.#keep(await this.workspaceOfKey(request), recorded)
    await this.#deps.journal.settled()
  }

  /** The workspace that the checks found; for a call that did not come so far, that of its key, if it has a good one. */
  #ownerOf(request: FastifyRequest): Promise<Workspace | null> | Workspace | null {
    const found = workspaceOrNull(request)
    if (found !== null || policyOf(request.routeOptions)?.access === 'session') return found
    return this.workspaceOfKey(request)
  }

  /** The workspace of a call that needs no key but brought a good one; null at once without one. */
  workspaceOfKey({ headers }: FastifyRequest): Promise<Workspace | null> | Workspace | null {
    const { authorization, 'x-api-key': apiKey } = headers
    const key = authorization === undefined ? apiKey : bearerToken(authorization)
    if (typeof key !== 'string' || !isAccepted(key, this.#deps.apiKeys)) return null
    return this.#deps.workspaces.ofKey(key).catch(() => null)
  }

  #record(
    workspace: Workspace | null,
    request: FastifyRequest,
    reply: FastifyReply,
    status: number | null,
    payload: string | null,
  ): void {
    const type = reply.getHeader('content-type')
    const isJson = typeof type === 'string' && type.startsWith('application/json')
    const isKept = isJson && payload !== null && payload.length <= longestKeptBody
    this.#keep(workspace, this.#recordOf(request, status, isKept ? flat(payload) : null))
  }

  #recordOf(request: FastifyRequest, status: number | null, responseBody: string | null): RecordedRequest {
    return recordOf(request, status, responseBody, originOf(request, this.#deps.trust))
  }

  #keep(workspace: Workspace | null, request: RecordedRequest): void {
    const { journal, workspaces } = this.#deps
    const nowMs = (workspace?.clock ?? workspaces.defaultClock).now()
    journal.record(workspace?.id ?? null, nowMs, { type: 'request', request }, sizeOf(request))
  }
}

/**
 * The same text in one piece. One that was put together is a chain of its pieces, and takes some times the memory while it
 * is kept, until somebody looks at a sign of it.
 */
function flat(text: string): string {
  text.charCodeAt(0)
  return text
}

/** A request and what became of it, as they are kept. */
function recordOf(
  request: FastifyRequest,
  status: number | null,
  responseBody: string | null,
  origin: RequestOrigin,
): RecordedRequest {
  const failure = failureOf(request)
  return {
    method: request.method,
    path: pathOf(request),
    status,
    code: failure?.code ?? null,
    sessionId: sessionIdOf(request),
    requestId: request.id,
    durationMs: durationMsOf(request),
    fault: faultOf(request),
    warnings: warningsOf(request),
    requestBody: bodyTextOf(request) ?? formTextOf(request),
    responseBody,
    nearest: failure === null ? null : nearestTo(request, failure),
    origin,
  }
}

/** About how many bytes a record holds. */
function sizeOf({ path, requestBody, responseBody, origin: { url, headers } }: RecordedRequest): number {
  let size = 1000 + url.length + path.length + (requestBody?.length ?? 0) + (responseBody?.length ?? 0)
  for (const name in headers) size += (headers[name] as string).length
  return size
}

/** The form that a page posted, as text; null for any other body. */
function formTextOf({ body, headers }: FastifyRequest): string | null {
  if (!headers['content-type']?.startsWith('application/x-www-form-urlencoded') || !body) return null
  const text = String(new URLSearchParams(body as Record<string, string>))
  return text.length <= longestKeptBody ? text : null
}

/** Whether a request is for testers: those are not journaled, and have no CORS headers. */
export function isControl(request: FastifyRequest): boolean {
  const { url } = request
  if (!url.startsWith('/_') && !url.startsWith('/%')) return false
  return /^\/_mock(?:[/?#;]|$)/.test(pathOf(request))
}

function originOf(request: FastifyRequest, trust: Trust): RequestOrigin {
  const { headers, originalUrl } = request
  const kept: Record<string, string> = {}
  for (const name of keptHeaders) {
    const value = headers[name]
    if (value !== undefined) kept[name] = String(value)
  }
  const isAbsolute = /^https?:/i.test(originalUrl)
  return {
    url: isAbsolute ? originalUrl : `${baseOf(request, trust)}${originalUrl}`,
    keyHeader:
      headers.authorization !== undefined ? 'authorization' : headers['x-api-key'] ? 'x-api-key' : null,
    headers: kept,
    hasBody: headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0,
  }
}

/** Where the caller sent the request, as far as what proxies say of it can be used. */
function baseOf(request: FastifyRequest, trust: Trust): string {
  const { headers, socket } = request
  try {
    if (trust(String(socket.remoteAddress))) return outerUrl(request, trust)
  } catch {
    // The answer says what is wrong with it.
  }
  return `${protocolOf(request)}://${headers.host ?? 'localhost'}`
}

/** What would have worked in the place of what was refused; else what to do about it. */
function nearestTo(request: FastifyRequest, { statusCode, details, fix }: ApiError): string | null {
  if (statusCode !== 400 && statusCode !== 404) return null
  const { did_you_mean: meant, field } = details
  if (meant === undefined) return fix
  if (field === 'path') return `${request.method} ${meant}`
  const slug = pathParam(request, 'provider')
  if (field !== 'provider' || slug === undefined) return `${field}: ${meant}`
  return `${request.method} ${(request.routeOptions.url as string).replace(':provider', meant)}`
}
