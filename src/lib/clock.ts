import { clearTimeout, performance, setTimeout } from './node-globals.js'

/** A source of time, passed to all that depends on time. */
export interface Clock {
  /** The current time in epoch milliseconds. */
  now(): number
}

/** The clock of the machine. */
export const systemClock: Clock = { now: () => Date.now() }

/** Milliseconds since some moment, for durations. It goes on where a test runner lets the time of day stand still. */
export const steadyClock: Clock = { now: () => performance.now() }

/**
 * Waits `delayMs` of real time, or until the signal aborts. Delays of responses take one as an argument, so that tests
 * need not wait.
 */
export type Pause = (delayMs: number, signal?: AbortSignal) => Promise<void>

/**
 * A pause on timers that do not keep the process alive.
 *
 * @returns `pause`, and `stop`, which drops every pause in progress: none of them settles afterwards.
 */
export function createPause(): { pause: Pause; stop: () => void } {
  const timers = new Set<NodeJS.Timeout>()
  return {
    pause: (delayMs, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) return resolve()
        const end = () => {
          clearTimeout(timer)
          timers.delete(timer)
          signal?.removeEventListener('abort', end)
          resolve()
        }
        const timer = setTimeout(end, delayMs)
        timers.add(timer.unref())
        signal?.addEventListener('abort', end)
      }),
    stop: () => {
      for (const timer of timers) clearTimeout(timer)
      timers.clear()
    },
  }
}

/**
 * Calls `ring` once after `delayMs` of real time, on a timer that does not keep the process alive.
 *
 * @returns a function that cancels it.
 */
export type Alarm = (delayMs: number, ring: () => void) => () => void

/** The alarm of the machine. */
export const systemAlarm: Alarm = (delayMs, ring) => {
  const timer = setTimeout(ring, delayMs).unref()
  return () => clearTimeout(timer)
}

/**
 * RFC 3339 in UTC with milliseconds, the only form in which a time leaves the server.
 *
 * @example isoTime(0) // '1970-01-01T00:00:00.000Z'
 */
export function isoTime(epochMs: number): string {
  return new Date(epochMs).toISOString()
}

const instantForm = /^(\d{4})-(\d\d)-(\d\d)T\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/i

/**
 * Reads an instant in RFC 3339.
 *
 * @returns epoch milliseconds, or undefined for any other text, also for the 30th of February.
 */
export function parseInstant(text: string): number | undefined {
  const [, year, month, day] = instantForm.exec(text) ?? []
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)))
  const epochMs = Date.parse(text)
  return date.getUTCDate() === Number(day) && !Number.isNaN(epochMs) ? epochMs : undefined
}

/**
 * Reads a day, or the day in UTC of an instant.
 *
 * @returns YYYY-MM-DD, or undefined for any other text, also if the year in UTC does not have four digits.
 */
export function parseDay(text: string): string | undefined {
  const epochMs = parseInstant(/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00:00Z` : text)
  return epochMs === undefined ? undefined : /^\d{4}-\d\d-\d\d/.exec(isoTime(epochMs))?.[0]
}
