import type { FastifyReply, FastifyRequest, RouteHandlerMethod } from 'fastify'
import { type ApiError, fail } from '../errors/api-error.js'
import type { ErrorCode } from '../errors/catalogue.js'
import { maskForResponse } from '../lib/masking.js'
import type { Transactions } from '../workspaces/transactions.js'
import { contextOf, workspaceOf } from './context.js'
import type { IdempotentCalls, InFlight, KeptAnswer } from './idempotent-calls.js'
import { pathOf } from './request-path.js'

const longestKey = 255

/** When a call whose first request is still being worked on may be sent again, in seconds. */
const retryAfter = 1

const preferenceApplied = 'preference-applied'
const versionPreference = 'api-version='

/** Headers that belong to an answer and not to the call that got it. */
const keptHeaders = ['content-type', preferenceApplied, 'x-repull-mock-warning'] as const

/** Answers that are not remembered (published): the next call with the key does the work again. */
const passingStatuses: ReadonlySet<number> = new Set([401, 402, 408, 425, 429])
const passingCodes: ReadonlySet<ErrorCode> = new Set(['listing_inactive'])

export interface IdempotencyDeps {
  readonly calls: IdempotentCalls
  readonly transactions: Transactions
}

/** `Idempotency-Key` (published): the same call twice does its work once. */
export class Idempotency {
  readonly #deps: IdempotencyDeps

  constructor(deps: IdempotencyDeps) {
    this.#deps = deps
  }

  /** A handler that stores its answer in the commit of its work, for a call that brings a key. */
  handlerOf(handler: RouteHandlerMethod): RouteHandlerMethod {
    const perform = this
    return function (request, reply) {
      const { inFlight } = contextOf(request)
      if (inFlight === null) return handler.call(this, request, reply)
      return perform.#work(request, reply, inFlight, async () => handler.call(this, request, reply))
    }
  }

  /** Stores the answer of a call with a key before it leaves, where no commit has: of a refusal, and of work done outside. */
  storeAnswer(request: FastifyRequest, reply: FastifyReply, payload: unknown): Promise<unknown> | undefined {
    const { inFlight } = contextOf(request)
    if (inFlight === null) return undefined
    const answer = isLasting(reply.statusCode, contextOf(request).failure)
      ? answerOf(request, reply, String(payload))
      : null
    return (
      this.#deps.calls
        .end(workspaceOf(request), inFlight, answer)
        // The answer is right all the same. The next call with the key does the work.
        .catch((err) => request.log.warn({ err }, 'an answer could not be remembered'))
    )
  }

  /**
   * Answers a call that was made before under its key; `reply.sent` is true afterwards. Of several at once it lets one
   * through.
   *
   * @throws {ApiError} `invalid_params` for a key that is none, `idempotency_key_reused` when the body is another one,
   * `idempotency_key_in_use` while the first call is running.
   */
  check(request: FastifyRequest, reply: FastifyReply): Promise<void> | undefined {
    const { 'idempotency-key': header } = request.headers
    return header === undefined ? undefined : this.#checkKey(String(header), request, reply)
  }

  async #checkKey(header: string, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const key = requireKey(header)
    const context = contextOf(request)
    const { workspace, pipeline } = context
    if (workspace === null) return
    const beginning = await this.#deps.calls.begin(workspace, {
      route: `${request.method} ${pathOf(request)}`,
      sessionId: context.sessionId,
      key,
      body: request.body,
      runsOnce: pipeline.policy?.runsOnce === true,
    })
    if (beginning.kind === 'reused') refuseOtherBody(key)
    if (beginning.kind === 'in-use') refuseTwin(key)
    if (beginning.kind === 'repetition') return repeat(beginning.answer, request, reply)
    context.inFlight = beginning.inFlight
  }

  /** Does the work of a call and remembers its answer, in one transaction. */
  async #work(
    request: FastifyRequest,
    reply: FastifyReply,
    inFlight: InFlight,
    work: () => Promise<unknown>,
  ): Promise<unknown> {
    const { calls, transactions } = this.#deps
    const restore = rememberNotes(request, reply)
    const done = await transactions.unite(workspaceOf(request), async (tx) => {
      restore()
      const other = await calls.findAnswer(tx, inFlight)
      if (other !== undefined) return { other, payload: '' }
      const result = await work()
      const payload = result === undefined ? '' : String(reply.serialize(result))
      if (payload !== '') reply.type('application/json; charset=utf-8')
      calls.putAnswer(tx, inFlight, answerOf(request, reply, payload))
      return { other: null, payload }
    })
    contextOf(request).inFlight = null
    if (done.other === null) return done.payload
    await repeat(done.other, request, reply)
    return reply
  }
}

