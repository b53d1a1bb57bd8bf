import type { MockSession, RecordedRequest } from '../mock/control.js'
import { DeclaredErrors, readDescription } from './declared-errors.js'
import { DeeperPlan } from './deeper.js'
import { type Evidence, journalOf } from './evidence.js'
import { isSameVerdict, judge, type Verdict } from './judge.js'
import { isCall, nameOf, operationOf } from './operation.js'
import { type DrillDeps, type DrillOptions, mostCases, type Subject } from './options.js'
import { type Case, type PlanOptions, planOf } from './plan.js'
import { type Rehearsal, rehearse } from './rehearsal.js'
import { type CaseReport, caseReport, countsOf, type DrillReport } from './report.js'
import { mostHits } from './rules/retry-rules.js'
import { type Run, runOnce } from './run.js'
import { requireKnown, sampleCases, selectCases } from './selection.js'

/** How many times longer than the rehearsal a run may take, and how long at least, in milliseconds. */
const patience = { times: 5, leastMs: 5000 }

/** How much longer a slow reply takes than a run may, and how much longer a run may take until its failure has come. */
const slowness = 3

const defaultTtlMs = 30 * 60_000

/** The longest reply that a fault can delay, in milliseconds. */
const slowestMs = 5 * 60_000

/**
 * Runs a test again and again, each time with another failure, and judges what the app did.
 *
 * @throws {RehearsalError} when the test fails without a failure.
 * @throws {SelectionError} when no case is what `only` asks for.
 */
