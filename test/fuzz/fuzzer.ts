import fc from 'fast-check'
import { providerSlugs } from '../../src/providers/providers.js'
import { type ApiVersion, apiVersions, newestVersion } from '../../src/versions/api-version.js'
import type { Operation } from '../helpers/document.js'
import { operationOf, problemOf } from './check-answer.js'
import { type Mutation, mutations } from './mutations.js'
import { prepare, type RandomParts } from './recipes.js'
import { type Answer, basePath, curlOf, type Request, requestFor } from './request.js'
import { validValues } from './valid-values.js'
import type { World } from './world.js'

/** The random input for one request: its parts, and the mutations that make it unusual or wrong. */
export interface Draft {
  readonly given: RandomParts
  readonly harmless: readonly Mutation[]
  readonly mutations: readonly Mutation[]
  /** A fault to inject; null for none. */
  readonly fault: object | null
}

/** Sends a request; null when the connection ended without an answer. */
export type Send = (request: Request) => Promise<Answer | null>

const faults = fc.constantFrom(
  { error: 'session_expired' },
  { error: 'internal_error', delay: '1ms' },
  { status: 503 },
  { delay: '5ms' },
  { drop: 'before' },
  { drop: 'after' },
  { truncate: 1 },
  { truncate: 1_000_000 },
)

/** Mutations that a server must accept. */
const harmless: readonly Mutation[] = [
  ...apiVersions.map(
    (version) => (request: Request) => withHeaders(request, { prefer: `api-version=${version}` }),
  ),
  (request) => ({ ...request, url: request.url.replace(/(?<=\w)(?=\?|$)/, '/') }),
  (request) => ({ ...request, url: basePath + request.url }),
  ({ headers: { authorization = '', ...headers }, ...rest }) => ({
    ...rest,
    headers: { ...headers, 'x-api-key': authorization.replace('Bearer ', '') },
  }),
  ({ headers: { authorization, ...headers }, ...rest }) => ({
    ...rest,
    headers: {
      ...headers,
      ...(authorization && { authorization: authorization.replace('Bearer', 'bEARER ') }),
    },
  }),
  (request) =>
    withHeaders(request, { 'x-request-id': '<none>', 'x-schema': '__proto__', 'x-account-id': '\u00e9' }),
  (request) =>
    withHeaders(request, { 'x-request-id': 'own.id-1', accept: 'text/html', cookie: '__proto__=1' }),
  (request) => withHeaders(request, { prefer: 'respond-async, x="a, error=not_found"', range: 'bytes=0-1' }),
  (request, world) => withHeaders(request, { 'idempotency-key': world.unique() }),
  (request) =>
    withHeaders(
      request,
      request.body === undefined ? {} : { 'content-type': 'Application/JSON; Charset="utf-8"' },
    ),
  (request) =>
    typeof request.body === 'string' ? { ...request, body: `\ufeff \n${request.body}\t` } : request,
]

/** Requests for an operation; four of ten are valid. */
export function drafts(operation: Operation): fc.Arbitrary<Draft> {
  const { parameters, body } = operation
  const queries = parameters.filter((one) => one.in === 'query')
  const model = Object.fromEntries(queries.map(({ name, schema }) => [name, validValues(schema, name)]))
  const requiredKeys = queries.filter((one) => 'required' in one && one.required).map(({ name }) => name)
  const names = queries.map(({ name }) => name)
  const given = fc.record({
    provider: fc.constantFrom(...providerSlugs),
    at: fc.nat(1000),
    query: fc.record(model, { requiredKeys }),
    body:
      body === null
        ? fc.constant(undefined)
        : body.isRequired
          ? validValues(body.schema)
          : fc.option(validValues(body.schema), { nil: undefined }),
  })
  return fc.record({
    given,
    harmless: fc.oneof(
      { weight: 2, arbitrary: fc.constant([]) },
      { weight: 1, arbitrary: fc.subarray([...harmless], { maxLength: 3 }) },
    ),
    fault: operation.isControl
      ? fc.constant(null)
      : fc.oneof({ weight: 15, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: faults }),
    mutations: fc.oneof(
      { weight: 4, arbitrary: fc.constant([]) },
      { weight: 6, arbitrary: fc.array(mutations(names, body !== null), { minLength: 1, maxLength: 3 }) },
    ),
  })
}

/** How many requests there were, and how they were answered. */
interface Count {
  readonly requests: number
  readonly good: number
  readonly refused: number
}

/** Sends drafts, and counts their answers by operation. */
export class Fuzzer {
  readonly #world: World
  readonly #send: Send
  readonly #version: ApiVersion
  readonly #counts = new Map<string, Count>()
  #sent = 0

  /** @param version that of the server. */
  constructor(world: World, send: Send, version: ApiVersion = newestVersion) {
    this.#world = world
    this.#send = send
    this.#version = version
  }

  get sent(): number {
    return this.#sent
  }

  /** The answers of an operation. */
  countOf(id: string): Count {
    return this.#counts.get(id) ?? { requests: 0, good: 0, refused: 0 }
  }

  /** @throws {Error} with the request, when its answer is wrong. */
  async try(operation: Operation, { given, harmless, mutations, fault }: Draft): Promise<void> {
    const parts = await prepare(operation, this.#world, given)
    let request = requestFor(operation, parts, this.#world.key)
    for (const change of [...harmless, ...mutations]) request = await change(request, this.#world)
    if (fault !== null) await this.#world.ask('POST', '/_mock/faults', { times: 1, respond: fault })
    const number = ++this.#sent
    const hasFault = fault !== null
    const isValid = mutations.length === 0 && !parts.mayBeRefused && !hasFault
    try {
      const answer = await withDeadline(this.#send(request))
      this.#count(operation.id, answer)
      if (answer !== null) await this.#restore(request, answer)
      const problem =
        answer === null ? null : problemOf({ request, answer, isValid, hasFault, version: this.#version })
      if (problem !== null) throw new Error(problem)
      if (answer === null && !hasFault) throw new Error('the connection ended without an answer')
    } catch (error) {
      throw new Error(`request ${number} for ${operation.id}: ${String(error)}\n${curlOf(request)}`)
    } finally {
      if (hasFault) this.#world.useNewWorkspace()
    }
  }

  #count(id: string, answer: Answer | null): void {
    const { requests, good, refused } = this.countOf(id)
    const isGood = answer !== null && answer.status < 400
    const isRefused = answer !== null && answer.status >= 400
    this.#counts.set(id, {
      requests: requests + 1,
      good: good + Number(isGood),
      refused: refused + Number(isRefused),
    })
  }

  /**
   * Continues with a new workspace after a control call has changed it, or listings may be inactive that others read; resets
   * all where a control call was about all.
   */
  async #restore(request: Request, { status }: Answer): Promise<void> {
    const { method, url, headers } = request
    const id = operationOf(request)?.id
    if (id === 'setListingsStatus') this.#world.useNewWorkspace()
    const isChange = method !== 'GET' && url.includes('_mock') && status < 300
    if (!isChange || id?.endsWith('MockSession')) return
    const hasKey = headers.authorization !== undefined || headers['x-api-key'] !== undefined
    if (hasKey) this.#world.useNewWorkspace()
    else await this.#world.resetAll()
  }
}

/** @throws {Error} when it takes longer than ten seconds. */
async function withDeadline<T>(promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const timeout = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('no answer within ten seconds')), 10_000)
  })
  return Promise.race([promise, timeout]).finally(() => clearTimeout(timer))
}

function withHeaders(request: Request, headers: Readonly<Record<string, string>>): Request {
  return { ...request, headers: { ...request.headers, ...headers } }
}
