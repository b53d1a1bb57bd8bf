import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'

/** How a child is run. */
export interface ChildOptions {
  /** On top of PATH and HOME, which are all that it has of our environment. */
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly cwd?: string
  readonly stdio?: Parameters<typeof spawn>[2]['stdio']
}

/** Every process that the bench starts, so that none outlives it. */
export class Children {
  readonly #running = new Set<ChildProcess>()

  /** Ends all of them when this process ends, by whatever way, signals included. */
  constructor() {
    process.on('exit', () => this.#killAll())
    for (const [signal, number] of [
      ['SIGHUP', 1],
      ['SIGINT', 2],
      ['SIGTERM', 15],
    ] as const) {
      process.on(signal, () => process.exit(128 + number))
    }
  }

  /** Starts a program in a group of its own. */
  start(command: string, args: readonly string[], { env, cwd, stdio }: ChildOptions = {}): ChildProcess {
    const { PATH = '', HOME = '' } = process.env
    const child = spawn(command, args, {
      env: { PATH, HOME, ...env },
      detached: true,
      ...(cwd !== undefined && { cwd }),
      stdio: stdio ?? ['ignore', 'pipe', 'pipe'],
    })
    this.#running.add(child)
    child.once('exit', () => this.#running.delete(child))
    child.once('error', () => this.#running.delete(child))
    return child
  }

  /** Ends a child and all that it started, and waits until it is gone. */
  async end(child: ChildProcess): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, 'exit')
    killGroup(child)
    await gone
  }

  /**
   * Runs a program to its end, in our own environment.
   *
   * @returns its standard output.
   * @throws {Error} with what it wrote when it fails, or is not done in time.
   */
  async run(command: string, args: readonly string[], timeoutMs: number, cwd?: string): Promise<string> {
    const child = this.start(command, args, { env: process.env, ...(cwd !== undefined && { cwd }) })
    let written = ''
    let output = ''
    child.stdout?.on('data', (chunk) => {
      output += chunk
    })
    child.stderr?.on('data', (chunk) => {
      written += chunk
    })
    const timer = new AbortController()
    const ended = once(child, 'close').then(([code]) => code as number | null)
    const outcome = await Promise.race([
      ended,
      sleep(timeoutMs, 'late' as const, { signal: timer.signal }).catch(() => 'late' as const),
    ])
    timer.abort()
    if (outcome === 0) return output
    await this.end(child)
    const why = outcome === 'late' ? `was not done in ${timeoutMs / 1000} s` : `ended with ${outcome}`
    throw new Error(`${command} ${args.join(' ')} ${why}: ${(written + output).trim().slice(-500)}`)
  }

  #killAll(): void {
    for (const child of this.#running) killGroup(child)
  }
}

function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // It is gone already.
  }
}
