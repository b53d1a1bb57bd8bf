import { type ChildProcess, spawn } from 'node:child_process'
import { fstatSync } from 'node:fs'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { isatty } from 'node:tty'
import { listen } from '../server.js'
import type { Output } from './output.js'
import type { Settings } from './settings.js'
import { codeOf, endingSignals } from './signals.js'

/**
 * Runs a command beside a server that lives as long as it, with the url and a key in its environment. SIGINT, SIGTERM
 * and SIGHUP go on to the command; the second of them ends the process with all that belongs to it.
 *
 * @param output where the log goes.
 * @param complain is told in one line why the command could not be run.
 * @returns the exit code (ours): the command's own, 128 and the number of the signal that ended it, 127 when there is
 * no such command, 126 when it can't be run.
 * @throws the error of the system when the server can't listen, e.g. `EADDRINUSE`; the command has not been run then.
 */
export async function runCommand(
  [program, ...args]: readonly [program: string, ...args: string[]],
  settings: Settings,
  output: Output,
  complain: (text: string) => void,
): Promise<number> {
  // On a terminal the command stays in its group, so that it may read from it; Ctrl-C reaches both of us there.
  const hasOwnGroup = !isatty(0)
  let child: ChildProcess | undefined
  let passedOn: Promise<unknown> = Promise.resolve()
  let received: NodeJS.Signals | undefined
  for (const signal of endingSignals) {
    process.on(signal, () => {
      if (received !== undefined) {
        if (child) killAll(child, hasOwnGroup)
        process.exit(codeOf(signal))
      }
      received = signal
      if (hasOwnGroup || signal !== 'SIGINT') child?.kill(signal)
    })
  }

  const server = await listen(settings, output)
  const [key = 'sk_test_exec'] = settings.API_KEYS ?? []
  const run = () => {
    child = spawn(program, args, {
      env: {
        ...process.env,
        REPULL_API_BASE_URL: server.localUrl,
        REPULL_API_URL: server.localUrl,
        REPULL_KEY: key,
      },
      stdio: ['inherit', 'inherit', fstatSync(2).isSocket() ? 'pipe' : 'inherit'],
      detached: hasOwnGroup,
    })
    passedOn = child.stderr === null ? passedOn : passOn(child.stderr)
    return endOf(child)
  }
  let exitCode: number
  try {
    exitCode = received === undefined ? await run() : codeOf(received)
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    const name = JSON.stringify(program)
    exitCode = code === 'ENOENT' ? 127 : 126
    if (exitCode === 127) complain(`there is no command ${name}; check its spelling and PATH`)
    else complain(`can not run ${name}: ${message}; check that it is a program that may be executed`)
  }
  if (child) killAll(child, hasOwnGroup)
  await Promise.race([passedOn, sleep(patienceMs)])
  await server.close()
  return exitCode
}

/** How long the last of a command's stderr is tried to be written, in milliseconds. */
const patienceMs = 1500

/**
 * Passes the stderr of a command on where it would be a socket that it has together with us: a command that runs others
 * may make it blocking, and a log line could then stop the server. When the reader has gone, the command is told as ever.
 */
async function passOn(stderr: Readable): Promise<void> {
  process.stderr.on('error', () => {})
  await pipeline(stderr, process.stderr, { end: false }).catch(() => {})
  await new Promise((resolve) => process.stderr.write('', resolve))
}

/** @throws the error of the system when the command could not be run. */
function endOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.on('exit', (code, signal) => resolve(code ?? codeOf(signal as NodeJS.Signals)))
    child.on('error', (error) => {
      if (child.pid === undefined) reject(error) // Later ones say that a signal was not allowed.
    })
  })
}

/** Kills a command if it still runs, and what is left of its group. */
function killAll(child: ChildProcess, hasOwnGroup: boolean): void {
  child.kill('SIGKILL')
  if (!hasOwnGroup || child.pid === undefined) return
  try {
    process.kill(-child.pid, 'SIGKILL')
  } catch {
    // Nothing of the group is left.
  }
}
