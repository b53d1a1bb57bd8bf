import { steadyClock, systemAlarm } from '../lib/clock.js'
import type { Mock, MockWorkspace } from '../mock/mock.js'
import { checkOptions } from './check-options.js'
import { runDrill } from './drill.js'
import type { Outcome } from './evidence.js'
import type { DrillOptions, Subject } from './options.js'
import type { DrillReport } from './report.js'
import { untilSettled } from './settled.js'

/** The signal that `fetch` takes, as far as the types of a project know one. */
type Signal = typeof globalThis extends { AbortSignal: { prototype: infer S } }
  ? S
  : { readonly aborted: boolean }

/** What a test that is drilled can use beside its workspace. */
export interface DrillContext {
  /** Aborts when the run takes too long. Pass it on to `fetch` and to what waits. */
  readonly signal: Signal
  /** Resolves when no event is due or under way, so that a test need not guess how long deliveries take. */
  settled(): Promise<void>
}

/** A test that passes without failures, and can be run again and again: each time in a workspace of its own. */
export type DrilledTest = (workspace: MockWorkspace, context: DrillContext) => Promise<unknown>

/**
 * Runs a test in this process again and again, each time with another failure that the documentation says can come, and
 * judges what the app did (ours).
 *
 * @param test throws when it fails.
 * @returns the report; `passed` is false when a rule is broken or a run hangs.
 * @throws {RehearsalError} when the test fails without any failure.
 * @throws {SelectionError} when no case is what `only` asks for.
 * @throws {TypeError} without a mock or a test.
 * @throws {RangeError} for an option that there is not, or a value that it does not take.
 * @example
 * const report = await drill(mock, async (repull) => connectAirbnb({ baseUrl: repull.url, apiKey: repull.apiKey }))
 * assert.deepEqual(report.cases.filter(({ verdict }) => verdict === 'harm'), [])
 */
export async function drill(mock: Mock, test: DrilledTest, options: DrillOptions = {}): Promise<DrillReport> {
  const isMock = typeof Object(mock).workspace === 'function'
  if (!isMock || typeof test !== 'function')
    throw new TypeError(
      'drill takes a mock of startMock() and a test, like: drill(mock, async (repull, { signal }) => { … })',
    )
  checkOptions(options)
  const subject: Subject = {
    name: test.name || 'a test',
    run: (workspace, signal) => Promise.race([outcomeOf(test, workspace, signal), stopped(signal)]),
  }
  return runDrill(subject, options, {
    createWorkspace: () => mock.workspace(),
    url: mock.url,
    clock: steadyClock,
    alarm: systemAlarm,
  })
}

async function outcomeOf(test: DrilledTest, workspace: MockWorkspace, signal: AbortSignal): Promise<Outcome> {
  try {
    await test(workspace, {
      signal,
      settled: () => untilSettled(workspace, systemAlarm, () => signal.aborted),
    })
    return { exitCode: 0, output: '' }
  } catch (error) {
    // One that fails because it was stopped has taken too long.
    return { exitCode: signal.aborted ? null : 1, output: String(error) }
  }
}

function stopped(signal: AbortSignal): Promise<Outcome> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve({ exitCode: null, output: '' }))
  })
}
