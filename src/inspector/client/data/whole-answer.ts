import type { RecordedRequest } from './entries.js'

/** Whether the app got no whole answer, though the server may have made one. */
export function isCut({ status, fault }: RecordedRequest): boolean {
  const { drop, truncate } = fault?.respond ?? {}
  return status === null || drop !== undefined || truncate !== undefined
}
