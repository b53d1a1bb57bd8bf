import type { FastifyReply, FastifyRequest } from 'fastify'
import type { InjectedFault } from '../control/fault.js'
import type { Headers, Journal, RecordedRequest, RequestOrigin } from '../control/journal.js'
import { redactHeaders } from '../control/redact.js'
import type { ApiError } from '../errors/api-error.js'
import type { ErrorCode } from '../errors/catalogue.js'
import { heldBytes } from '../lib/held-bytes.js'
import { type MaybePromise, settle, then } from '../lib/maybe-promise.js'
import { URLSearchParams } from '../lib/node-globals.js'
import type { Workspace } from '../workspaces/workspace.js'
import type { Workspaces } from '../workspaces/workspaces.js'
import { type AcceptedKeys, bearerToken, isAccepted } from './auth.js'
import { contextOf, longestKeptBody, workspaceOrNull } from './context.js'
import { isControl, isPageFile, pathOf, pathParam, policyOf } from './policy.js'
import type { ServerAddress } from './public-url.js'

/** What a request takes beside its texts and the headers that came with it, in bytes. */
const requestSize = 1000

/** What a header takes beside its text. */
const headerSize = 48

export interface JournalingDeps {
  readonly journal: Journal
  readonly workspaces: Workspaces
  readonly apiKeys: AcceptedKeys
  readonly address: ServerAddress
}

/** Writes every request into the journal of its workspace, before its answer leaves: a caller with the answer finds it there. */
export class Journaling {
  readonly #deps: JournalingDeps

  constructor(deps: JournalingDeps) {
    this.#deps = deps
  }

  /**
   * Records an answer before it leaves, and waits until whoever gets it finds the request in the journal. Preflights,
   * control calls and files of pages are left out.
   */
  record(request: FastifyRequest, reply: FastifyReply, payload: unknown): MaybePromise<void> {
    const { journal } = this.#deps
    if (request.method === 'OPTIONS' || isControl(request) || isPageFile(request)) return journal.settled()
    const record = (workspace: Workspace | null) => {
      try {
        const text = typeof payload === 'string' ? payload : null
        const { hasCallerLeft } = contextOf(request)
        if (hasCallerLeft) this.#record(workspace, request, reply, null, null)
        else this.#record(workspace, request, reply, reply.statusCode, text)
      } catch (err) {
        request.log.error({ err }, 'a request could not be journaled')
      }
      return journal.settled()
    }
    return then(this.#ownerOf(request), record)
  }

  /** Records a request whose connection is cut before there is an answer. */
  recordCut(request: FastifyRequest, reply: FastifyReply): void {
    this.#record(workspaceOrNull(request), request, reply, null, null)
  }

  /** Records a request whose address cannot be read, so that no route and no check has seen it. */
  async recordUnread(request: FastifyRequest, error: ApiError): Promise<void> {
    if (isControl(request)) return
    contextOf(request).failure = error
    const recorded = new JournaledRequest(request, null, error.statusCode, null, this.#deps.address)
    this.#keep(await this.workspaceOfKey(request), recorded)
    await this.#deps.journal.settled()
  }

  /** The workspace that the checks found; for a call that did not come so far, that of its key, if it has a good one. */
  #ownerOf(request: FastifyRequest): MaybePromise<Workspace | null> {
    const found = workspaceOrNull(request)
    if (found !== null || policyOf(request.routeOptions)?.access === 'session') return found
    return this.workspaceOfKey(request)
  }

  /** The workspace of a call that needs no key but brought a good one; null at once without one. */
  workspaceOfKey({ headers }: FastifyRequest): MaybePromise<Workspace | null> {
    const { authorization, 'x-api-key': apiKey } = headers
    const key = authorization === undefined ? apiKey : bearerToken(authorization)
    if (typeof key !== 'string' || !isAccepted(key, this.#deps.apiKeys)) return null
    return settle<Workspace, Workspace | null>(
      () => this.#deps.workspaces.ofKey(key),
      (workspace) => workspace,
      () => null,
    )
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
    this.#keep(
      workspace,
      new JournaledRequest(request, reply, status, isKept ? flat(payload) : null, this.#deps.address),
    )
  }

  #keep(workspace: Workspace | null, request: JournaledRequest): void {
    const { journal, workspaces } = this.#deps
    const nowMs = (workspace?.clock ?? workspaces.defaultClock).now()
    journal.record(workspace?.id ?? null, nowMs, { type: 'request', request }, request.size)
  }
}

/**
 * A request as the journal keeps it: existing values by reference. What can be computed from them is computed when somebody
 * reads it.
 */
class JournaledRequest implements RecordedRequest {
  readonly method: string
  readonly status: number | null
  readonly code: ErrorCode | null
  readonly sessionId: string | null
  readonly requestId: string
  readonly durationMs: number
  readonly fault: InjectedFault | null
  readonly warnings: readonly string[]
  readonly requestHeaders: Headers
  readonly requestBody: string | null
  readonly responseHeaders: Headers | null
  readonly responseBody: string | null
  readonly nearest: string | null
  readonly #url: string
  readonly #base: string
  readonly #originalUrl: string

