import type { ClockReading } from './entries.js'

/** What a clock showed, and when that was heard, in milliseconds of the page. */
export interface HeardClock extends ClockReading {
  readonly heardMs: number
}

/**
 * What a clock shows now, in epoch milliseconds.
 *
 * @param nowMs milliseconds of the page.
 */
export function shownBy({ now, frozen, heardMs }: HeardClock, nowMs: number): number {
  return Date.parse(now) + (frozen ? 0 : nowMs - heardMs)
}
