import type { FaultInput } from '../mock/control.js'
import type { DeclaredErrors } from './declared-errors.js'
import { isCall, nameOf, operationOf } from './operation.js'
import { type Case, callDrafts, isMatched, type PlacedCall, type PlanOptions, placedCalls } from './plan.js'
import type { Recording } from './recording.js'

/** Failures of calls that only another failure brings; the others would say nothing new. */
const deeperFailures: ReadonlySet<string> = new Set([
  'session_expired',
  'session_terminal',
  'provider_unavailable',
  'rate_limit_exceeded',
  'internal_error',
  'cut_before',
  'reply_lost',
  'slow',
])

/** Cases that go one level deeper, and how many were left out because they equal those of another case. */
export interface Deeper {
  readonly cases: readonly Case[]
  readonly pruned: number
}

/**
 * Plans the cases of calls that appear only because of a failure: retries, fallbacks. What an app does after its last known
 * call decides what it does next: of two cases with the same calls from the failure on, one is enough.
 */
export class DeeperPlan {
  readonly #rehearsal: Recording
  readonly #declared: DeclaredErrors
  readonly #options: PlanOptions
  readonly #seen = new Set<string>()

  constructor(rehearsal: Recording, declared: DeclaredErrors, options: PlanOptions) {
    this.#rehearsal = rehearsal
    this.#declared = declared
    this.#options = options
  }

  /** The cases that go deeper into one that was run. */
  of(planned: Case, recording: Recording): Deeper {
    const { target, failure } = planned
    // What goes on for ever has no second failure.
    if (target.kind !== 'call' || failure === 'outage' || planned.refusal !== undefined)
      return { cases: [], pruned: 0 }
    const usual = countsOf(this.#rehearsal)
    const { requests } = recording
    const failedAt = requests.findIndex(({ fault }) => fault !== null)
    const added = placedCalls(recording).filter(
      ({ request, target: { name, at } }) =>
        at >= (usual.get(name) ?? 0) && requests.indexOf(request) > failedAt,
    )
    const rest = restOf(recording)
    let pruned = 0
    let number = 0
    const cases: Case[] = []
    for (const call of added) {
      const drafts = callDrafts(call, recording, this.#declared, this.#options)
      for (const draft of drafts.filter((one) => deeperFailures.has(one.failure))) {
        // What is left out has a number, too: with other cases around it another one may be.
        number++
        const key = [rest, call.target.name, call.target.at, draft.failure].join('\n')
        if (this.#seen.has(key)) {
          pruned++
          continue
        }
        this.#seen.add(key)
        const [second] = draft.faults as readonly [FaultInput]
        cases.push({
          id: `${planned.id}.${number}`,
          target: call.target,
          failure: `${failure}+${draft.failure}`,
          faults: [...planned.faults, behind(planned.faults, second, call, recording)],
        })
      }
    }
    return { cases, pruned }
  }
}

/** A fault that is set behind others: a call to which one of those applied does not count as one that passed. */
function behind(
  faults: readonly FaultInput[],
  fault: FaultInput,
  { request, operation, skip }: PlacedCall,
  { requests }: Recording,
): FaultInput {
  const before = requests.slice(0, requests.indexOf(request))
  const taken = before.filter((one) => one.fault !== null && isMatched(operation, one)).length
  const left = skip - Math.min(taken, faults.length)
  const { skip: _, ...rest } = fault
  return left > 0 ? { ...rest, skip: left } : rest
}

/** The calls from the first one with a fault on, by their names. */
function restOf({ requests }: Recording): string {
  const calls = requests.filter(isCall)
  const at = calls.findIndex(({ fault }) => fault !== null)
  return calls
    .slice(at + 1)
    .map((request) => nameOf(operationOf(request)))
    .join('\n')
}

function countsOf(recording: Recording): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const { target } of placedCalls(recording)) counts.set(target.name, target.at + 1)
  return counts
}
