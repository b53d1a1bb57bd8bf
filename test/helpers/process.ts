import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const isCovering = process.env.TAP_DISABLE_COVERAGE !== '1'

/** What of the runner's own flags collects coverage; compiling is done already, and would make each start slow. */
const coverage = process.execArgv.filter((flag) => isCovering && /processinfo|source-maps/.test(flag))

/** Coverage is counted in the sources; without it, what users get is tested. */
const program = isCovering ? 'dist/cli.js' : 'bundle/cli.cjs'
const cli = fileURLToPath(new URL(`../../${program}`, import.meta.url))

/** The program in a process of its own. */
export interface Program {
  readonly child: ChildProcess
  readonly stdout: () => string
  readonly stderr: () => string
  /** Resolves to the first whole stdout line that matches; rejects when the program ends before. */
  line(pattern: RegExp): Promise<string>
  /** The exit code, or the name of the signal that ended it. */
  readonly ended: Promise<number | string | null>
}

/** Runs the command line program with these arguments and settings, and nothing else from the environment. */
export function runProgram(
  args: readonly string[],
  settings: Record<string, string> = {},
  stdin: 'ignore' | 'pipe' = 'ignore',
): Program {
  const env = environment(settings)
  return watch(spawn(process.execPath, [...coverage, cli, ...args], { env, stdio: [stdin, 'pipe', 'pipe'] }))
}

/** Whether `runOnTerminal` works here: it needs the `script` of util-linux. */
export const hasTerminal = /util-linux/.test(String(spawnSync('script', ['--version']).stdout))

/** Runs the program on a terminal. What is written to the child's stdin is typed; all output is on stdout. */
export function runOnTerminal(args: readonly string[]): Program {
  const words = [process.execPath, ...coverage, cli, ...args]
  const command = words.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ')
  const env = environment({ SHELL: '/bin/sh' })
  return watch(spawn('script', ['-qefc', `exec ${command}`, '/dev/null'], { env, stdio: 'pipe' }))
}

function environment(settings: Record<string, string>): Record<string, string | undefined> {
  const { PATH, HOME, ...rest } = process.env
  const ofRunner = Object.fromEntries(Object.entries(rest).filter(([name]) => /TAP|NODE_V8/.test(name)))
  return { PATH, HOME, ...ofRunner, ...settings }
}

function watch(child: ChildProcess): Program {
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
        const found = stdout
          .split('\n')
          .slice(0, -1)
          .find((one) => pattern.test(one))
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
