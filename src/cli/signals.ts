import { constants } from 'node:os'
import { systemAlarm } from '../lib/clock.js'

/** The signals by which a program is asked to end. */
export const endingSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** How long the program may take to end after a signal, in milliseconds. */
const longestEndMs = 1900

/** The exit code of what a signal ended, as shells tell it. */
export function codeOf(signal: NodeJS.Signals): number {
  return 128 + constants.signals[signal]
}

/**
 * Resolves at the first signal. Ends the process at once at the second, and after 1.9 s whatever is still closing.
 */
export function untilSignal(): Promise<void> {
  return new Promise((resolve) => {
    let isEnding = false
    for (const signal of endingSignals) {
      process.on(signal, () => {
        if (isEnding) process.exit(codeOf(signal))
        isEnding = true
        systemAlarm(longestEndMs, () => process.exit(0))
        resolve()
      })
    }
  })
}
