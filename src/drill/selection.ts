import { closestMatch } from '../lib/closest-match.js'
import { fraction, seededRandom } from '../lib/ids.js'
import { failures } from './failures.js'
import { type Case, labelOf } from './plan.js'

/** What is asked for is in no case of the plan. */
export class SelectionError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'SelectionError'
  }
}

/**
 * Requires that each thing that is asked for is a failure, or in a case.
 *
 * @throws {SelectionError} naming the first that is not.
 */
export function requireKnown(cases: readonly Case[], only: readonly string[]): void {
  const known = failures.map(({ id }) => id)
  const missing = only.find((wanted) => !known.includes(wanted) && !cases.some((one) => isMeant(one, wanted)))
  if (missing === undefined) return
  if (numberForm.test(missing)) {
    const number = missing.replace('#', '')
    throw new SelectionError(`there is no case ${number}; the cases of this test are 1 to ${cases.length}`)
  }
  const meant = closestMatch(missing, known)
  throw new SelectionError(
    `${JSON.stringify(missing)} is in no call of this test, and no failure${meant ? `; did you mean ${meant}?` : '.'} Failures: ${known.join(', ')}`,
  )
}

/** The number of a case. */
const numberForm = /^#?(\d+(?:\.\d+)?)$/

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
  const number = numberForm.exec(wanted)?.[1]
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
