import type { FastifyRequest } from 'fastify'
import { fail } from '../errors/api-error.js'

/** How many characters a key may have behind sk_test_ or sk_live_. */
const longestKey = 500
const keyForm = /^sk_(?:test|live)_([\x21-\x7e]+)$/
const bearerForm = /^bearer +(\S+)$/i

/**
 * The API key of a request: `Authorization: Bearer …`, else `x-api-key`.
 *
 * @param accepted the only keys that are taken; null takes every well-formed one.
 * @throws {ApiError} `unauthorized` without a key or with a malformed header, `invalid_api_key` for any other key.
 */
export function apiKeyOf(request: FastifyRequest, accepted: AcceptedKeys): string {
  return requireAccepted(findKey(request) ?? fail('unauthorized'), accepted)
}

/** The only API keys that are taken; null for every well-formed one. */
export type AcceptedKeys = ReadonlySet<string> | null

/** @throws {ApiError} `forbidden` for a call whose key is not one for tests. */
export function requireTestKey(request: FastifyRequest): void {
  if (findKey(request)?.startsWith('sk_test_')) return
  fail('forbidden', {
    message: 'This API key is not one for tests, and only those have a sandbox.',
    fix: 'Call with a key that begins with sk_test_.',
  })
}

/** The API key that a request presents, whatever it is; null without one. Throws `unauthorized` for a malformed header. */
export function findKey({ headers }: FastifyRequest): string | null {
  const { authorization } = headers
  if (authorization !== undefined) {
    const token = bearerToken(authorization)
    if (token !== undefined) return token
    fail('unauthorized', {
      message: 'The Authorization header is not of the form "Bearer <key>".',
      field: 'Authorization',
    })
  }
  return keyHeaderOf(headers)
}

/** The key in the x-api-key header; null without one. Throws `unauthorized` for an empty one, which is a mistake. */
export function keyHeaderOf({ 'x-api-key': key }: FastifyRequest['headers']): string | null {
  if (key === undefined) return null
  if (typeof key === 'string' && key !== '') return key
  fail('unauthorized', { message: 'The x-api-key header is empty.', field: 'x-api-key' })
}

/** The token of an Authorization header; undefined when it is of another form. */
export function bearerToken(authorization: string): string | undefined {
  return bearerForm.exec(authorization)?.[1]
}

/** Whether a key is taken. */
export function isAccepted(key: string, accepted: AcceptedKeys): boolean {
  if (accepted !== null) return accepted.has(key)
  const length = keyForm.exec(key)?.[1]?.length
  return length !== undefined && length <= longestKey
}

/** @throws {ApiError} `invalid_api_key` for a key that is not taken. */
export function requireAccepted(key: string, accepted: AcceptedKeys): string {
  if (isAccepted(key, accepted)) return key
  if (accepted === null) {
    fail('invalid_api_key', {
      message: keyForm.test(key)
        ? `Invalid API key: it has ${key.length - 'sk_test_'.length} characters behind ${key.slice(0, 'sk_test_'.length)}, more than ${longestKey}.`
        : 'Invalid API key: a key begins with sk_test_ or sk_live_ and goes on after it, in ASCII.',
    })
  }
  fail('invalid_api_key', {
    message: 'Invalid API key: it is none of the keys that this server was started with.',
    fix: 'Use one of the keys of REPULL_MOCK_API_KEYS.',
  })
}