/** Work that runs again says its warnings and preferences anew: this takes back those of the run before. */
function rememberNotes(request: FastifyRequest, reply: FastifyReply): () => void {
  const context = contextOf(request)
  const { warnings } = context
  const headers = keptHeaders.map((name) => [name, reply.getHeader(name)] as const)
  return () => {
    context.warnings = warnings
    for (const [name, value] of headers) {
      if (value === undefined) reply.removeHeader(name)
      else reply.header(name, value)
    }
  }
}

/** Sends an answer once more. The call has ended then, even where a tester has the answer cut off. */
async function repeat(
  { status, headers, payload, sessionId }: KeptAnswer,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  if (sessionId !== null) contextOf(request).namedSession = sessionId
  // What this call preferred for itself, and what the answer was made with. Its version is among the latter.
  const own = without(versionPreference, reply.getHeader(preferenceApplied))
  const applied = [...own, headers[preferenceApplied]].filter(Boolean).join(', ')
  reply
    .code(status)
    .headers({ ...headers, 'idempotency-status': 'cached' })
    .removeHeader(preferenceApplied)
  if (applied !== '') reply.header(preferenceApplied, applied)
  reply.send(status >= 400 ? withRequestId(payload, request.id) : payload)
  await new Promise<unknown>((resolve) => reply.then(() => resolve(null), resolve))
  reply.hijack()
}

/** A refusal under the id of the request that gets it. */
function withRequestId(payload: string, requestId: string): string {
  const { error, ...rest } = JSON.parse(payload)
  return JSON.stringify({ error: { ...error, request_id: requestId }, ...rest })
}

/** Whether repetitions of a call get an answer: refusals too, but not what passes by itself. */
function isLasting(status: number, failure: ApiError | null): boolean {
  if (failure !== null && passingCodes.has(failure.code)) return false
  return status < 500 && !passingStatuses.has(status)
}

function answerOf(request: FastifyRequest, reply: FastifyReply, payload: string): KeptAnswer {
  const headers: Record<string, string> = {}
  for (const name of keptHeaders) {
    const value = reply.getHeader(name)
    if (value !== undefined) headers[name] = String(value)
  }
  const lasting = without('delay=', headers[preferenceApplied])
  if (lasting.length > 0) headers[preferenceApplied] = lasting.join(', ')
  else delete headers[preferenceApplied]
  return { status: reply.statusCode, headers, payload, sessionId: contextOf(request).sessionId }
}

/** The preferences in a header, without those that begin with `start`. */
function without(start: string, applied: unknown): readonly string[] {
  return String(applied ?? '')
    .split(', ')
    .filter((one) => one !== '' && !one.startsWith(start))
}

function requireKey(key: string): string {
  if (key.length > 0 && key.length <= longestKey) return key
  fail('invalid_params', {
    message: `The Idempotency-Key header has ${key.length} characters; it takes 1 to ${longestKey}.`,
    fix: 'Send a text that is unique to the request, like a UUID, or leave the header out.',
    field: 'Idempotency-Key',
    value_received: maskForResponse(key),
  })
}

function refuseOtherBody(key: string): never {
  fail('idempotency_key_reused', {
    message: `The Idempotency-Key ${maskForResponse(JSON.stringify(key))} was sent to this address before, with another body.`,
    fix: 'Send a new Idempotency-Key with a different request, or the same body with this key.',
    field: 'Idempotency-Key',
    value_received: maskForResponse(key),
  })
}

function refuseTwin(key: string): never {
  fail('idempotency_key_in_use', {
    message: `The first request with the Idempotency-Key ${maskForResponse(JSON.stringify(key))} is still being worked on.`,
    fix: 'Send the same request again in a moment: it gets the answer of the first.',
    field: 'Idempotency-Key',
    value_received: maskForResponse(key),
    retry_after: retryAfter,
  })
}
