import type { FaultInput } from '../mock/control.js'
import { isCall, nameOf, operationOf } from './operation.js'
import type { DrillDeps, Subject } from './options.js'
import type { Recording } from './recording.js'
import { type Run, runOnce } from './run.js'

/** The test does not pass without any failure, so that it cannot be drilled. */
export class RehearsalError extends Error {
  /** The end of what the test wrote. */
  readonly output: string

  constructor(message: string, output: string) {
    super(message)
    this.name = 'RehearsalError'
    this.output = output
  }
}

/** The test without failures. */
export interface Rehearsal {
  /** What both have left. The plan follows the first. */
  readonly recordings: readonly [Recording, Recording]
  /** The longer one of two, in milliseconds. */
  readonly durationMs: number
  /** How the calls of the two differ. */
  readonly differences: readonly string[]
}

/** How long a rehearsal may take, in milliseconds. */
const longestMs = 5 * 60_000
const limits = { timeoutMs: longestMs, beforeMs: longestMs, mostHits: Number.POSITIVE_INFINITY }

/** So many differences are named. */
const mostDifferences = 5

/** Faults that change nothing, and count how often a host decides. */
const counters: readonly FaultInput[] = (['approve', 'deny', 'expire'] as const).map((decision) => ({
  match: { decision },
  respond: { decision },
}))

/**
 * Runs the test twice without failures.
 *
 * @throws {RehearsalError} when it fails, makes no call, or removes the failures of its workspace.
 */
export async function rehearse(subject: Subject, deps: DrillDeps): Promise<Rehearsal> {
  const first = await runOnce(subject, { faults: counters }, limits, deps)
  requirePassed(first)
  const second = await runOnce(subject, { faults: counters }, limits, deps)
  requirePassed(second)
  return {
    recordings: [first.recording, second.recording],
    durationMs: Math.max(first.durationMs, second.durationMs),
    differences: differencesOf(first.recording, second.recording),
  }
}

function requirePassed({ outcome: { exitCode, output }, recording, isEmptied }: Run): void {
  if (exitCode === null) throw new RehearsalError('the test was stopped before it ended', output)
  if (exitCode !== 0)
    throw new RehearsalError(`the test fails without any failure: it ended with ${exitCode}`, output)
  if (isEmptied)
    throw new RehearsalError(
      'the test removes the failures of its workspace: it must not reset the workspace, restore a snapshot or clear faults; each run has a new workspace',
      output,
    )
  if (!recording.requests.some(isCall))
    throw new RehearsalError(
      'the test makes no call: it must call the address in REPULL_API_URL with the key in REPULL_KEY',
      output,
    )
}

function differencesOf(a: Recording, b: Recording): readonly string[] {
  const [first, second] = [namesOf(a), namesOf(b)]
  const differences: string[] = []
  for (let at = 0; at < Math.max(first.length, second.length); at++) {
    if (first[at] === second[at]) continue
    differences.push(
      `call ${at + 1} is ${first[at] ?? 'not there'} once, and ${second[at] ?? 'not there'} then`,
    )
    if (differences.length === mostDifferences) break
  }
  if (a.webhooks.length !== b.webhooks.length)
    differences.push(`${a.webhooks.length} deliveries of webhooks once, and ${b.webhooks.length} then`)
  return differences
}

function namesOf({ requests }: Recording): readonly string[] {
  return requests.filter(isCall).map((request) => nameOf(operationOf(request)))
}
