import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Children } from './children.js'
import type { ProbeAnswer } from './probe.js'
import { hasAccounts, readUsage, type Usage } from './usage.js'

/** A server that can be started. */
export interface ServerProgram {
  readonly name: string
  /** What Node runs: a file and its arguments. */
  readonly args: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** Where its output goes. */
  readonly logFile: string
  /** The port it was given; without it the port is read from its ready line. */
  readonly port?: number
  /** Whether its event loop is watched from inside. */
  readonly isProbed?: boolean
}

/** A server in a process of its own. */
export interface ServerProcess {
  readonly name: string
  readonly port: number
  usage(): Promise<Usage>
  /** What it says of itself since it was last asked; only of one that is probed. */
  ask(): Promise<ProbeAnswer>
  stop(): Promise<void>
}

const probe = fileURLToPath(new URL('./probe.js', import.meta.url))
const readyLine = /listening on http:\/\/127\.0\.0\.1:(\d+)/
const startMs = 60_000

/**
 * Starts a server and waits until it says where it listens.
 *
 * @throws {Error} with what it wrote when it ends, or is not ready in a minute.
 */
export async function startServer(children: Children, program: ServerProgram): Promise<ServerProcess> {
  const { name, args, env, logFile } = program
  const isProbed = program.isProbed === true || !hasAccounts
  const output = openSync(logFile, 'w')
  const child = children.start(process.execPath, isProbed ? ['--import', probe, ...args] : args, {
    ...(env && { env }),
    stdio: ['ignore', output, output, ...(isProbed ? (['ipc'] as const) : [])],
  })
  closeSync(output)
  const port = program.port ?? (await readyPort(child, program))
  const ask = async () => {
    const answer = once(child, 'message', { signal: AbortSignal.timeout(startMs) })
    child.send('usage')
    return (await answer)[0] as ProbeAnswer
  }
  return {
    name,
    port,
    usage: hasAccounts ? async () => readUsage(child.pid as number) : ask,
    ask,
    stop: () => children.end(child),
  }
}

async function readyPort(child: ChildProcess, { name, logFile }: ServerProgram): Promise<number> {
  const deadline = performance.now() + startMs
  for (;;) {
    const text = readFileSync(logFile, 'utf8')
    const port = readyLine.exec(text)?.[1]
    if (port !== undefined) return Number(port)
    const hasEnded = child.exitCode !== null || child.signalCode !== null
    if (hasEnded || performance.now() > deadline) {
      const why = hasEnded ? 'ended before it was ready' : `was not ready in ${startMs / 1000} s`
      throw new Error(`The server ${name} ${why}: ${text.trim().slice(-1000)}`)
    }
    await sleep(1)
  }
}
