import { fail } from '../errors/api-error.js'
import { maskForResponse } from '../lib/masking.js'
import { type ApiVersion, newestVersion } from '../versions/api-version.js'
import { inVersion, versionWarning } from '../versions/differences.js'

/**
 * Judges the length of the state that an app gives a session (published; it differs between versions).
 *
 * @returns a warning for one that is too long in the newest version.
 * @throws {ApiError} `invalid_body` for one that is too long in the version of the call.
 */
export function judgeStateLength(version: ApiVersion, state: string): readonly string[] {
  const { length } = [...state]
  const longest = inVersion(version, 'stateLength')
  if (length > longest) {
    fail('invalid_body', {
      message: `state must have at most ${longest} characters; it has ${length}.`,
      fix: `Send state with at most ${longest} characters.`,
      field: 'state',
      value_received: maskForResponse(state),
    })
  }
  return length > inVersion(newestVersion, 'stateLength') ? [versionWarning(version, 'stateLength')] : []
}
