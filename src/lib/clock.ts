import { isoTime } from './iso-time.js'
import { clearTimeout, setTimeout } from './node-globals.js'

/** A source of time. Everything that depends on time is handed one. */
export interface Clock {
  /** The present instant, in epoch milliseconds. */
  now(): number
}

/** The machine's own time. */
export const systemClock: Clock = { now: () => Date.now() }

/**
 * Waits `delayMs` of real time, or until the signal says that it is no use any more. Simulated slowness is handed one, so
 * that tests need not wait.
 */
export type Pause = (delayMs: number, signal?: AbortSignal) => Promise<void>

/**
 * A pause on real timers which never keeps the process alive.
 *
 * @returns `pause`, and `stop`, which forgets every pause under way: none of them settles afterwards.
 */
export function createPause(): { pause: Pause; stop: () => void } {
  const timers = new Set<NodeJS.Timeout>()
  return {
    pause: (delayMs, signal) =>
      new Promise((resolve) => {
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
 * Rings once after `delayMs` of real time, on a timer which never keeps the process alive.
 *
 * @returns what cancels it.
 */
export type Alarm = (delayMs: number, ring: () => void) => () => void

/** An alarm on the machine's own timers. */
export const systemAlarm: Alarm = (delayMs, ring) => {
  const timer = setTimeout(ring, delayMs).unref()
  return () => clearTimeout(timer)
}

const instantForm = /^(\d{4})-(\d\d)-(\d\d)T\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/i

/**
 * Reads an instant in RFC 3339.
 *
 * @returns epoch milliseconds, or undefined when the text is none, like one of the 30th of February.
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
 * @returns YYYY-MM-DD, or undefined when the text is neither, or its day in UTC is of a year without four digits.
 */
export function parseDay(text: string): string | undefined {
  const epochMs = parseInstant(/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00:00Z` : text)
  return epochMs === undefined ? undefined : /^\d{4}-\d\d-\d\d/.exec(isoTime(epochMs))?.[0]
}
