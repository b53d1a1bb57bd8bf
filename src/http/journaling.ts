import type { FastifyReply, FastifyRequest } from 'fastify'
import type { InjectedFault } from '../control/fault.js'
import type { Journal, RecordedRequest, RequestOrigin } from '../control/journal.js'
import type { ApiError } from '../errors/api-error.js'
import type { ErrorCode } from '../errors/catalogue.js'
import { heldBytes } from '../lib/held-bytes.js'
import { type MaybePromise, settle, then } from '../lib/maybe-promise.js'
import { URLSearchParams } from '../lib/node-globals.js'
import type { Workspace } from '../workspaces/workspace.js'
import type { Workspaces } from '../workspaces/workspaces.js'
import { type AcceptedKeys, bearerToken, isAccepted } from './auth.js'
import { contextOf, longestKeptBody, workspaceOrNull } from './context.js'
import { isControl, pathOf, pathParam, policyOf } from './policy.js'
import type { ServerAddress } from './public-url.js'

/** What a request takes beside its texts, in bytes. */
const requestSize = 850

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
   * Records an answer before it leaves, and waits until whoever gets it finds the request in the journal. Preflights and
   * control calls are left out.
   */
  record(request: FastifyRequest, reply: FastifyReply, payload: unknown): MaybePromise<void> {
    const { journal } = this.#deps
    if (request.method === 'OPTIONS' || isControl(request)) return journal.settled()
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
    const recorded = new JournaledRequest(request, error.statusCode, null, this.#deps.address)
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
      new JournaledRequest(request, status, isKept ? flat(payload) : null, this.#deps.address),
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
  readonly requestBody: string | null
  readonly responseBody: string | null
  readonly nearest: string | null
  readonly #url: string
  readonly #base: string
  readonly #originalUrl: string
  readonly #keyHeader: RequestOrigin['keyHeader']
  readonly #contentType: string | undefined
  readonly #prefer: string | string[] | undefined
  readonly #idempotencyKey: string | string[] | undefined
  readonly #hasBody: boolean

  constructor(
    request: FastifyRequest,
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
    this.requestBody = context.bodyText ?? formTextOf(request)
    this.responseBody = responseBody
    this.nearest = failure === null ? null : suggestionFor(request, failure)
    this.#url = url as string
    this.#base = address.baseOf(request)
    this.#originalUrl = request.originalUrl
    this.#keyHeader =
      headers.authorization !== undefined ? 'authorization' : headers['x-api-key'] ? 'x-api-key' : null
    this.#contentType = headers['content-type']
    this.#prefer = headers.prefer
    this.#idempotencyKey = headers['idempotency-key']
    this.#hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
  }

  get path(): string {
    return pathOf({ url: this.#url })
  }

  /** Headers that change an answer, so that a repetition needs them, are a part of it. */
  get origin(): RequestOrigin {
    const named = [
      ['content-type', this.#contentType],
      ['prefer', this.#prefer],
      ['idempotency-key', this.#idempotencyKey],
    ] as const
    return {
      url: `${this.#base}${this.#originalUrl}`,
      keyHeader: this.#keyHeader,
      headers: Object.fromEntries(
        named.flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
      ),
      hasBody: this.#hasBody,
    }
  }

  /** About how many bytes it holds. Node reads the head of a request as Latin-1, so its texts take a byte a character. */
  get size(): number {
    let size = requestSize + this.#base.length + this.#originalUrl.length + this.requestId.length
    // One that a proxy or a base path has changed is there in both forms.
    if (this.#url !== this.#originalUrl) size += this.#url.length
    size +=
      (this.#contentType?.length ?? 0) + (this.#prefer?.length ?? 0) + (this.#idempotencyKey?.length ?? 0)
    if (this.requestBody !== null) size += heldBytes(this.requestBody)
    if (this.responseBody !== null) size += heldBytes(this.responseBody)
    if (this.nearest !== null) size += heldBytes(this.nearest)
    if (this.fault !== null) size += heldBytes(this.fault)
    if (this.warnings.length > 0) size += heldBytes(this.warnings)
    return size
  }

  /** All of it, for journals that keep texts. */
  toJSON(): RecordedRequest {
    const { path, origin } = this
    return { ...this, path, origin }
  }
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