export async function runDrill(
  subject: Subject,
  options: DrillOptions,
  deps: DrillDeps,
): Promise<DrillReport> {
  const rehearsal = await rehearse(subject, deps)
  const { seed = '1', jobs = 1, only = [], max = mostCases } = options
  // A case that goes deeper is asked for by its number.
  const goesDeeper = options.depth === 2 || only.some((wanted) => /^#?\d+\.\d+$/.test(wanted))
  const timeoutMs =
    options.timeoutMs ?? Math.max(patience.leastMs, patience.times * Math.ceil(rehearsal.durationMs))
  const [recording] = rehearsal.recordings
  const planOptions: PlanOptions = {
    slowMs: Math.min(slowestMs, 1000 * Math.ceil((timeoutMs * slowness) / 1000)),
    sessionTtlMs: Math.max(options.sessionTtlMs ?? defaultTtlMs, ...recording.sessions.map(lifetimeMs)),
  }
  const declared = new DeclaredErrors(await readDescription(deps.url))
  const all = planOf(recording, declared, planOptions)
  // A case that goes deeper is found by the one that it goes deeper into.
  const parents = only.map((wanted) => wanted.replace(/^(#?\d+)\.\d+$/, '$1'))
  requireKnown(all, parents)
  const selected = selectCases(all, parents)
  const chosen = sampleCases(selected, Math.min(max, mostCases), seed)
  const isSample = chosen.length < selected.length
  const { differences, durationMs } = rehearsal
  const aboutMs = Math.ceil((chosen.length * durationMs) / jobs)
  deps.events?.planned?.({ cases: chosen.length, of: all.length, isSample, aboutMs, seed, differences })

  const allowed = new Set(Object.keys(options.allow ?? {}))
  const conduct = { timeoutMs, allowed, goesDeeper }
  const drill = new Drill(subject, rehearsal, conduct, deps)
  await drill.runAll(chosen, jobs)
  let planned = chosen.length
  let pruned = 0
  if (goesDeeper) {
    const plan = new DeeperPlan(recording, declared, planOptions)
    const deeper: Case[] = []
    for (const one of chosen) {
      const added = drill.additions.get(one)
      if (added === undefined) continue
      const found = plan.of(one, added)
      deeper.push(...found.cases)
      pruned += found.pruned
    }
    const room = Math.max(0, mostCases - planned)
    const second = sampleCases(selectCases(deeper, only), Math.min(max, room), seed)
    planned += second.length
    await drill.runAll(second, jobs)
  }
  const cases = drill.reports
  return {
    version: 1,
    subject: subject.name,
    seed,
    passed: cases.every(({ verdict }) => verdict !== 'harm' && verdict !== 'hung'),
    isComplete: cases.length === planned,
    rehearsal: {
      calls: recording.requests.filter(isCall).map((request) => nameOf(operationOf(request))),
      differences,
      durationMs,
    },
    counts: countsOf(cases, planned, pruned),
    cases,
  }
}

/** How long a session lives: a mock may have another setting, and a session a lifetime of its own. */
function lifetimeMs({ createdAt, expiresAt }: MockSession): number {
  return Date.parse(expiresAt) - Date.parse(createdAt)
}

interface Conduct {
  readonly timeoutMs: number
  readonly allowed: ReadonlySet<string>
  /** Whether calls that a failure brings are looked at afterwards. */
  readonly goesDeeper: boolean
}

/** A case that was run. */
interface JudgedCase {
  readonly verdict: Verdict
  readonly report: CaseReport
  readonly workspaceId: string | null
}

/** The cases of a drill as they run. */
class Drill {
  /** What was run, in the order of the plan; the place of one that was not is empty. */
  readonly #reports: (CaseReport | undefined)[] = []
  /** Cases after whose failure there were calls that the rehearsal does not have. */
  readonly additions = new Map<Case, Run['recording']>()
  readonly #subject: Subject
  readonly #rehearsal: Rehearsal
  readonly #conduct: Conduct
  readonly #deps: DrillDeps

  constructor(subject: Subject, rehearsal: Rehearsal, conduct: Conduct, deps: DrillDeps) {
    this.#subject = subject
    this.#rehearsal = rehearsal
    this.#conduct = conduct
    this.#deps = deps
  }

  get reports(): readonly CaseReport[] {
    return this.#reports.filter((report) => report !== undefined)
  }

  /** Runs cases, so many at the same time. */
  async runAll(cases: readonly Case[], jobs: number): Promise<void> {
    const offset = this.#reports.length
    this.#reports.length = offset + cases.length
    let done = 0
    const work = async (queue: (readonly [number, Case])[]) => {
      for (let entry = queue.shift(); entry !== undefined; entry = queue.shift()) {
        if (this.#deps.signal?.aborted) return
        const [at, one] = entry
        const { report, workspaceId } = await this.#run(one)
        // What was stopped with the drill says nothing.
        if (this.#deps.signal?.aborted) return
        this.#reports[offset + at] = report
        done++
        this.#deps.events?.judged?.({ done, of: cases.length, report, workspaceId })
      }
    }
    // What waits for a slow reply leaves the processor to others.
    const waits = ([, { failure }]: readonly [number, Case]) => jobs > 1 && failure === 'slow'
    const entries = [...cases.entries()]
    const queues = [entries.filter((entry) => !waits(entry)), entries.filter(waits)]
    await Promise.all(queues.flatMap((queue) => Array.from({ length: jobs }, () => work(queue))))
  }

  async #run(planned: Case): Promise<JudgedCase> {
    const first = await this.#judge(planned)
    const { kind } = first.verdict
    if (kind === 'recovered' || kind === 'failed' || this.#deps.signal?.aborted) return first
    // What does harm must do so again.
    const second = await this.#judge(planned)
    if (isSameVerdict(first.verdict, second.verdict)) return first
    return { ...first, report: { ...first.report, verdict: 'unstable' } }
  }

  async #judge(planned: Case): Promise<JudgedCase> {
    const { timeoutMs, allowed, goesDeeper } = this.#conduct
    const { recordings } = this.#rehearsal
    const usual = Math.max(...recordings.map(({ requests }) => requests.filter(isTarget(planned)).length), 1)
    const limits = { timeoutMs, beforeMs: slowness * timeoutMs, mostHits: usual * mostHits }
    const run = await runOnce(this.#subject, planned, limits, this.#deps)
    const { outcome, recording, durationMs, isReached } = run
    const evidence: Evidence = {
      planned,
      rehearsals: recordings,
      recording,
      calls: journalOf(recording),
      outcome,
      isReached,
    }
    const verdict = judge(evidence, allowed)
    const isLonger = recording.requests.length > recordings[0].requests.length
    if (isLonger && goesDeeper && verdict.kind !== 'hung') this.additions.set(planned, recording)
    const workspaceId = recording.requests[0]?.workspace ?? null
    return { verdict, report: caseReport(evidence, verdict, durationMs), workspaceId }
  }
}

/** Whether a request is one of the operation that is to fail. */
function isTarget({ target: { name } }: Case): (request: RecordedRequest) => boolean {
  return (request) => nameOf(operationOf(request)) === name
}
