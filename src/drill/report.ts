import { stripVTControlCharacters } from 'node:util'
import type { Evidence, JournalCall } from './evidence.js'
import { failureOf } from './failures.js'
import type { Verdict } from './judge.js'
import { labelOf } from './plan.js'

/**
 * What a drill found out. It is the same from run to run but for what is called `durationMs`, `journal`,
 * `calls` and `output`.
 */
export interface DrillReport {
  /** The version of its form. */
  readonly version: 1
  /** What was drilled. */
  readonly subject: string
  /** What chose the cases, where not all were run. */
  readonly seed: string
  /** Whether no rule is broken and nothing hangs. */
  readonly passed: boolean
  /** Whether all cases of the plan that were chosen have run. */
  readonly isComplete: boolean
  readonly rehearsal: RehearsalReport
  readonly counts: DrillCounts
  readonly cases: readonly CaseReport[]
}

export interface RehearsalReport {
  /** The calls in their order, e.g. `POST /v1/connect/airbnb`. */
  readonly calls: readonly string[]
  readonly differences: readonly string[]
  readonly durationMs: number
}

export interface DrillCounts {
  /** How many cases there are. */
  readonly planned: number
  readonly run: number
  /** How many were not run because they equal another one. */
  readonly pruned: number
  readonly recovered: number
  readonly failed: number
  readonly harm: number
  readonly hung: number
  readonly unstable: number
  readonly unreached: number
}

export interface CaseReport {
  readonly id: string
  /** What failed, e.g. `POST /v1/connect/airbnb #2`. */
  readonly target: string
  /** The id of the failure, e.g. `reply_lost`; of two, both with a plus between them. */
  readonly failure: string
  /** The failure in words. */
  readonly text: string
  readonly verdict: Verdict['kind']
  readonly broken: Verdict['broken']
  readonly allowed: Verdict['allowed']
  /** Null when the test was stopped. */
  readonly exitCode: number | null
  readonly durationMs: number
  /** The faults that make the failure, as `POST /_mock/faults` takes them. */
  readonly faults: readonly object[]
  /** The requests in their order, a line for each. */
  readonly journal: readonly string[]
  /** The end of what the test wrote; empty where all went well. */
  readonly output: string
}

/** So many requests of a case are shown. */
const longestJournal = 60

/** What is reported of a case that was judged. */
export function caseReport(
  { planned, calls, outcome }: Evidence,
  { kind, broken, allowed }: Verdict,
  durationMs: number,
): CaseReport {
  const left = calls.length - longestJournal
  return {
    id: planned.id,
    target: labelOf(planned.target),
    failure: planned.failure,
    text: planned.failure
      .split('+')
      .map((id) => failureOf(id).text)
      .join('; then '),
    verdict: kind,
    broken,
    allowed,
    exitCode: outcome.exitCode,
    durationMs: Math.round(durationMs),
    faults: planned.faults,
    journal: [...calls.slice(0, longestJournal).map(lineOf), ...(left > 0 ? [`… and ${left} more`] : [])],
    output: kind === 'recovered' ? '' : withoutControls(outcome.output),
  }
}

/** A text of a terminal without colors and other control characters. */
function withoutControls(text: string): string {
  return stripVTControlCharacters(text).replace(/[^\P{Cc}\t\n]/gu, '')
}

/** A request as a line. @example '+120 ms POST /v1/connect/airbnb 503 provider_unavailable ← error' */
export function lineOf({ request, arrivedMs, isCall, respond }: JournalCall): string {
  const { method, path, status, code } = request
  const who = isCall ? '' : 'host '
  const answer = status === null ? 'no answer' : [status, code].filter((part) => part !== null).join(' ')
  const fault = respond === undefined ? '' : ` ← ${JSON.stringify(respond).slice(0, 80)}`
  return `+${Math.round(arrivedMs)} ms ${who}${method} ${path} ${answer}${fault}`
}

/** How many cases came to what. */
export function countsOf(cases: readonly CaseReport[], planned: number, pruned: number): DrillCounts {
  const count = (kind: Verdict['kind']) => cases.filter(({ verdict }) => verdict === kind).length
  return {
    planned,
    run: cases.length,
    pruned,
    recovered: count('recovered'),
    failed: count('failed'),
    harm: count('harm'),
    hung: count('hung'),
    unstable: count('unstable'),
    unreached: count('unreached'),
  }
}
