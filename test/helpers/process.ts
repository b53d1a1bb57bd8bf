import { type ChildProcess, type SpawnOptions, spawn, spawnSync } from 'node:child_process'
import type { Test } from 'tap'
import { declarations } from '../../src/cli/settings.js'
import { root } from './project.js'

const { NODE_V8_COVERAGE } = process.env

/** Coverage is counted in the sources; without it, what users get is tested. */
const cli = `${root}${NODE_V8_COVERAGE === undefined ? 'bundle/cli.cjs' : '.cache/tests/src/cli.js'}`

const coverage = NODE_V8_COVERAGE === undefined ? {} : { NODE_V8_COVERAGE }

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

/**
 * Runs the command line program with these arguments and settings, and nothing else from the environment, until the test
 * ends.
 *
 * @param settings by their names, e.g. `SESSION_TTL`; other names are variables.
 * @param plain variables as they are, also where they are called like a setting.
 */
export function runProgram(
  t: Test,
  args: readonly string[],
  settings: Record<string, string> = {},
  stdin: 'ignore' | 'pipe' = 'ignore',
  plain: Record<string, string> = {},
): Program {
  const [env, ...words] = programCommand(args, { ...variablesOf(settings), ...plain })
  return watch(t, spawn(env, words, { stdio: [stdin, 'pipe', 'pipe'] }))
}

/** Runs the program with outputs of the test's own; of a `pipe` nobody reads. */
export function runUnread(t: Test, args: readonly string[], stdout: Place, stderr: Place): Unread {
  const [env, ...words] = programCommand(args, {})
  const child = spawn(env, words, { stdio: ['ignore', stdout, stderr] })
  const ended = new Promise<number | string | null>((resolve) => {
    child.on('exit', (code, signal) => resolve(code ?? signal))
  })
  t.teardown(() => {
    child.kill('SIGKILL')
    return ended
  })
  return { child, ended }
}

/** Runs the program from a shell with redirections like `>&-`. */
export function runRedirected(t: Test, args: readonly string[], redirections: string): Program {
  const words = ['-c', `exec "$@" ${redirections}`, 'sh', ...programCommand(args, {})]
  return watch(t, spawn('sh', words, { stdio: ['ignore', 'pipe', 'pipe'] }))
}

/** What `spawn` takes for an output. */
type Place = 'pipe' | 'ignore' | number

/** A program whose outputs are not read here. */
export type Unread = Pick<Program, 'child' | 'ended'>

/** Settings by their names as the variables that the program reads; other names stay. */
export function variablesOf(settings: Readonly<Record<string, string>>): Record<string, string> {
  const variables = Object.entries(settings).map(([name, text]) => [
    name in declarations ? `REPULL_MOCK_${name}` : name,
    text,
  ])
  return Object.fromEntries(variables)
}

/** Runs any command with these variables, and nothing else from the environment, until the test ends. */
export function runCommand(
  t: Test,
  words: readonly string[],
  variables: Record<string, string> = {},
  options: Pick<SpawnOptions, 'cwd' | 'uid' | 'gid' | 'detached'> = {},
): Program {
  const [env, ...rest] = cleanly(words, variables)
  return watch(t, spawn(env, rest, { ...options, stdio: ['ignore', 'pipe', 'pipe'] }))
}

/**
 * Starts a server by a line of the shell, on any free port.
 *
 * @returns its url, and what ends it with all that the line has started, as the end of the test does.
 */
export async function startLine(
  t: Test,
  line: string,
  cwd: string,
): Promise<{ url: string; end: () => Promise<unknown> }> {
  const [env, ...words] = cleanly(['sh', '-ec', `exec 2>&1\n${line}`], { REPULL_MOCK_PORT: '0' })
  const child = spawn(env, words, { cwd, stdio: ['ignore', 'pipe', 'pipe'], detached: true })
  const closed = new Promise((resolve) => child.on('close', resolve))
  const end = () => {
    try {
      process.kill(-(child.pid as number), 'SIGKILL')
    } catch {
      // Nothing of it is left.
    }
    return closed
  }
  t.teardown(end)
  const url = await new Promise<string>((resolve, reject) => {
    let said = ''
    child.stdout.on('data', (chunk) => {
      said += chunk
      const [, url] = /repull-mock listening on (http:\/\/127\.0\.0\.1:\d+)/.exec(said) ?? []
      if (url) resolve(url)
    })
    closed.then(() => reject(new Error(said)))
  })
  return { url, end }
}

/** Whether `runOnTerminal` works here: it needs the `script` of util-linux. */
export const hasTerminal = /util-linux/.test(String(spawnSync('script', ['--version']).stdout))

export interface TerminalOptions {
  readonly variables?: Record<string, string>
  /** Its width in characters. */
  readonly columns?: number
}

/** Runs the program on a terminal. What is written to the child's stdin is typed; all output is on stdout. */
export function runOnTerminal(
  t: Test,
  args: readonly string[],
  { variables = {}, columns = 80 }: TerminalOptions = {},
): Program {
  const words = programCommand(args, variables)
  const quoted = words.map((word) => `'${word.replaceAll("'", "'\\''")}'`)
  const line = `stty cols ${columns} && exec ${quoted.join(' ')}`
  return watch(t, spawn('script', ['-qefc', line, '/dev/null'], { stdio: 'pipe' }))
}

/** The words that run the command line program with these arguments and variables. */
export function programCommand(
  args: readonly string[],
  variables: Record<string, string>,
): [string, ...string[]] {
  return cleanly([process.execPath, cli, ...args], { ...coverage, ...variables })
}

/**
 * A command with these variables as its whole environment. `env` becomes it, and drops what the runner adds to the
 * environment of every process that a test starts.
 */
export function cleanly(
  words: readonly string[],
  variables: Record<string, string> = {},
): [string, ...string[]] {
  const { PATH = '', HOME = '' } = process.env
  const whole = Object.entries({ PATH, HOME, ...variables })
  return ['env', '-i', ...whole.map(([name, value]) => `${name}=${value}`), ...words]
}

function watch(t: Test, child: ChildProcess): Program {
  let stdout = ''
  let stderr = ''
  const ended = new Promise<number | string | null>((resolve) => {
    child.on('close', (code, signal) => resolve(code ?? signal))
  })
  const exited = new Promise((resolve) => child.on('exit', resolve))
  t.teardown(() => {
    child.kill('SIGKILL')
    return exited
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

/** Resolves once there is no such process any more. */
export async function untilGone(pid: number): Promise<void> {
  for (;;) {
    try {
      process.kill(pid, 0)
    } catch {
      return
    }
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** Starts the server on a free port and resolves when it is ready. */
export async function startProgram(
  t: Test,
  settings: Record<string, string> = {},
): Promise<Program & { url: string }> {
  const program = runProgram(t, [], { PORT: '0', ...settings })
  const ready = await program.line(/listening on/)
  return { ...program, url: /http:\/\/[\w.:[\]]+/.exec(ready)?.[0] ?? '' }
}
