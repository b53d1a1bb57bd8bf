import type { FastifyReply, FastifyRequest } from 'fastify'
import type { InjectedFault } from '../control/fault.js'
import type { RecordedRequest, RequestOrigin } from '../control/journal.js'
import { redactHeaders } from '../control/redact.js'
import type { ApiError } from '../errors/api-error.js'
import type { ErrorCode } from '../errors/catalogue.js'
import type { Headers } from '../lib/headers.js'
import { URLSearchParams } from '../lib/node-globals.js'
import { retainedBytes } from '../lib/retained-bytes.js'
import { contextOf, longestKeptBody } from './context.js'
import type { ServerAddress } from './public-url.js'
import { pathOf, pathParam } from './request-path.js'

/** What a request takes beside its texts and the headers that came with it, in bytes. */
const requestSize = 1000

/** What a header takes beside its text. */
const headerSize = 48

/**
 * A request as the journal keeps it: existing values by reference. What can be computed from them is computed when somebody
 * reads it.
 */
export class JournaledRequest implements RecordedRequest {
  readonly method: string
  readonly status: number | null
  readonly code: ErrorCode | null
  readonly sessionId: string | null
  readonly requestId: string
  readonly startedMs: number
  readonly durationMs: number
  readonly fault: InjectedFault | null
  readonly warnings: readonly string[]
  readonly provider: string | null | undefined
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
    this.startedMs = context.startedMs
    this.durationMs = context.durationMs
    this.fault = context.fault
    this.warnings = context.warnings
    this.provider = providerOf(request)
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

  /** About how many bytes it holds. Node reads the head of a request as Latin-1, so its texts take a byte a character. */
  get size(): number {
    let size = requestSize + this.#base.length + this.#originalUrl.length + this.requestId.length
    // One that a proxy or a base path has changed is there in both forms.
    if (this.#url !== this.#originalUrl) size += this.#url.length
    if (this.requestBody !== null) size += retainedBytes(this.requestBody)
    if (this.responseBody !== null) size += retainedBytes(this.responseBody)
    if (this.nearest !== null) size += retainedBytes(this.nearest)
    if (this.fault !== null) size += retainedBytes(this.fault)
    if (this.warnings.length > 0) size += retainedBytes(this.warnings)
    // The other headers of an answer are short.
    size += retainedBytes(this.responseHeaders?.location)
    return size + headerBytes(this.requestHeaders)
  }

  /** All of it, for journals that keep texts. Those are read by others too, so keys that came are masked there. */
  toJSON(): RecordedRequest {
    const { path, origin } = this
    return { ...this, path, origin, requestHeaders: redactHeaders(this.requestHeaders) }
  }
}

/** About how many bytes headers hold that are kept for the journal alone. Most of their names are shared by all requests. */
function headerBytes(headers: Headers): number {
  let size = 0
  for (const name in headers) size += headerSize + (headers[name] as string).length
  return size
}

/** The provider that a request was about, for those who ask which faults would have matched it. */
function providerOf(request: FastifyRequest): string | null | undefined {
  const { pipeline, session } = contextOf(request)
  const { policy } = pipeline
  // Pages have no policy, and faults apply to those of a session.
  if (policy === undefined ? session === null : policy.isThere?.(request) === false) return undefined
  const wanted = policy?.session?.provider
  const fixed = typeof wanted === 'function' ? (wanted(request) ?? null) : wanted
  return (
    pathParam(request, 'provider') ??
    policy?.channel ??
    (fixed === undefined || fixed === 'path' || fixed === 'body' ? session?.provider : fixed) ??
    null
  )
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
