import { isDeepStrictEqual } from 'node:util'
import { durationMs } from '../lib/duration.js'
import type { Fault } from '../mock/control.js'
import type { MockWorkspace } from '../mock/mock.js'
import type { Outcome } from './evidence.js'
import type { DrillDeps, Subject } from './options.js'
import type { Case } from './plan.js'
import { type CuttingProxy, openProxy } from './proxy.js'
import { type Recording, recordingOf } from './recording.js'
import { untilSettled } from './settled.js'
import { type RunLimits, watchRun } from './watch.js'

/** What fails in a run. */
export type RunFailures = Pick<Case, 'faults' | 'refusal'>

/** A run of the test: how it ended, what it left, how long it took. */
export interface Run {
  readonly outcome: Outcome
  readonly recording: Recording
  readonly durationMs: number
  /** Whether every failure came that was to come. */
  readonly isReached: boolean
  /** Whether the test removed the failures that were to come, with all that its workspace had or by themselves. */
  readonly isEmptied: boolean
}

/** How long deliveries are waited for that are under way when a test ends, in milliseconds. */
const settlingMs = 2000

/**
 * Runs the test once in a workspace of its own, with failures, and forgets the workspace afterwards.
 *
 * @param limits when it is stopped.
 */
export async function runOnce(
  subject: Subject,
  { faults, refusal }: RunFailures,
  limits: RunLimits,
  deps: DrillDeps,
): Promise<Run> {
  const workspace = deps.createWorkspace()
  const proxy = refusal && (await openProxy(workspace.url, refusal, deps.alarm))
  try {
    const added: Fault[] = []
    for (const fault of faults) added.push(await workspace.faults.add(fault))
    const startedMs = deps.clock.now()
    const state = async () => {
      const own = (await workspace.faults.list()).filter((fault) => added.some((one) => isSame(one, fault)))
      const isEmptied = own.length < added.length
      const isReached = !isEmptied && own.every(({ hits }) => hits > 0) && proxy?.hasRefused() !== false
      return { isEmptied, isReached, hits: Math.max(0, ...own.map(({ hits }) => hits)) }
    }
    const { signal, stop } = watchRun(state, limits, deps)
    const place = proxy === undefined ? workspace : behind(proxy, workspace)
    const outcome = signal.aborted ? notRun : await subject.run(place, signal).finally(stop)
    const durationMs = deps.clock.now() - startedMs
    const settledMs = deps.clock.now() + settlingMs
    await untilSettled(workspace, deps.alarm, () => deps.clock.now() > settledMs)
    const { isReached, isEmptied } = await state()
    return { outcome, recording: await recordingOf(workspace), durationMs, isReached, isEmptied }
  } finally {
    await proxy?.close()
    if (!deps.keepsWorkspaces) {
      await workspace.reset()
      await workspace.requests.clear()
    }
  }
}

/** Whether a fault is still the one that was added; after a reset another one may have its id. */
function isSame(added: Fault, { id, match, respond }: Fault): boolean {
  return added.id === id && isDeepStrictEqual([added.match, added.respond], [match, respond])
}

const notRun: Outcome = { exitCode: null, output: '' }

/** A workspace behind a proxy: what its test lets pass of the time is a part of that for which nobody listens. */
function behind(proxy: CuttingProxy, workspace: MockWorkspace): MockWorkspace {
  const advance = async (by: string | number) => {
    const reading = await workspace.clock.advance(by)
    await proxy.pass(durationMs(by))
    return reading
  }
  return { ...workspace, url: proxy.url, clock: { ...workspace.clock, advance } }
}
