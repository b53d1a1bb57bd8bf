import { STATUS_CODES } from 'node:http'
import { ApiError } from './api-error.js'
import { callNotes } from './call-notes.js'
import { catalogue, type ErrorCode } from './catalogue.js'
import { connectNotes } from './connect-notes.js'
import { envelope } from './envelope.js'
import type { ErrorNote, ErrorNotes } from './error-note.js'
import { serverNotes } from './server-notes.js'
import { injectedError } from './simulated.js'

const notes: ErrorNotes<ErrorCode> = { ...connectNotes, ...callNotes, ...serverNotes }

/** All that a page about an error says. */
export interface ErrorDescription {
  readonly code: ErrorCode
  readonly status: number
  /** The status in words, e.g. `Gone`. */
  readonly reason: string
  /** What happened. */
  readonly message: string
  /** What to do about it. */
  readonly fix: string
  readonly isOurs: boolean
  readonly when: readonly string[]
  /** What the server must be started with for the script, e.g. `REPULL_MOCK_PLAN=free`; null for nothing. */
  readonly setting: string | null
  readonly remark: string | null
  /** Whether the script works only where testers may steer. */
  readonly controlEnabled: boolean
  /** A shell script, to be copied as it is, that ends in the error. */
  readonly script: string
  /** What its last call is answered, as JSON. */
  readonly answer: string
}

/**
 * Describes an error of the catalogue.
 *
 * @param mock the address of the server that the script calls.
 */
export function describeError(code: ErrorCode, mock: string): ErrorDescription {
  const { isOurs = false, when, sh, answer, setting, remark }: ErrorNote = notes[code]
  const { status, message, fix } = catalogue[code]
  const body = sh.join('\n')
  const address = `MOCK='${mock.replaceAll("'", "'\\''")}'`
  const key = `KEY='Authorization: Bearer sk_test_${code}'`
  const error = answer === undefined ? injectedError(code) : new ApiError(code, answer)
  return {
    code,
    status,
    reason: STATUS_CODES[status] as string,
    message,
    fix,
    isOurs,
    when,
    setting: setting ?? null,
    remark: remark ?? null,
    controlEnabled: /Prefer:|\/_mock/.test(body),
    script: [address, ...(body.includes('$KEY') ? [key] : []), body].join('\n'),
    answer: print(envelope(error, 'req_01KAJ5M1Q0V7W8X9Y0Z1A2B3C4')),
  }
}

/** JSON with each list on one line. */
function print(value: unknown): string {
  const onOneLine = (list: string) => `[${list.slice(1, -1).trim().replace(/\n\s+/g, ' ')}]`
  return JSON.stringify(value, null, 2).replace(/\[[^[\]]*\]/g, onOneLine)
}
