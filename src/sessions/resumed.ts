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

/**
 * Refuses to connect an account of the Extranet in a session that resumes a hotel, and the other way round: a session that
 * resumes an account of the Extranet has a sign-in from the beginning.
 *
 * @param wanted what is to be connected.
 * @param field what says so.
 * @throws {ApiError} `invalid_body`.
 */
export function requireResumedKind(
  { resumes, signIn, provider }: Session,
  wanted: 'hotel' | 'extranet',
  field: string,
): void {
  if (resumes === null || provider !== 'booking' || (signIn === null) === (wanted === 'hotel')) return
  fail('invalid_body', {
    message: `The session resumes ${wanted === 'hotel' ? 'an account of the Extranet, not a hotel' : 'a hotel, not an account of the Extranet'}.`,
    fix: 'Open a session of its own for another account.',
    field,
    valid_values: [resumes.id],
  })
}
