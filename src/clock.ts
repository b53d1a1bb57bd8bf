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
 * RFC 3339 in UTC with milliseconds, the only form in which a time leaves the server.
 *
 * @example isoTime(0) // '1970-01-01T00:00:00.000Z'
 */
export function isoTime(epochMs: number): string {
  return new Date(epochMs).toISOString()
}
