import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Test } from 'tap'
import type { ErrorCode } from '../../src/errors/catalogue.js'
import { ErrorEnvelope } from '../../src/errors/schema.js'
import { contextOf, versionOf } from '../../src/http/context.js'
import { errorsOf, policyOf, statusOn } from '../../src/http/policy.js'
import { isControl } from '../../src/http/request-path.js'
import { ref } from '../../src/lib/schema.js'
import { type ApiVersion, apiVersions } from '../../src/versions/api-version.js'
import { differenceIn } from './shapes.js'

/** A parsed answer. Tests read into bodies freely; what they find is asserted, and the schemas are checked here. */
// biome-ignore lint/suspicious/noExplicitAny: every body is held against its schema, so a type would only repeat it
export type AnyBody = any

/** Codes for requests that no route of the API takes. */
const withoutRoute: readonly ErrorCode[] = [
  'not_implemented',
  'not_found',
  'method_not_allowed',
  'invalid_request',
  'uri_too_long',
  'headers_too_large',
  'invalid_body',
  'payload_too_large',
  'shutting_down',
]

/** Holds each answer of an app against what its route declares in the version of the call. Fails the test for one that differs. */
export function observeAnswers(t: Test): (app: FastifyInstance) => undefined {
  return (app) => {
    app.addHook('onSend', async (request, reply, payload) => {
      // A repetition is answered as the first call was, which may have been of another version.
      const isRepetition = reply.getHeader('idempotency-status') !== undefined
      const versions = isRepetition ? apiVersions : [versionOf(request)]
      const problems = versions.map((version) => {
        return problemOf(version, request, reply, payload)
      })
      const [problem] = problems
      if (problem && !problems.includes(null))
        t.fail(`${request.method} ${request.url} → ${reply.statusCode}: ${problem}`)
      return payload
    })
    return undefined
  }
}

function problemOf(
  version: ApiVersion,
  request: FastifyRequest,
  reply: FastifyReply,
  payload: unknown,
): string | null {
  const status = reply.statusCode
  // What a tester asked for word for word.
  const { respond } = contextOf(request).fault ?? {}
  if (respond?.body !== undefined || respond?.headers !== undefined) return null
  const { schema, config } = request.routeOptions
  const policy = policyOf({ config })
  const type = String(reply.getHeader('content-type') ?? '')
  for (const name of ['x-request-id', 'x-repull-mock']) {
    if (reply.getHeader(name) === undefined) return `no ${name}`
  }
  const isShared = reply.getHeader('access-control-allow-origin') !== undefined
  const { access } = policy ?? {}
  if (access === 'control' ? isShared : !isShared && !isControl(request)) return 'wrong CORS headers'
  if (
    type.startsWith('text/html') ||
    type.startsWith('text/event-stream') ||
    (policy === undefined && status < 400)
  )
    return null
  if (typeof payload !== 'string' || payload === '' || payload === 'null') return null
  if (type !== 'application/json; charset=utf-8') return `content type ${type}`
  const body: AnyBody = JSON.parse(payload)
  const declaredShape = (schema?.response as Record<string, AnyBody> | undefined)?.[status]
  // A shape of its own in the place of the envelope.
  if (status >= 400 && typeof body.error !== 'object') {
    const problem = differenceIn(version, declaredShape?.content?.['application/json'].schema ?? false, body)
    return problem && `an error without an envelope: ${problem}`
  }
  if (status >= 400) {
    const problem = differenceIn(version, ref(ErrorEnvelope), body)
    if (problem !== null) return `no envelope: ${problem}`
    const { code, request_id, docs_url } = body.error
    if (request_id !== reply.getHeader('x-request-id')) return 'the request id differs from its header'
    if (docs_url !== `https://repull.dev/docs/errors/${code}`) return `docs_url ${docs_url}`
    if (statusOn(policy, code as ErrorCode, version) !== status) return `${code} with status ${status}`
    const declared = policy ? errorsOf(policy, request.routeOptions) : withoutRoute
    return declared.includes(code) || contextOf(request).fault !== null ? null : `undeclared code ${code}`
  }
  if (declaredShape === undefined) return 'undeclared status'
  return differenceIn(version, declaredShape, body)
}
