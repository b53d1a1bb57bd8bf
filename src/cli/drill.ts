import { availableParallelism } from 'node:os'
import process from 'node:process'
import { runDrill } from '../drill/drill.js'
import type { DrillOptions } from '../drill/options.js'
import { RehearsalError } from '../drill/rehearsal.js'
import type { DrillReport } from '../drill/report.js'
import { SelectionError } from '../drill/selection.js'
import { steadyClock, systemAlarm } from '../lib/clock.js'
import { secretText, systemRandom } from '../lib/ids.js'
import { AbortController, URL } from '../lib/node-globals.js'
import { createControl, createSend } from '../mock/client.js'
import type { MockWorkspace } from '../mock/mock.js'
import { type ListeningServer, listen } from '../server.js'
import type { ChildCommand } from './command-line.js'
import type { DrillArguments } from './drill-arguments.js'
import { commandSubject, shellLine } from './drill-process.js'
import { showProgress } from './drill-progress.js'
import { makeFolders, writeReports } from './drill-reports.js'
import type { Output } from './output.js'
import { programName } from './program-name.js'
import type { Settings } from './settings.js'
import { endingSignals, exitCodeOf } from './signals.js'

/** What the command of `drill` is asked to do. */
export interface DrillCommand {
  readonly command: ChildCommand
  readonly settings: Settings
  readonly drill: DrillArguments
}

/**
 * Drills a command: runs it again and again, each time with another failure, and writes what it did.
 *
 * @param out takes the report, `errors` the progress and the log.
 * @param printError takes one line that says why there is no report.
 * @returns the exit code (ours): 0 without harm, 1 with harm or a run that hangs, 2 when a report cannot be written or no
 * case is what was asked for, 3 when the command fails without a failure, 128 and the number of the signal that ended the drill early.
 * @throws the error of the system if the server cannot listen.
 */
export async function runDrillCommand(
  asked: DrillCommand,
  out: Output,
  errors: Output,
  printError: (message: string) => void,
): Promise<number> {
  if (!makeFolders(asked.drill.reports, printError)) return 2
  const ending = untilFirstSignal()
  // What is drilled is alone with its server: memory of its own, and as many keys as there are cases.
  const own = { STORE_URL: null, API_KEYS: null, CONTROL: 'on', CONTROL_TOKEN: null } as const
  const server = await listen({ ...asked.settings, ...own }, errors)
  try {
    return await drillOn(server, asked, { out, errors, printError, ending })
  } finally {
    await server.close()
  }
}

/** Where a drill writes, and what ends it. */
interface DrillPlace {
  readonly out: Output
  readonly errors: Output
  readonly printError: (message: string) => void
  readonly ending: Ending
}

async function drillOn(server: ListeningServer, asked: DrillCommand, place: DrillPlace): Promise<number> {
  const { out, errors, printError, ending } = place
  const { command, drill } = asked
  const subject = commandSubject(command)
  const options = optionsOf(asked)
  const progress = showProgress(errors, steadyClock, options.jobs)
  const links: string[] = []
  printError('rehearsal: the command runs twice without a failure')
  let report: DrillReport
  try {
    report = await runDrill(subject, options, {
      createWorkspace: workspaceMaker(server.app, server.localUrl),
      url: server.localUrl,
      clock: steadyClock,
      alarm: systemAlarm,
      signal: ending.signal,
      events: {
        planned: progress.planned,
        judged: (judged) => {
          progress.judged(judged)
          links.push(`${server.localUrl}/_mock#workspace=${judged.workspaceId}`)
        },
      },
      keepsWorkspaces: drill.inspects,
    })
  } catch (error) {
    progress.end()
    return explainNoReport(error, place)
  }
  progress.end()
  const own = ['drill', ...drill.repeated, '--case']
  const program = programName(process.argv[1] as string, process.cwd())
  const repeat = (id: string) => `${program} ${shellLine([...own, id, '--', ...command])}`
  const width = out.isTTY === true ? process.stdout.columns : null
  if (!writeReports(report, drill.reports, repeat, { out, printError, width })) return 2
  if (drill.inspects) {
    printError(`${links.join(' ')} shows it. Ctrl-C ends.`)
    await ending.came
  }
  if (!report.passed) return 1
  return ending.received === null || report.isComplete ? 0 : exitCodeOf(ending.received)
}

/** Says why there is no report, and returns the exit code for it. */
function explainNoReport(error: unknown, { errors, printError, ending }: DrillPlace): number {
  if (error instanceof SelectionError) {
    printError(error.message)
    return 2
  }
  if (!(error instanceof RehearsalError)) throw error
  if (ending.received !== null) {
    printError('ended before the first case; there is nothing to report')
    return exitCodeOf(ending.received)
  }
  if (error.output !== '') errors.write(`${error.output.trimEnd()}\n`)
  printError(`nothing was drilled: ${error.message}`)
  return 3
}

function optionsOf({ settings, drill }: DrillCommand): DrillOptions & { readonly jobs: number } {
  const { only, depth, allow, jobs, timeoutMs, max } = drill
  return {
    only,
    depth,
    allow,
    jobs: jobs ?? availableParallelism(),
    seed: settings.SEED ?? randomSeed(),
    sessionTtlMs: settings.SESSION_TTL,
    ...(timeoutMs !== null && { timeoutMs }),
    ...(max !== null && { max }),
  }
}

/** A seed that can be typed, and stands behind a flag without being taken for another one. */
function randomSeed(): string {
  return secretText(systemRandom)
    .replace(/[^a-z0-9]/g, '')
    .slice(0, 6)
}

/** Makes workspaces, each of a key of its own. */
function workspaceMaker(app: Parameters<typeof createSend>[0], url: string): () => MockWorkspace {
  let made = 0
  return () => {
    const apiKey = `sk_test_drill_${++made}`
    const control = createControl(createSend(app, new URL(url).host, null, apiKey))
    return { url, apiKey, ...control, [Symbol.asyncDispose]: control.reset }
  }
}

/** The end of a drill by a signal. */
interface Ending {
  /** Aborts when the signal comes. */
  readonly signal: AbortSignal
  readonly came: Promise<void>
  /** Null before it comes. */
  readonly received: NodeJS.Signals | null
}

/** Aborts at the first signal; the second one ends the process at once. */
function untilFirstSignal(): Ending {
  const controller = new AbortController()
  let received: NodeJS.Signals | null = null
  for (const name of endingSignals) {
    process.on(name, () => {
      if (received !== null) process.exit(exitCodeOf(name))
      received = name
      controller.abort()
    })
  }
  return {
    signal: controller.signal,
    came: new Promise((resolve) => controller.signal.addEventListener('abort', () => resolve())),
    get received() {
      return received
    },
  }
}
