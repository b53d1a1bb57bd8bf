import type { Alarm } from '../lib/clock.js'

/** The longest alarm, in milliseconds. */
const maxAlarmMs = 24 * 3_600_000

/** One alarm for each workspace. */
export class Alarms {
  readonly #alarm: Alarm
  readonly #ring: (workspaceId: string) => void
  /** What cancels the alarm of a workspace. */
  readonly #cancels = new Map<string, () => void>()

  /** @param ring is called for the workspace whose alarm it is. */
  constructor(alarm: Alarm, ring: (workspaceId: string) => void) {
    this.#alarm = alarm
    this.#ring = ring
  }

  /** Sets the alarm of a workspace, in place of the one before; none for an infinite delay. */
  set(workspaceId: string, delayMs: number): void {
    this.#cancels.get(workspaceId)?.()
    this.#cancels.delete(workspaceId)
    if (delayMs === Number.POSITIVE_INFINITY) return
    const cancel = this.#alarm(Math.min(delayMs, maxAlarmMs), () => {
      this.#cancels.delete(workspaceId)
      this.#ring(workspaceId)
    })
    this.#cancels.set(workspaceId, cancel)
  }

  clear(): void {
    for (const cancel of this.#cancels.values()) cancel()
    this.#cancels.clear()
  }
}

/** Resolves after so many milliseconds, or once it is stopped. */
export function pauseUntil(alarm: Alarm, delayMs: number, stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      cancel()
      stop.removeEventListener('abort', end)
      resolve()
    }
    const cancel = alarm(delayMs, end)
    stop.addEventListener('abort', end)
  })
}
