import { STATUS_CODES } from 'node:http'
import { shellQuoted } from '../lib/shell.js'
import { ApiError, envelope } from './api-error.js'
import { catalogue, type ErrorCode, olderStatuses } from './catalogue.js'

/** All that a page about an error says. */
export type ErrorDescription = ReturnType<typeof describeError>

/**
 * Describes an error of the catalogue.
 *
 * @param mock the address of the server that the script calls.
 * @param providers the slugs of all providers, which some answers list.
 */
export function describeError(code: ErrorCode, mock: string, providers: readonly string[]) {
  const { details, example: given, script: lines, ...entry } = catalogue[code]
  const example = typeof given === 'function' ? given(providers) : given
  const script = lines.join('\n')
  const address = `MOCK=${shellQuoted(mock)}`
  const key = `KEY='Authorization: Bearer sk_test_${code}'`
  // The example's members come first, as they do in an answer.
  const error = new ApiError(code, { ...example, ...details, ...example })
  return {
    ...entry,
    code,
    /** The statuses in older versions of the API, e.g. ` (2026-07: 400)`; empty where they do not differ. */
    olderStatuses: olderStatuses(code),
    /** The status in words, e.g. `Gone`. */
    reason: STATUS_CODES[entry.status] as string,
    /** Whether the script works only on a server with control features. */
    needsControl: /Prefer:|\/_mock/.test(script),
    /** A shell script, to be copied as it is, that ends in the error. */
    script: [address, ...(script.includes('$KEY') ? [key] : []), script].join('\n'),
    /** What its last call is answered, as JSON. */
    answer: toJson(envelope(error, 'req_01KAJ5M1Q0V7W8X9Y0Z1A2B3C4')),
  }
}

/** JSON with each list on one line. */
function toJson(value: unknown): string {
  const onOneLine = (list: string) => `[${list.slice(1, -1).trim().replace(/\n\s+/g, ' ')}]`
  return JSON.stringify(value, null, 2).replace(/\[[^[\]]*\]/g, onOneLine)
}
