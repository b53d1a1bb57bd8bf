import { type ChildProcess, spawn } from 'node:child_process'
import { fstatSync } from 'node:fs'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { isatty } from 'node:tty'
import { listen, readyText } from '../server.js'
import type { ChildCommand } from './command-line.js'
import type { Output } from './output.js'
import type { Settings } from './settings.js'
import { endingSignals, exitCodeOf } from './signals.js'

/** How long the last of a command's stderr may take to be written, in milliseconds. */
const flushTimeoutMs = 1500

/**
 * Runs a command with a server that lives as long as the command, with the url and a key in its environment. SIGINT,
 * SIGTERM and SIGHUP go on to the command; the second of them ends this process with all that the command started.
 *
 * @param output takes the log.
 * @param printError takes one line that says why the command could not be run.
 * @returns the exit code (ours): the command's own, 128 and the number of the signal that ended it, 127 if there is no
 * such command, 126 if it cannot be run.
 * @throws the error of the system if the server cannot listen, e.g. `EADDRINUSE`; the command was not run then.
 */
export async function runCommand(
  [program, ...args]: ChildCommand,
  settings: Settings,
  output: Output,
  printError: (message: string) => void,
): Promise<number> {
  // On a terminal the command stays in our group, so that it may read from it; there Ctrl-C reaches both of us.
  const hasOwnGroup = !isatty(0)
  let child: ChildProcess | undefined
  let stderrWritten: Promise<unknown> = Promise.resolve()
  let received: NodeJS.Signals | undefined
  for (const signal of endingSignals) {
    process.on(signal, () => {
      if (received !== undefined) {
        if (child) killAll(child, hasOwnGroup)
        process.exit(exitCodeOf(signal))
      }
      received = signal
      if (hasOwnGroup || signal !== 'SIGINT') child?.kill(signal)
    })
  }

  const server = await listen(settings, output, ({ app, url, port }) =>
    app.log.info({ url, port }, readyText(url)),
  )
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
    if (child.stderr) stderrWritten = forward(child.stderr)
    return exitOf(child)
  }
  let exitCode: number
  try {
    exitCode = received === undefined ? await run() : exitCodeOf(received)
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    const name = JSON.stringify(program)
    exitCode = code === 'ENOENT' ? 127 : 126
    if (exitCode === 127) printError(`there is no command ${name}; check its spelling and PATH`)
    else printError(`cannot run ${name}: ${message}; check that it is a program that may be executed`)
  }
  if (child) killAll(child, hasOwnGroup)
  await Promise.race([stderrWritten, sleep(flushTimeoutMs)])
  await server.close()
  return exitCode
}

/**
 * Copies a command's stderr to ours if that is a socket. If the command shared the socket, it could make it blocking, and
 * a log line could then stop the server. Once the reader has gone, the command gets EPIPE as usual.
 */
async function forward(stderr: Readable): Promise<void> {
  process.stderr.on('error', () => {})
  await pipeline(stderr, process.stderr, { end: false }).catch(() => {})
  await new Promise((resolve) => process.stderr.write('', resolve))
}

/** @throws the error of the system if the command could not be run. */
function exitOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.on('exit', (code, signal) => resolve(code ?? exitCodeOf(signal as NodeJS.Signals)))
    child.on('error', (error) => {
      if (child.pid === undefined) reject(error) // Later errors say that a signal was not allowed.
    })
  })
}

/** Kills a command if it still runs, and what is left of its process group. */
function killAll(child: ChildProcess, hasOwnGroup: boolean): void {
  child.kill('SIGKILL')
  if (!hasOwnGroup || child.pid === undefined) return
  try {
    process.kill(-child.pid, 'SIGKILL')
  } catch {
    // Nothing of the group is left.
  }
}
