import type { Summary } from './statistics.js'
import type { Target } from './targets.js'

/** One thing as it was measured. */
export interface Measurement {
  readonly id: string
  /** In the unit of its target; null when it could not be measured, and `note` says why. */
  readonly value: number | null
  /** How far the middle half of the rounds lies apart, where there were rounds. */
  readonly spread?: number
  /** What measuring nothing came to. */
  readonly control?: Control
  readonly note?: string
}

/** What the same instrument shows where there is nothing to see. */
export interface Control extends Summary {
  readonly isQuiet: boolean
}

export type Verdict = 'pass' | 'missed' | 'noisy' | 'not measured'

/** A target, and how the server stands to it. */
export interface Judgement {
  readonly target: Target
  readonly measurement: Measurement | undefined
  /** The limit with all that is allowed on top of it. */
  readonly limit: number
  readonly verdict: Verdict
  readonly reachesStretch: boolean
}

/** The base run against itself should be 1; by more than 5 % off, the machine was too busy to tell. */
export function controlOfRatio(summary: Summary): Control {
  return { ...summary, isQuiet: Math.abs(summary.median - 1) <= 0.05 }
}

/** Pauses of a loop that does nothing, in milliseconds; they must stay below half of what is looked for. */
export function controlOfPauses(summary: Summary, limitMs: number): Control {
  return { ...summary, isQuiet: summary.median <= limitMs / 2 }
}

/**
 * Holds a measurement against its target. Where rounds lie so far apart that the better ones reach it, nobody can tell.
 *
 * @param slack how many times the limit is still taken, at least 1.
 */
export function judge(target: Target, measurement: Measurement | undefined, slack: number): Judgement {
  const noise = target.allowsNoise ? (measurement?.control?.spread ?? 0) / 2 : 0
  const isMost = target.bound === 'at most'
  const halfOfRounds = ((isMost ? 1 : -1) * (measurement?.spread ?? 0)) / 2
  const limit = isMost ? target.limit * slack + noise : target.limit / slack
  const value = measurement?.value ?? null
  const reaches = (bound: number) => value !== null && (isMost ? value <= bound : value >= bound)
  const judged = (): Verdict => {
    if (value === null) return 'not measured'
    if (measurement?.control?.isQuiet === false) return 'noisy'
    if (reaches(limit)) return 'pass'
    return reaches(limit + halfOfRounds) ? 'noisy' : 'missed'
  }
  const verdict = judged()
  const reachesStretch = verdict === 'pass' && target.stretch !== undefined && reaches(target.stretch)
  return { target, measurement, limit, verdict, reachesStretch }
}

/** 1 when a target was missed on a quiet machine, 0 otherwise. */
export function exitCodeOf(judgements: readonly Judgement[]): 0 | 1 {
  return judgements.some(({ verdict }) => verdict === 'missed') ? 1 : 0
}
