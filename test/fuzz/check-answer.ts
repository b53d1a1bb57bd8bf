import { type ErrorCode, statusOf } from '../../src/errors/catalogue.js'
import type { ApiVersion } from '../../src/versions/api-version.js'
import {
  type Operation,
  operationAt,
  operationCalled,
  operationIn,
  operations,
  versionOfAnswer,
} from '../helpers/document.js'
import { type Answer, pathOf, type Request } from './request.js'
import { whyInvalid } from './validity.js'

export interface Case {
  readonly request: Request
  readonly answer: Answer
  /** Whether the server must not refuse the request. */
  readonly isValid: boolean
  /** Whether a fault was injected. */
  readonly hasFault: boolean
  /** The version of the server: the newest by default. */
  readonly version?: ApiVersion
}

const envelope = operationCalled('get_health').answers.get(500)?.check as (body: unknown) => string | null

/** Codes that must not occur while no limit is reached, the store is available and the server is open. */
const unexpected: readonly string[] = [
  'internal_error',
  'shutting_down',
  'store_unavailable',
  'capacity_exceeded',
]

/** Codes of requests to no operation, which none declares. */
const undeclared: readonly string[] = ['method_not_allowed', 'not_implemented', 'expectation_failed']

/** Codes that magic values in a request ask for. */
const magicCodes: Readonly<Record<string, RegExp>> = {
  booking_error: /502/,
  provider_unavailable: /503|unavailable/,
}

/** What is wrong with an answer; null for a right one. */
export function problemOf(one: Case): string | null {
  const { request, answer } = one
  const { status, headers } = answer
  const operation = operationOf(request)
  if (isPage(request, answer)) return ofMarkHeaders(request, answer) ?? ofPage(answer)
  return (
    ofMarkHeaders(request, answer) ??
    (status >= 400 ? ofError(one, operation) : ofSuccess(one, operation)) ??
    (headers['content-type'] === undefined && answer.body !== '' ? 'a body without a type' : null)
  )
}

