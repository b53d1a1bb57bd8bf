import type { Alarm, Clock } from '../lib/clock.js'
import type { MockWorkspace } from '../mock/mock.js'
import type { Outcome } from './evidence.js'
import type { DrillReport } from './report.js'

/** More cases of one drill are never run. */
export const mostCases = 2000

/** What is drilled: a test that can be run again and again. */
export interface Subject {
  /** What runs it, as a report shows it: a command, or the name of a function. */
  readonly name: string
  /**
   * Runs it once, in a workspace of its own.
   *
   * @param signal aborts when it takes too long; then the run ends soon, with the exit code null. It has not aborted yet.
   */
  run(workspace: MockWorkspace, signal: AbortSignal): Promise<Outcome>
}

/** What of a drill can be chosen. */
export interface DrillOptions {
  /** Only cases whose call or failure has one of these in its name; `17` and `#17` are that case. All if empty. */
  readonly only?: readonly string[]
  /** How many cases run at the same time; 1 by default. */
  readonly jobs?: number
  /** How long a run may take once its failure has come, in milliseconds; by default five times the rehearsal, and 5 seconds at least. */
  readonly timeoutMs?: number
  /** At most so many cases of each depth, chosen by `seed`; all by default. */
  readonly max?: number
  /** What chooses; the same seed chooses the same. */
  readonly seed?: string
  /** 2: calls that only a failure brings are drilled, too. 1 by default. */
  readonly depth?: 1 | 2
  /** Rules that may be broken, each with the reason. */
  readonly allow?: Readonly<Record<string, string>>
  /** How long a session lives in the mock at least, in milliseconds; 30 minutes by default. Rehearsals show longer ones. */
  readonly sessionTtlMs?: number
}

/** Callbacks that say how far a drill is. */
export interface DrillEvents {
  /** The plan, before the first case runs. */
  readonly planned?: (plan: PlanFacts) => void
  readonly judged?: (progress: Progress) => void
}

export interface PlanFacts {
  readonly cases: number
  /** How many there were before `max` and `only`. */
  readonly of: number
  /** Whether the seed has chosen them. */
  readonly isSample: boolean
  /** About how long all of them take, in milliseconds. */
  readonly aboutMs: number
  readonly seed: string
  /** How the calls of two rehearsals differ; empty when they do not. */
  readonly differences: readonly string[]
}

export interface Progress {
  readonly done: number
  readonly of: number
  readonly report: DrillReport['cases'][number]
  /** The id of the workspace in which the case ran; null when no call came there. */
  readonly workspaceId: string | null
}

/** What a drill needs of the world. */
export interface DrillDeps {
  /** Makes a workspace that nobody has used. */
  readonly createWorkspace: () => MockWorkspace
  /** The address of the server. */
  readonly url: string
  /** Real time. */
  readonly clock: Clock
  readonly alarm: Alarm
  /** Ends the drill early: what is under way is stopped, and the rest is not run. */
  readonly signal?: AbortSignal
  readonly events?: DrillEvents
  /** Whether the workspaces of cases stay as they are, so that somebody can look at them. */
  readonly keepsWorkspaces?: boolean
}
