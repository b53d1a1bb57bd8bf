import { type ChildProcess, spawn } from 'node:child_process'
import process from 'node:process'
import type { Outcome } from '../drill/evidence.js'
import type { Subject } from '../drill/options.js'
import { systemAlarm } from '../lib/clock.js'
import { shellQuoted } from '../lib/shell.js'
import type { MockWorkspace } from '../mock/mock.js'
import type { ChildCommand } from './command-line.js'
import { exitCodeOf } from './signals.js'

/** How much of what a command writes is kept, in bytes. */
const keptOutput = 4096

/** How long the last output of a command is waited for, in milliseconds. */
const lastOutputMs = 500

/** A command as a subject of a drill: each run is a process with the address and the key of its workspace. */
export function commandSubject(command: ChildCommand): Subject {
  return {
    name: shellLine(command),
    run: (workspace, signal) => runProcess(command, workspace, signal),
  }
}

/** Words as a shell reads them. */
export function shellLine(words: readonly string[]): string {
  return words.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : shellQuoted(word))).join(' ')
}

/** Runs a command in a process group of its own, and ends all of it with the command. */
function runProcess(
  [program, ...args]: ChildCommand,
  { url, apiKey }: MockWorkspace,
  signal: AbortSignal,
): Promise<Outcome> {
  const tail = new Tail()
  const child = spawn(program, args, {
    env: { ...process.env, REPULL_API_BASE_URL: url, REPULL_API_URL: url, REPULL_KEY: apiKey },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  child.stdout.on('data', (piece) => tail.add(piece))
  child.stderr.on('data', (piece) => tail.add(piece))
  const stop = () => killGroup(child)
  signal.addEventListener('abort', stop)
  return new Promise((resolve) => {
    const end = (exitCode: number | null, output: string) => {
      signal.removeEventListener('abort', stop)
      resolve({ exitCode, output })
    }
    child.on('error', (error: NodeJS.ErrnoException) =>
      end(error.code === 'ENOENT' ? 127 : 126, whyNot(program, error)),
    )
    child.on('exit', (code, name) => {
      killGroup(child)
      // The last lines are read once nobody of the group holds the pipes. One that left the group may hold them for ever.
      const ended = code ?? exitCodeOf(name as NodeJS.Signals)
      const cancel = systemAlarm(lastOutputMs, () => {
        child.stdout.destroy()
        child.stderr.destroy()
      })
      child.on('close', () => {
        cancel()
        end(signal.aborted ? null : ended, tail.text)
      })
    })
  })
}

/** Why a command could not be run. */
function whyNot(program: string, { code, message }: NodeJS.ErrnoException): string {
  const name = JSON.stringify(program)
  if (code === 'ENOENT') return `there is no command ${name}; check its spelling and PATH`
  return `cannot run ${name}: ${message}; check that it is a program that may be executed`
}

function killGroup({ pid }: ChildProcess): void {
  try {
    process.kill(-(pid as number), 'SIGKILL')
  } catch {
    // Nothing of the group is left, or the command could not be run.
  }
}

/** The end of a stream of bytes. */
class Tail {
  #pieces: Buffer[] = []
  #size = 0

  add(piece: Buffer): void {
    this.#pieces.push(piece)
    this.#size += piece.length
    while (this.#size - (this.#pieces[0] as Buffer).length >= keptOutput)
      this.#size -= (this.#pieces.shift() as Buffer).length
  }

  get text(): string {
    return Buffer.concat(this.#pieces).subarray(-keptOutput).toString('utf8')
  }
}
