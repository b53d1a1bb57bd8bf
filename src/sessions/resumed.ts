import { fail } from '../errors/api-error.js'
import type { Session } from './model.js'

/** @throws {ApiError} `invalid_body` for another account than the one that a session resumes. */
export function requireResumed({ resumes }: Session, given: string | undefined, field: string): void {
  if (resumes === null || given === undefined || given === resumes.id) return
  fail('invalid_body', {
    message: `${field} is not the account that this session resumes.`,
    fix: 'Leave it out, or open a session of its own for another account.',
    field,
    valid_values: [resumes.id],
  })
}