/** The operation of the document that a request is for, GET for HEAD; undefined where the path is ambiguous. */
export function operationOf(request: Request): Operation | undefined {
  const path = pathOf(request)
  return /[#;]|%(?!20)|\/\.{0,2}(?:\/|$)/.test(path.replace(/\/$/, ''))
    ? undefined
    : operationAt(request.method.replace('HEAD', 'GET'), path)
}

/** Whether a URL is one of the hosted pages. Some clients resolve parts like `..`. */
function isPage(request: Request, { headers }: Answer): boolean {
  const path = pathOf(request)
  const isHtml = headers['content-type']?.startsWith('text/html') === true
  // A call under /connect that does not accept a page and names no session is one of the API.
  if (/^\/connect(?:\/|$)/.test(path)) return isHtml || /[?&]session=/.test(request.url)
  return isHtml && /\/(?:\.|%2e){1,2}(?:\/|$)/i.test(path)
}

/** Every answer of a hosted page is a page or a redirect. */
function ofPage({ status, headers, body }: Answer): string | null {
  if (status === 204 || status === 303) return body === '' ? null : `${status} with a body`
  if (headers['content-type'] !== 'text/html; charset=utf-8')
    return `a page of the type ${headers['content-type']}`
  return status < 500 ? null : `a page with ${status}`
}

function ofMarkHeaders({ headers: sent }: Request, { headers }: Answer): string | null {
  const { 'x-request-id': id, 'x-repull-mock': mark } = headers
  if (id === undefined || mark === undefined) return 'no X-Request-ID or no X-Repull-Mock'
  const own = sent['x-request-id']
  const isEchoed = own !== undefined && /^[\w.-]{1,128}$/.test(own)
  if (isEchoed ? id !== own : !/^req_[0-9A-Z]{26}$/.test(id)) return `X-Request-ID ${id} for ${own}`
  return null
}

function ofError(
  { request, answer, isValid, hasFault, version: otherwise }: Case,
  operation: Operation | undefined,
): string | null {
  const { status, headers, body } = answer
  if (headers['content-type'] !== 'application/json; charset=utf-8')
    return `the type ${headers['content-type']}`
  const version = versionOfAnswer(pathOf(request), headers, otherwise)
  const isAsked = hasFault || /(?:error|code)=/.test(headers['preference-applied'] ?? '')
  if (request.method === 'HEAD' && body !== '') return 'HEAD with a body'
  if (request.method === 'HEAD') return isAsked ? null : ofHead(answer, isValid)
  const parsed = JSON.parse(body)
  const own = operation && operationIn(version, operation)
  const declared = own?.answers.get(status)
  // A shape of its own in the place of the envelope. Some clients resolve dots of a path to that operation.
  if (typeof parsed.error === 'string' && (operation === undefined || declared?.check))
    return declared?.check?.(parsed) ?? null
  const problem = envelope(parsed)
  if (problem) return `no envelope: ${problem}`
  const {
    code,
    request_id: id,
    docs_url: docs,
  } = parsed.error as { code: ErrorCode; request_id: string; docs_url: string }
  if (id !== headers['x-request-id']) return 'another request id than its header'
  if (docs !== `https://repull.dev/docs/errors/${code}`) return `docs_url ${docs}`
  const isDeclared = declared?.codes.includes(code) === true
  // Where the path is ambiguous, it may be that of any operation.
  const isPossible =
    operation === undefined
      ? operations.some(({ answers }) => answers.get(status)?.codes.includes(code))
      : isDeclared
  if (statusOf(code, version) !== status && !isPossible) return `${code} with ${status}`
  if (isAsked) return null
  const isLacking = operation !== undefined && own === undefined
  if (isValid && !isMagic(request, code) && !(isLacking && code === 'not_implemented'))
    return `a request that the document allows is refused: ${body.slice(0, 600)}`
  if (unexpected.includes(code)) return code
  if (code in magicCodes && !isMagic(request, code)) return `${code}, without a magic value`
  if (operation === undefined || isLacking || undeclared.includes(code)) return null
  if (!isDeclared) return `${code} is not declared by ${operation.id}`
  return null
}

function ofHead({ status }: Answer, isValid: boolean): string | null {
  if (isValid) return `HEAD of what GET may be asked is ${status}`
  return status === 500 ? 'internal_error' : null
}

/** Every call that needs a key has the headers of the rate limit. */
function ofRate({ isControl, needsNoKey }: Operation, headers: Answer['headers']): string | null {
  if (isControl || needsNoKey) return null
  const numbers = ['limit', 'remaining', 'reset'].map((name) => headers[`x-ratelimit-${name}`])
  const hasHeaders =
    numbers.every((one) => /^\d+$/.test(one ?? '')) && headers['x-ratelimit-policy'] === '600;w=60'
  return hasHeaders ? null : 'no X-RateLimit headers'
}

function ofSuccess(
  { request, answer, hasFault, version: otherwise }: Case,
  operation: Operation | undefined,
): string | null {
  const { status, headers, body } = answer
  const type = headers['content-type']
  if (request.method === 'OPTIONS') return status === 204 && body === '' ? null : `OPTIONS is ${status}`
  if (operation === undefined) return null
  const version = versionOfAnswer(pathOf(request), headers, otherwise)
  const own = operationIn(version, operation)
  if (own === undefined) return `${status}, and ${version} does not have ${operation.id}`
  const reason = whyInvalid(own, request)
  if (reason !== null && headers['idempotency-status'] === undefined)
    return `${status} although the document does not allow it: ${reason}`
  const rateProblem = ofRate(operation, headers)
  if (rateProblem !== null) return rateProblem
  const declared = own.answers.get(status)
  if (declared === undefined) return `${status} is not declared by ${operation.id}`
  for (const [name, check] of declared.headers) {
    const problem = headers[name] === undefined ? null : check(headers[name])
    if (problem) return `${name}: ${problem}`
  }
  if (headers['idempotency-status'] !== undefined && !declared.headers.has('idempotency-status'))
    return 'a repetition where none is'
  if (declared.types.length === 0) return body === '' ? null : `${status} with a body`
  if (!declared.types.some((one) => type === `${one}; charset=utf-8`)) return `the type ${type}`
  if (request.method === 'HEAD') return body === '' ? null : 'HEAD with a body'
  if (!type?.startsWith('application/json') || hasFault) return null
  return declared.check?.(JSON.parse(body)) ?? null
}

/** Whether a magic value in a request asks the simulated channel for this answer. */
function isMagic({ url, body = '' }: Request, code: string): boolean {
  return (
    magicCodes[code]?.test(`${url} ${body}`) ?? (code === 'designation_pending' && /412/.test(String(body)))
  )
}
