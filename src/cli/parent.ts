import { readFileSync } from 'node:fs'
import process from 'node:process'
import { clearInterval, setInterval } from '../lib/node-globals.js'
import { endingSignals } from './signals.js'

/** How long a process outlives the one that runs it, at most, in milliseconds. */
const lookMs = 100

/**
 * Whether npm runs this program for as long as it runs itself: by npx, or by `npm start` of this project. In other scripts
 * the program may be meant to stay.
 */
export function isRunByNpm(environment: NodeJS.ProcessEnv): boolean {
  const { npm_lifecycle_event: event, npm_package_name: name } = environment
  return event === 'npx' || (event === 'start' && name === 'repull-mock')
}

/**
 * Ends this process as SIGTERM does once the one that runs it is gone, unless a signal has come before. npm runs a program
 * in a shell, and that does not pass signals on; on SIGHUP npm ends without a word to either.
 */
export function endWithParent(): void {
  const runner = runnerOf(process.ppid)
  const timer = setInterval(() => {
    if (runnerOf(process.ppid) !== runner) process.kill(process.pid, 'SIGTERM')
  }, lookMs).unref()
  for (const signal of endingSignals) process.once(signal, () => clearInterval(timer))
}

/**
 * Who runs a process whose parent this is: the parent, or of a shell that was started for one command its own parent, where
 * the system shows that.
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
