import { Type } from '@sinclair/typebox'
import { fail } from '../errors/api-error.js'
import type { Addition } from '../http/policy.js'

/** When the operations were added by which hosts sign in, but for one. */
export const added = { since: '2026-09-29', row: 'signInOperations' } as const satisfies Addition

export const sessionId = Type.String({
  minLength: 1,
  description: 'The id of the session. It authorizes the call, so no API key is needed.',
})

/** What an e-mail address looks like. */
export const emailForm = { maxLength: 320, pattern: '^[^@\\s]+@[^@\\s]+$' }

/** Whether a text is an e-mail address, as the calls of the API take one. */
export function isEmail(text: string): boolean {
  return [...text].length <= emailForm.maxLength && new RegExp(emailForm.pattern).test(text)
}

/**
 * A field that an action needs.
 *
 * @throws {ApiError} `invalid_body` when it is not there.
 */
export function requireField<T>(value: T | undefined, field: string, action: string): T {
  if (value !== undefined) return value
  return fail('invalid_body', {
    message: `${field} is missing, and action "${action}" needs it.`,
    fix: `Send ${field}.`,
    field,
  })
}
