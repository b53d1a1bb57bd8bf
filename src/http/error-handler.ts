import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { ApiError, envelope } from '../errors/api-error.js'
import type { ErrorCode } from '../errors/catalogue.js'
import { allowReading } from './cors.js'
import { fieldError } from './field-error.js'
import { isControl } from './journaling.js'
import { setHeaders } from './response-headers.js'

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

export interface ErrorAnswerOptions {
  readonly version: string
  /** Whether there are control calls, whose answers no other site may read. */
  readonly controlEnabled: boolean
  readonly pages: ErrorPages
}

/** Makes what answers errors, also where no hook has run: every answer has the marks and headers of one. */
export function createErrorAnswer({ version, controlEnabled, pages }: ErrorAnswerOptions) {
  return (thrown: unknown, request: FastifyRequest, reply: FastifyReply): unknown => {
    setHeaders(request, reply, version)
    if (!controlEnabled || !isControl(request)) allowReading(reply)
    return pages.isPage(request) ? pages.answer(thrown, request, reply) : answerError(thrown, request, reply)
  }
}

/** Answers a request with an error: the one place that turns an error into bytes. */
function answerError(thrown: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const error = toApiError(thrown)
  if (isBug(error, thrown)) request.log.error({ err: thrown }, 'a request failed by a bug of the mock')
  reply.code(error.statusCode).headers(error.headers).send(envelope(error, request.id))
}

/** Whether what was thrown is a bug of ours; an error of the catalogue is one that a tester asked for. */
export function isBug({ code }: ApiError, thrown: unknown): boolean {
  return code === 'internal_error' && !(thrown instanceof ApiError)
}

/** Whatever was thrown, as an error of the catalogue. What is not ours tells the caller nothing. */
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