  /** @param reply null when its headers are not known. */
  constructor(
    request: FastifyRequest,
    reply: FastifyReply | null,
    status: number | null,
    responseBody: string | null,
    address: ServerAddress,
  ) {
    const context = contextOf(request)
    const { failure } = context
    const { method, url, headers } = request.raw
    this.method = method as string
    this.status = status
    this.code = failure === null ? null : failure.code
    this.sessionId = context.sessionId
    this.requestId = request.id
    this.durationMs = context.durationMs
    this.fault = context.fault
    this.warnings = context.warnings
    this.requestHeaders = headers
    this.requestBody = context.bodyText ?? formTextOf(request)
    this.responseHeaders = status === null || reply === null ? null : reply.getHeaders()
    this.responseBody = responseBody
    this.nearest = failure === null ? null : suggestionFor(request, failure)
    this.#url = url as string
    this.#base = address.baseOf(request)
    this.#originalUrl = request.originalUrl
  }

  get path(): string {
    return pathOf({ url: this.#url })
  }

  /** Headers that change an answer, so that a repetition needs them, are a part of it. */
  get origin(): RequestOrigin {
    const { requestHeaders: headers } = this
    const repeated = ['content-type', 'prefer', 'idempotency-key'].flatMap((name) =>
      headers[name] === undefined ? [] : [[name, String(headers[name])] as const],
    )
    return {
      url: `${this.#base}${this.#originalUrl}`,
      keyHeader:
        headers.authorization !== undefined ? 'authorization' : headers['x-api-key'] ? 'x-api-key' : null,
      headers: Object.fromEntries(repeated),
      hasBody: headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0,
    }
  }

  /** About how many bytes it holds. */
  get size(): number {
    let size = requestSize + heldBytes(this.#originalUrl) + heldBytes(this.#base)
    // One that a proxy or a base path has changed is there in both forms.
    if (this.#url !== this.#originalUrl) size += heldBytes(this.#url)
    if (this.requestBody !== null) size += heldBytes(this.requestBody)
    if (this.responseBody !== null) size += heldBytes(this.responseBody)
    if (this.nearest !== null) size += heldBytes(this.nearest)
    if (this.fault !== null) size += heldBytes(this.fault)
    if (this.warnings.length > 0) size += heldBytes(this.warnings)
    return size + heldBytes(this.requestId) + headerBytes(this.requestHeaders)
  }

  /** All of it, for journals that keep texts. Those are read by others too, so keys are masked there. */
  toJSON(): RecordedRequest {
    const { path, origin, responseHeaders } = this
    return {
      ...this,
      path,
      origin,
      requestHeaders: redactHeaders(this.requestHeaders),
      responseHeaders: responseHeaders && redactHeaders(responseHeaders),
    }
  }
}

/** About how many bytes headers hold that are kept for the journal alone. Most of their names are shared by all requests. */
function headerBytes(headers: Headers): number {
  let size = 0
  for (const name in headers) size += headerSize + (headers[name] as string).length
  return size
}

/**
 * The same text in one piece. One that was put together is a chain of its pieces, and takes some times the memory while it
 * is kept, until somebody looks at a character of it.
 */
function flat(text: string): string {
  text.charCodeAt(0)
  return text
}

/** The form that a page posted, as text; null for any other body. */
function formTextOf({ body, headers }: FastifyRequest): string | null {
  if (!headers['content-type']?.startsWith('application/x-www-form-urlencoded') || !body) return null
  const text = String(new URLSearchParams(body as Record<string, string>))
  return text.length <= longestKeptBody ? text : null
}

/** What would have worked in the place of what was refused; else what to do about it. */
function suggestionFor(request: FastifyRequest, { statusCode, details, fix }: ApiError): string | null {
  if (![400, 404, 422].includes(statusCode)) return null
  const { did_you_mean: meant, field } = details
  if (meant === undefined) return fix
  if (field === 'path') return `${request.method} ${meant}`
  const slug = pathParam(request, 'provider')
  if (field !== 'provider' || slug === undefined) return `${field}: ${meant}`
  return `${request.method} ${(request.routeOptions.url as string).replace(':provider', meant)}`
}
