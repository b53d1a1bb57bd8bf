import type { ErrorObject } from 'ajv'
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { ApiError, envelope } from '../errors/api-error.js'
import type { ErrorCode } from '../errors/catalogue.js'
import { closestMatch } from '../lib/closest-match.js'
import { maskForResponse } from '../lib/masking.js'
import { Turns } from '../lib/turns.js'
import { isCredential } from '../providers/credentials.js'
import { contextOf, versionOf } from './context.js'
import type { CommonHeaders } from './headers.js'
import { sendCustomAnswer, ThrownAnswer } from './thrown-answer.js'

/** Errors that Fastify raises by itself, by their code. */
const ofFastify: Readonly<Record<string, ErrorCode>> = {
  FST_ERR_BAD_URL: 'invalid_request',
  FST_ERR_MAX_PARAM_LENGTH: 'uri_too_long',
  FST_ERR_CTP_BODY_TOO_LARGE: 'payload_too_large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'invalid_body',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'invalid_request',
}

/** Pages in the place of envelopes. */
export interface ErrorPages {
  /** Whether a request is for a page. */
  isPage(request: FastifyRequest): boolean
  answer(thrown: unknown, request: FastifyRequest, reply: FastifyReply): unknown
}

/** Makes what answers a request with an error, as a page, an envelope or a tester's own, also where no hook has run. */
export function createErrorAnswer(headers: CommonHeaders, pages: ErrorPages) {
  const departures = new Turns()
  return (thrown: unknown, request: FastifyRequest, reply: FastifyReply): unknown => {
    const answer = () => {
      if (!reply.hasHeader('x-request-id')) headers.set(request, reply)
      if (thrown instanceof ThrownAnswer) return sendCustomAnswer(thrown.answer, reply)
      return pages.isPage(request)
        ? pages.answer(thrown, request, reply)
        : sendEnvelope(thrown, request, reply)
    }
    // Thousands of callers may leave at once, and nobody waits for their answers.
    return request.socket.destroyed && departures.isOver ? departures.next().then(answer) : answer()
  }
}

/** Answers a request with the envelope of an error. What never reaches a route has its own in client-errors.ts. */
function sendEnvelope(thrown: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const version = versionOf(request)
  const error = toApiError(thrown).in(version, contextOf(request).pipeline.policy?.statuses)
  if (isBug(error, thrown)) request.log.error({ err: thrown }, 'a request failed by a bug of the mock')
  const body = envelope(error, request.id, version)
  if (body.planNotice) {
    reply.header('x-repull-listings-held-back', body.planNotice.listingsHeldBack)
    reply.header('x-repull-active-listing-limit', body.planNotice.activeListingLimit)
  }
  reply.code(error.statusCode).headers(error.headers).send(body)
}

/** Whether what was thrown is a bug of ours; an error of the catalogue is one that a tester asked for. */
export function isBug({ code }: ApiError, thrown: unknown): boolean {
  return code === 'internal_error' && !(thrown instanceof ApiError)
}

/** Turns whatever was thrown into an error of the catalogue. One that is not ours reveals nothing to the caller. */
export function toApiError(thrown: unknown): ApiError {
  if (thrown instanceof ApiError) return thrown
  const { code = '', statusCode = 500 } = (thrown ?? {}) as Partial<FastifyError>
  const known = ofFastify[code]
  if (known === 'invalid_body') {
    return new ApiError(known, { message: 'The Content-Type header is malformed.', field: 'Content-Type' })
  }
  return new ApiError(known ?? (statusCode >= 400 && statusCode < 500 ? 'invalid_request' : 'internal_error'))
}

/**
 * Makes the error of fields that a schema refused, for Fastify's `schemaErrorFormatter`: of a body, or of a path, since
 * queries were checked before.
 */
export function formatFieldErrors(errors: readonly unknown[], place: string): ApiError {
  return fieldError(place === 'body' ? 'invalid_body' : 'invalid_param', errors)
}

/**
 * Turns what a schema found wrong into an error that names the field, the value and the remedy.
 *
 * @param errors of an Ajv in verbose mode; the first one counts.
 */
export function fieldError(
  code: 'invalid_body' | 'invalid_param' | 'invalid_params',
  errors: readonly unknown[] | null | undefined,
): ApiError {
  const error = errors?.[0] as ErrorObject
  const field = fieldOf(error)
  const what = field === '' ? 'the body' : field
  const isSecret = isCredential(field)
  // A query has lists only where a parameter was sent more than once.
  const isRepeated = code === 'invalid_params' && Array.isArray(error.data)
  const { problem, remedy, validValues, meant } = explain(error, what, isRepeated)
  const renamed = error.keyword === 'required' ? closestGiven(error) : undefined
  const isShown =
    !['required', 'additionalProperties'].includes(error.keyword) &&
    field !== '' &&
    !isSecret &&
    !isComposite(error.data)
  return new ApiError(code, {
    message: `${field === '' ? 'The body' : field} ${problem}${isShown ? `; it is ${maskForResponse(JSON.stringify(error.data))}` : ''}.`,
    fix: renamed === undefined ? remedy : `${remedy} The body has ${maskForResponse(renamed)}; rename it.`,
    ...(field !== '' && { field }),
    ...(isShown && {
      value_received: typeof error.data === 'string' ? maskForResponse(error.data) : error.data,
    }),
    ...(validValues && { valid_values: validValues }),
    ...(renamed !== undefined && { did_you_mean: field }),
    ...(meant !== undefined && { did_you_mean: meant }),
  })
}

