import type { Findings } from './bench.js'
import type { Measurement } from './verdict.js'

/**
 * What is found, measured once more where it missed a target: what the second time shows counts for that target. A machine
 * that others use may be busy for a minute.
 *
 * @param missedIn the ids of the targets that measurements miss.
 */
export async function measureAgain(
  measure: () => Promise<Findings>,
  missedIn: (measurements: readonly Measurement[]) => readonly string[],
  say: (text: string) => void,
): Promise<Findings> {
  const first = await measure()
  const missed = missedIn(first.measurements)
  if (missed.length === 0) return first
  say(`missed, and measured once more: ${missed.join(', ')}`)
  const second = await measure()
  const again = new Map(second.measurements.map((one) => [one.id, one]))
  const measurements = first.measurements.map((one) =>
    missed.includes(one.id) ? (again.get(one.id) ?? one) : one,
  )
  return { measurements, details: second.details }
}
