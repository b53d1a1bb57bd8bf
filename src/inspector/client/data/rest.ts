/** What was read is read again after this long at least, and at most, in milliseconds. */
const leastMs = 300
const mostMs = 30_000

/** It is read for so small a part of the time. */
const factor = 20

/**
 * How long to wait until something is read again: a server with thousands of workspaces takes long for some lists, and a
 * page that is left open must not keep it busy.
 *
 * @param tookMs how long reading it took, in milliseconds.
 */
export function restAfter(tookMs: number): number {
  return Math.min(mostMs, Math.max(leastMs, factor * tookMs))
}
