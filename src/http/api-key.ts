import type { FastifyRequest } from 'fastify'
import { fail } from '../errors/api-error.js'

const keyForm = /^sk_(test|live)_[\x21-\x7e]{1,240}$/
const bearerForm = /^bearer +(\S+)$/i

/**
 * The API key of a request: `Authorization: Bearer …`, else `x-api-key`.
 *
 * @param accepted the only keys that are taken; null takes every well-formed one.
 * @throws {ApiError} `unauthorized` without a key or with a malformed header, `invalid_api_key` for any other key.
 */
export function apiKeyOf(request: FastifyRequest, accepted: ReadonlySet<string> | null): string {
  const key = presentedKey(request)
  if (accepted !== null && !accepted.has(key)) {
    fail('invalid_api_key', {
      message: 'Invalid API key: it is none of the keys that this server was started with.',
      fix: 'Use one of the keys of the API_KEYS setting.',
    })
  }
  if (accepted === null && !keyForm.test(key)) {
    fail('invalid_api_key', {
      message: 'Invalid API key: a key begins with sk_test_ or sk_live_ and goes on after it.',
    })
  }
  return key
}

function presentedKey({ headers }: FastifyRequest): string {
  const { authorization } = headers
  if (authorization !== undefined) {
    const key = bearerForm.exec(authorization)?.[1]
    if (key !== undefined) return key
    fail('unauthorized', {
      message: 'The Authorization header is not of the form "Bearer <key>".',
      field: 'Authorization',
    })
  }
  const key = headers['x-api-key']
  if (typeof key === 'string' && key !== '') return key
  fail('unauthorized')
}
