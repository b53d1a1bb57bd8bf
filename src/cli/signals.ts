import { readFileSync } from 'node:fs'
import { constants } from 'node:os'
import process from 'node:process'
import { systemAlarm } from '../lib/clock.js'
import { clearInterval, setInterval } from '../lib/node-globals.js'

/** The signals that ask a program to end. */
export const endingSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** How long the program may take to end after a signal, in milliseconds. */
const shutdownTimeoutMs = 1900

/** How often the program looks whether npm still runs, in milliseconds. */
const parentCheckMs = 100

/** The exit code of a program that a signal ended, as shells report it. */
export function exitCodeOf(signal: NodeJS.Signals): number {
  return 128 + constants.signals[signal]
}

/** Resolves to the first signal. The second one ends the process at once, and so do 1.9 s without an end. */
export function untilSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    let isEnding = false
    for (const signal of endingSignals) {
      process.on(signal, () => {
        if (isEnding) process.exit(exitCodeOf(signal))
        isEnding = true
        systemAlarm(shutdownTimeoutMs, () => process.exit(0))
        resolve(signal)
      })
    }
  })
}

/**
 * Whether npm runs this program, and should end it: by npx, or by `npm start` of this project. Other scripts may start
 * the program and leave it running.
 */
export function isRunByNpm(environment: NodeJS.ProcessEnv): boolean {
  const { npm_lifecycle_event: event, npm_package_name: name } = environment
  return event === 'npx' || (event === 'start' && name === 'repull-mock')
}

/**
 * Sends this process SIGTERM once its runner is gone, unless a signal came before. npm runs a program in a shell that
 * does not pass signals on, and on SIGHUP npm ends without telling either.
 */
export function endWithParent(): void {
  const runner = runnerOf(process.ppid)
  const timer = setInterval(() => {
    if (runnerOf(process.ppid) !== runner) process.kill(process.pid, 'SIGTERM')
  }, parentCheckMs).unref()
  for (const signal of endingSignals) process.once(signal, () => clearInterval(timer))
}

/**
 * The process that runs a child of `parent`: the parent itself, or its own parent if it is a shell that was started for
 * one command. Where the system does not show that, it is the parent.
 */
export function runnerOf(parent: number): number {
  try {
    const [, option] = readFileSync(`/proc/${parent}/cmdline`, 'utf8').split('\0')
    if (option !== '-c') return parent
    const status = readFileSync(`/proc/${parent}/status`, 'utf8')
    return Number(/^PPid:\s*(\d+)$/m.exec(status)?.[1])
  } catch {
    return parent
  }
}
