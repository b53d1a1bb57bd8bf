import { fraction, seededRandom } from '../lib/ids.js'
import { type Case, labelOf } from './plan.js'

/**
 * The cases that are asked for.
 *
 * @param only parts of the names of calls or failures, or numbers of cases like `17` or `#17`; all if empty.
 */
export function selectCases(cases: readonly Case[], only: readonly string[]): readonly Case[] {
  if (only.length === 0) return cases
  return cases.filter((one) => only.some((wanted) => isMeant(one, wanted)))
}

function isMeant({ id, target, failure }: Case, wanted: string): boolean {
  const number = /^#?(\d+(?:\.\d+)?)$/.exec(wanted)?.[1]
  if (number !== undefined) return number === id
  return failure.split('+').includes(wanted) || labelOf(target).toLowerCase().includes(wanted.toLowerCase())
}

/** At most so many of the cases, in their order. The same seed chooses the same. */
export function sampleCases(cases: readonly Case[], max: number, seed: string): readonly Case[] {
  if (cases.length <= max) return cases
  const random = seededRandom('drill', seed)
  const ranked = cases.map((one, at) => ({ one, at, rank: fraction(random) }))
  const chosen = ranked.sort((a, b) => a.rank - b.rank).slice(0, max)
  return chosen.sort((a, b) => a.at - b.at).map(({ one }) => one)
}
