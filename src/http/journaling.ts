import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Journal } from '../control/journal.js'
import type { RecordedRequest, RequestOrigin } from '../control/recorded-request.js'
import type { ApiError } from '../errors/api-error.js'
import type { Workspace } from '../workspaces/workspace.js'
import type { Workspaces } from '../workspaces/workspaces.js'
import { type AcceptedKeys, bearerToken, isAccepted } from './api-key.js'
import {
  bodyTextOf,
  failureOf,
  faultOf,
  longestKeptBody,
  sessionIdOf,
  warningsOf,
  workspaceOrNull,
} from './call.js'
import { pathOf, pathParam, policyOf } from './policy.js'

export interface JournalingDeps {
  readonly journal: Journal
  readonly workspaces: Workspaces
  readonly apiKeys: AcceptedKeys
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
    app.addHook('onSend', async (request, reply, payload) => {
      if (request.method === 'OPTIONS' || isControl(request)) return payload
      const text = typeof payload === 'string' ? payload : null
      try {
        this.#record(await this.#ownerOf(request), request, reply, reply.statusCode, text)
      } catch (err) {
        request.log.error({ err }, 'a request could not be journaled')
      }
      return payload
    })
  }

  /** Records a request whose connection is cut before there is an answer. */
  recordCut(request: FastifyRequest, reply: FastifyReply): void {
    this.#record(workspaceOrNull(request), request, reply, null, null)
  }

  /** Records a request whose address can't be read, so that no route and no check has seen it. */
  async recordUnread(request: FastifyRequest, reply: FastifyReply, error: ApiError): Promise<void> {
    if (isControl(request)) return
    const { statusCode: status, code } = error
    const unread = { sessionId: null, fault: null, warnings: [], requestBody: null, responseBody: null }
    this.#keep(await this.workspaceOfKey(request), request, reply, {
      ...unread,
      status,
      code,
      nearest: error.fix,
    })
  }

  /** The workspace that the checks found; for a call that did not come so far, that of its key, if it has a good one. */
  async #ownerOf(request: FastifyRequest): Promise<Workspace | null> {
    const found = workspaceOrNull(request)
    if (found !== null || policyOf(request.routeOptions)?.access === 'session') return found
    return this.workspaceOfKey(request)
  }

  /** The workspace of a call that needs no key but brought a good one. */
  async workspaceOfKey({ headers }: FastifyRequest): Promise<Workspace | null> {
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
    const failure = failureOf(request)
    const isJson = String(reply.getHeader('content-type')).startsWith('application/json')
    this.#keep(workspace, request, reply, {
      status,
      code: failure?.code ?? null,
      sessionId: sessionIdOf(request),
      fault: faultOf(request),
      warnings: warningsOf(request),
      requestBody: bodyTextOf(request) ?? formTextOf(request),
      responseBody: isJson && payload !== null && payload.length <= longestKeptBody ? payload : null,
      nearest: failure === null ? null : nearestTo(request, failure),
    })
  }

  #keep(workspace: Workspace | null, request: FastifyRequest, reply: FastifyReply, found: Found): void {
    const { journal, workspaces } = this.#deps
    const origin = originOf(request)
    const recorded: RecordedRequest = {
      ...found,
      method: request.method,
      path: pathOf(request),
      requestId: request.id,
      durationMs: Math.round(reply.elapsedTime * 10) / 10,
      origin,
    }
    const texts = [
      origin.url,
      recorded.path,
      found.requestBody,
      found.responseBody,
      ...Object.values(origin.headers),
    ]
    const size = texts.reduce((sum, text) => sum + (text?.length ?? 0), 1000)
    const nowMs = (workspace?.clock ?? workspaces.defaultClock).now()
    journal.record(workspace?.id ?? null, nowMs, { type: 'request', request: recorded }, size)
  }
}

/** What the checks and the handler found out about a request. */
type Found = Omit<RecordedRequest, 'method' | 'path' | 'requestId' | 'durationMs' | 'origin'>

/** The form that a page posted, as text; null for any other body. */
function formTextOf({ body, headers }: FastifyRequest): string | null {
  if (!headers['content-type']?.startsWith('application/x-www-form-urlencoded') || !body) return null
  const text = String(new URLSearchParams(body as Record<string, string>))
  return text.length <= longestKeptBody ? text : null
}

/** Whether a request is for testers: those are not journaled, and have no CORS headers. */
export function isControl(request: FastifyRequest): boolean {
  return policyOf(request.routeOptions)?.access === 'control' || /^\/_mock(?:[/?#;]|$)/.test(pathOf(request))
}

function originOf({ headers, protocol, originalUrl }: FastifyRequest): RequestOrigin {
  const kept: Record<string, string> = {}
  for (const name of keptHeaders) {
    const value = headers[name]
    if (value !== undefined) kept[name] = String(value)
  }
  const isAbsolute = /^https?:/i.test(originalUrl)
  return {
    url: isAbsolute ? originalUrl : `${protocol}://${headers.host ?? 'localhost'}${originalUrl}`,
    keyHeader:
      headers.authorization !== undefined ? 'authorization' : headers['x-api-key'] ? 'x-api-key' : null,
    headers: kept,
    hasBody: headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0,
  }
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
