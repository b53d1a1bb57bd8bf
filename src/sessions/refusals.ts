import { fail } from '../errors/api-error.js'
import { maskForResponse } from '../lib/masking.js'

/**
 * @param field how the caller named the id.
 * @throws {ApiError} `not_found`, always.
 */
export function failUnknownSession(id: string, field: string): never {
  fail('not_found', {
    message: `No Connect session has the id ${maskForResponse(id)}.`,
    fix: 'Use the sessionId of a session that the same API key opened; those that ended long ago are deleted.',
    field,
    value_received: maskForResponse(id),
  })
}

/** @throws {ApiError} `capacity_exceeded`, always. */
export function failFullOfSessions(): never {
  fail('capacity_exceeded', {
    message: 'The server is full of open Connect sessions and takes no more.',
    fix: 'Complete some, let them expire, or start the server with a higher REPULL_MOCK_MAX_SESSIONS.',
  })
}
