import type { Alarm } from '../lib/clock.js'
import { AbortController } from '../lib/node-globals.js'
import type { FaultInput } from '../mock/control.js'
import type { Outcome } from './evidence.js'
import type { DrillDeps, Subject } from './options.js'
import { type Recording, recordingOf } from './recording.js'

/** A run of the test: how it ended, what it left, how long it took. */
export interface Run {
  readonly outcome: Outcome
  readonly recording: Recording
  readonly durationMs: number
}

/**
 * Runs the test once in a workspace of its own, with faults, and forgets the workspace afterwards.
 *
 * @param timeoutMs when it is stopped.
 */
export async function runOnce(
  subject: Subject,
  faults: readonly FaultInput[],
  timeoutMs: number,
  deps: DrillDeps,
): Promise<Run> {
  const workspace = deps.createWorkspace()
  try {
    for (const fault of faults) await workspace.faults.add(fault)
    const startedMs = deps.clock.now()
    const { signal, stop } = deadline(timeoutMs, deps)
    const outcome = await subject.run(workspace, signal).finally(stop)
    const durationMs = deps.clock.now() - startedMs
    return { outcome, recording: await recordingOf(workspace), durationMs }
  } finally {
    await workspace.reset()
    await workspace.requests.clear()
  }
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
