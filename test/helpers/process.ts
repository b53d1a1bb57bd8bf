import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const cli = fileURLToPath(new URL('../../dist/cli.js', import.meta.url))

/** What of the runner's own flags collects coverage; compiling is done already, and would make each start slow. */
const coverage = process.execArgv.filter((flag) => /processinfo|source-maps/.test(flag))

/** The program in a process of its own. */
export interface Program {
  readonly child: ChildProcess
  readonly stdout: () => string
  readonly stderr: () => string
  /** Resolves to the first stdout line that matches; rejects when the program ends before. */
  line(pattern: RegExp): Promise<string>
  /** The exit code, or the name of the signal that ended it. */
  readonly ended: Promise<number | string | null>
}

/** Runs the command line program with these arguments and settings, and nothing else from the environment. */
export function runProgram(args: readonly string[], settings: Record<string, string> = {}): Program {
  const { PATH, HOME, ...rest } = process.env
  const ofRunner = Object.fromEntries(Object.entries(rest).filter(([name]) => /TAP|NODE_V8/.test(name)))
  const child = spawn(process.execPath, [...coverage, cli, ...args], {
    env: { PATH, HOME, ...ofRunner, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  const ended = new Promise<number | string | null>((resolve) => {
    child.on('close', (code, signal) => resolve(code ?? signal))
  })
  child.stderr?.on('data', (chunk) => {
    stderr += chunk
  })
  child.stdout?.on('data', (chunk) => {
    stdout += chunk
  })
  const line = (pattern: RegExp) =>
    new Promise<string>((resolve, reject) => {
      const look = () => {
        const found = stdout.split('\n').find((one) => pattern.test(one))
        if (found !== undefined) resolve(found)
      }
      child.stdout?.on('data', look)
      ended.then(() => reject(new Error(`ended without ${pattern}: ${stdout}${stderr}`)))
      look()
    })
  return { child, stdout: () => stdout, stderr: () => stderr, line, ended }
}

/** Starts the server on a free port and resolves when it is ready. */
export async function startProgram(
  settings: Record<string, string> = {},
): Promise<Program & { url: string }> {
  const program = runProgram([], { PORT: '0', ...settings })
  const ready = await program.line(/listening on/)
  return { ...program, url: /http:\/\/[\w.:[\]]+/.exec(ready)?.[0] ?? '' }
}
