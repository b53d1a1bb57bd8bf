import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { fail } from '../errors/api-error.js'
import { showable } from '../errors/showable.js'
import type { Answers, KeptAnswer } from '../idempotency/answers.js'
import { attemptOf, sessionIdOf, setAttempt, setNamedSession, workspaceOrNull } from './call.js'
import type { Journaling } from './journaling.js'
import { pathOf } from './policy.js'

const longestKey = 255

const preferenceApplied = 'preference-applied'

/** Headers that belong to an answer and not to the call that got it. */
const keptHeaders = ['content-type', preferenceApplied, 'x-repull-mock-warning'] as const

export interface IdempotencyDeps {
  readonly answers: Answers
  /** Null when nothing is journaled. */
  readonly journaling: Journaling | null
}

/** `Idempotency-Key` (published): the same call twice does its work once. */
export class Idempotency {
  readonly #deps: IdempotencyDeps

  constructor(deps: IdempotencyDeps) {
    this.#deps = deps
  }

  /**
   * Remembers the whole answer of each call that did its work, and lets those that wait for it go on after any answer.
   * Must be declared before what takes answers away.
   */
  observe(app: FastifyInstance): void {
    app.addHook('onSend', (request, reply, payload, done) => {
      const attempt = attemptOf(request)
      if (attempt === null) done()
      else attempt.finish(keepable(request, reply, payload)).then(() => done(), done)
    })
  }

  /**
   * Answers a call that was made before under its key; `reply.sent` is true afterwards. Of several at once it lets one
   * through, and the others wait for its answer.
   *
   * @throws {ApiError} `invalid_params` for a key that is none, `idempotency_conflict` when the body is another one.
   */
  check(request: FastifyRequest, reply: FastifyReply): Promise<void> | undefined {
    const { 'idempotency-key': header } = request.headers
    return header === undefined ? undefined : this.#checkKey(String(header), request, reply)
  }

  async #checkKey(header: string, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const key = requireKey(header)
    const workspace = workspaceOrNull(request)
    if (workspace === null) return
    const wasThere = !reply.raw.destroyed
    const outcome = await this.#deps.answers.begin({
      workspace,
      route: `${request.method} ${pathOf(request)}`,
      sessionId: sessionIdOf(request),
      key,
      body: request.body,
    })
    if (outcome.kind === 'conflict') refuseOtherBody(key)
    if (outcome.kind === 'repetition') return repeat(outcome.answer, request, reply)
    if (wasThere && reply.raw.destroyed) {
      reply.hijack()
      await outcome.attempt.finish(null)
      this.#deps.journaling?.recordCut(request, reply)
    } else setAttempt(request, outcome.attempt)
  }
}

/** Sends an answer once more. The call has ended then, even where a tester has the answer cut off. */
async function repeat(
  { status, headers, payload, sessionId }: KeptAnswer,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  if (sessionId !== null) setNamedSession(request, sessionId)
  // What this call preferred for itself, and what the answer was made with.
  const applied = [reply.getHeader(preferenceApplied), headers[preferenceApplied]].filter(Boolean).join(', ')
  reply
    .code(status)
    .headers({ ...headers, 'idempotency-status': 'cached' })
    .removeHeader(preferenceApplied)
  if (applied !== '') reply.header(preferenceApplied, applied)
  reply.send(payload)
  await new Promise<unknown>((resolve) => reply.then(() => resolve(null), resolve))
  reply.hijack()
}

/** An answer, if it is one that repetitions get: a retry after an error is a real one. */
function keepable(request: FastifyRequest, reply: FastifyReply, payload: unknown): KeptAnswer | null {
  if (reply.statusCode < 200 || reply.statusCode > 299) return null
  const headers: Record<string, string> = {}
  for (const name of keptHeaders) {
    const value = reply.getHeader(name)
    if (value !== undefined) headers[name] = String(value)
  }
  const lasting = headers[preferenceApplied]?.split(', ').filter((one) => !one.startsWith('delay='))
  if (lasting) headers[preferenceApplied] = lasting.join(', ')
  return {
    status: reply.statusCode,
    headers,
    payload: String(payload ?? ''),
    sessionId: sessionIdOf(request),
  }
}

function requireKey(key: string): string {
  if (key.length > 0 && key.length <= longestKey) return key
  fail('invalid_params', {
    message: `The Idempotency-Key header has ${key.length} characters; it takes 1 to ${longestKey}.`,
    fix: 'Send a text that is unique to the request, like a UUID, or leave the header out.',
    field: 'Idempotency-Key',
    value_received: showable(key),
  })
}

function refuseOtherBody(key: string): never {
  fail('idempotency_conflict', {
    message: `The Idempotency-Key ${showable(JSON.stringify(key))} was sent to this address before, with another body.`,
    fix: 'Send a new Idempotency-Key with a request that is not the same, or the same body with this one.',
    field: 'Idempotency-Key',
    value_received: showable(key),
  })
}
