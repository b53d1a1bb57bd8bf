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

/** The first error of the catalogue with a status; undefined when none has it. */
export function firstWithStatus(status: number): ErrorCode | undefined {
  return errorCodes.find((code) => catalogue[code].status === status)
}