/** @example fieldOf({ instancePath: '/mappings/0', keyword: 'required', … }) // 'mappings[0].roomId' */
function fieldOf({ instancePath, keyword, params }: ErrorObject): string {
  const parts = instancePath
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
  if (keyword === 'required') parts.push(params.missingProperty)
  if (keyword === 'additionalProperties') parts.push(params.additionalProperty)
  return maskForResponse(
    parts.map((part, at) => (/^\d+$/.test(part) ? `[${part}]` : at === 0 ? part : `.${part}`)).join(''),
  )
}

function closestGiven({ parentSchema, params, data }: ErrorObject): string | undefined {
  const known = Object.keys((parentSchema as { properties: object }).properties)
  const unknown = Object.keys(data as object).filter((name) => !known.includes(name))
  return closestMatch(params.missingProperty, unknown)
}

interface Explanation {
  readonly problem: string
  readonly remedy: string
  readonly validValues?: readonly string[] | undefined
  /** The value or field that was probably meant. */
  readonly meant?: string | undefined
}

function explain(
  { keyword, params, schema, parentSchema, data }: ErrorObject,
  what: string,
  isRepeated: boolean,
): Explanation {
  switch (keyword) {
    case 'required':
      return { problem: 'is missing', remedy: `Send ${what}.` }
    case 'enum': {
      const validValues = textsIn(schema as readonly unknown[])
      return {
        problem: 'has a value that is not allowed',
        remedy: `Use one of ${validValues.join(', ')}.`,
        validValues,
        meant: typeof data === 'string' ? closestMatch(data, validValues) : undefined,
      }
    }
    case 'type': {
      const types = [schema].flat().map((type) => typeNames[type as string] ?? String(type))
      const validValues = parentSchema?.enum && textsIn(parentSchema.enum)
      const form = validValues ? `one of ${validValues.join(', ')}` : types.join(' or ')
      const remedy = `Send ${what} ${isRepeated ? 'once, ' : ''}as ${form}.`
      return { problem: `must be ${types.join(' or ')}`, remedy, validValues }
    }
    case 'additionalProperties': {
      const meant = closestMatch(
        params.additionalProperty,
        Object.keys((parentSchema as { properties: object }).properties),
      )
      return {
        problem: 'is not known here',
        remedy: meant ? `Rename it to ${meant}.` : 'Leave it out.',
        meant,
      }
    }
    case 'format':
      if (params.format === 'date-time') {
        return {
          problem: 'must be an instant in RFC 3339',
          remedy: `Send ${what} like 2026-11-21T09:00:00.000Z.`,
        }
      }
      if (params.format === 'uuid')
        return { problem: 'must be a UUID', remedy: `Send ${what} as this server gave it out.` }
      if (params.format === 'date') {
        return { problem: 'must be a day of the calendar', remedy: `Send ${what} like 2026-11-21.` }
      }
      return {
        problem: 'must be an absolute http or https URL, without a user name or password',
        remedy: 'Send a URL like https://app.example/callback.',
      }
    case 'pattern':
      return {
        problem: 'is not of the right form',
        remedy: `Send ${what} in this form: ${inSentence(String(parentSchema?.description))}`,
        validValues: parentSchema?.examples && textsIn(parentSchema.examples),
      }
    default:
      return ofBounds(keyword, parentSchema as Bounds, what)
  }
}

/** A description of a form as the end of a sentence. */
function inSentence(description: string): string {
  return description.charAt(0).toLowerCase() + description.slice(1)
}

/** The values of a list that stand for something, as texts: `valid_values` holds nothing else. */
function textsIn(values: readonly unknown[]): readonly string[] {
  return values.filter((value) => value !== null).map(String)
}

type Bounds = Readonly<Record<string, number | undefined>>

/** What may be counted, and the words for it. */
const counted = [
  { lowest: 'minLength', highest: 'maxLength', unit: 'characters' },
  { lowest: 'minItems', highest: 'maxItems', unit: 'items' },
  { lowest: 'minProperties', highest: 'maxProperties', unit: 'fields' },
]

function ofBounds(keyword: string, schema: Bounds, what: string): Explanation {
  const count = counted.find(({ lowest, highest }) => keyword === lowest || keyword === highest)
  const { lowest, highest, unit } = count ?? { lowest: 'minimum', highest: 'maximum', unit: '' }
  const { [lowest]: low, [highest]: high } = schema
  const range =
    high === undefined ? `at least ${low}` : low === undefined ? `at most ${high}` : `${low} to ${high}`
  const bound = `${range} ${(high ?? low) === 1 ? unit.slice(0, -1) : unit}`.trim()
  return {
    problem: count === undefined ? `must be ${bound}` : `must have ${bound}`,
    remedy: count === undefined ? `Use ${bound}.` : `Send ${what} with ${bound}.`,
  }
}

const typeNames: Readonly<Record<string, string>> = {
  string: 'a text',
  object: 'a JSON object',
  array: 'a list',
  integer: 'a whole number',
  boolean: 'true or false',
}

/** Objects and lists may hold secrets, so no answer repeats them. */
function isComposite(value: unknown): boolean {
  return typeof value === 'object' && value !== null
}
