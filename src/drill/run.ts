import type { Alarm } from '../lib/clock.js'
import { durationMs } from '../lib/duration.js'
import { AbortController } from '../lib/node-globals.js'
import type { MockWorkspace } from '../mock/mock.js'
import { type Door, openDoor } from './door.js'
import type { Outcome } from './evidence.js'
import type { DrillDeps, Subject } from './options.js'
import type { Case } from './plan.js'
import { type Recording, recordingOf } from './recording.js'

/** What fails in a run. */
export type RunFailures = Pick<Case, 'faults' | 'refusal'>

/** A run of the test: how it ended, what it left, how long it took. */
export interface Run {
  readonly outcome: Outcome
  readonly recording: Recording
  readonly durationMs: number
  /** Whether every failure came that was to come. */
  readonly isReached: boolean
}

/**
 * Runs the test once in a workspace of its own, with failures, and forgets the workspace afterwards.
 *
 * @param timeoutMs when it is stopped.
 */
export async function runOnce(
  subject: Subject,
  { faults, refusal }: RunFailures,
  timeoutMs: number,
  deps: DrillDeps,
): Promise<Run> {
  const workspace = deps.createWorkspace()
  const door = refusal && (await openDoor(workspace.url, refusal, deps.alarm))
  try {
    for (const fault of faults) await workspace.faults.add(fault)
    const startedMs = deps.clock.now()
    const { signal, stop } = deadline(timeoutMs, deps)
    const place = door === undefined ? workspace : behind(door, workspace)
    const outcome = signal.aborted ? notRun : await subject.run(place, signal).finally(stop)
    const durationMs = deps.clock.now() - startedMs
    const recording = await recordingOf(workspace)
    const areHit = recording.faults.slice(0, faults.length).every(({ hits }) => hits > 0)
    return { outcome, recording, durationMs, isReached: areHit && door?.hasRefused() !== false }
  } finally {
    await door?.close()
    if (!deps.keepsWorkspaces) {
      await workspace.reset()
      await workspace.requests.clear()
    }
  }
}

const notRun: Outcome = { exitCode: null, output: '' }

/** A workspace behind a door: what its test lets pass of the time is a part of that for which nobody listens. */
function behind(door: Door, workspace: MockWorkspace): MockWorkspace {
  const advance = async (by: string | number) => {
    const reading = await workspace.clock.advance(by)
    await door.pass(durationMs(by))
    return reading
  }
  return { ...workspace, url: door.url, clock: { ...workspace.clock, advance } }
}

/** A signal that aborts after a time, or when the drill ends. */
function deadline(
  timeoutMs: number,
  { alarm, signal: outer }: { readonly alarm: Alarm; readonly signal?: AbortSignal },
): { readonly signal: AbortSignal; readonly stop: () => void } {
  const controller = new AbortController()
  const abort = () => controller.abort()
  const cancel = alarm(timeoutMs, abort)
  if (outer?.aborted) abort()
  outer?.addEventListener('abort', abort)
  return {
    signal: controller.signal,
    stop: () => {
      cancel()
      outer?.removeEventListener('abort', abort)
    },
  }
}
