import { type ApiVersion, apiVersions, newestVersion } from '../versions/api-version.js'
import { inVersion } from '../versions/differences.js'
import type { ErrorEntry } from './entry.js'
import { callErrors } from './table/calls.js'
import { connectErrors } from './table/connect.js'
import { serverErrors } from './table/server.js'
import { webhookErrors } from './table/webhooks.js'

const table = { ...callErrors, ...connectErrors, ...serverErrors, ...webhookErrors }

/** A code of the catalogue. */
export type ErrorCode = keyof typeof table

/** Every error that this server can answer. A code is for ever: none is renamed or gets another meaning. */
export const catalogue: Readonly<Record<ErrorCode, ErrorEntry>> = table

/** Every code, by status. */
export const errorCodes: readonly ErrorCode[] = (Object.keys(table) as ErrorCode[]).sort(
  (a, b) => catalogue[a].status - catalogue[b].status,
)

/** Every status of the catalogue, ascending. */
export const errorStatuses: readonly number[] = [...new Set(errorCodes.map((code) => catalogue[code].status))]

/** The status of an error in a version of the API. */
export function statusOf(code: ErrorCode, version: ApiVersion): number {
  const { status, statusRow } = catalogue[code]
  return statusRow === undefined ? status : inVersion(version, statusRow)
}

/** The statuses of an error in older versions, for its page; empty where they do not differ. @example ' (2026-07: 400)' */
export function olderStatuses(code: ErrorCode): string {
  const differing = apiVersions.filter((one) => statusOf(code, one) !== statusOf(code, newestVersion))
  const texts = differing.map((version) => `${version}: ${statusOf(code, version)}`)
  return texts.length === 0 ? '' : ` (${texts.join(', ')})`
}

/** The first error of the catalogue with a status in a version of the API; undefined when none has it. */
export function firstWithStatus(status: number, version: ApiVersion): ErrorCode | undefined {
  return errorCodes.find((code) => statusOf(code, version) === status)
}
