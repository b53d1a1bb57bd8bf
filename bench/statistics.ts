/** What many measurements of one thing come to. */
export interface Summary {
  readonly median: number
  /** The interquartile range: how far the middle half of the measurements lies apart. */
  readonly spread: number
}

/**
 * Median and spread.
 *
 * @throws {RangeError} when there is nothing to sum up.
 */
export function summarize(values: readonly number[]): Summary {
  if (values.length === 0) throw new RangeError('There are no measurements to sum up.')
  const sorted = values.toSorted((a, b) => a - b)
  return { median: quantile(sorted, 0.5), spread: quantile(sorted, 0.75) - quantile(sorted, 0.25) }
}

/** The value below which a share of the sorted values lies, between two of them in proportion. */
function quantile(sorted: readonly number[], share: number): number {
  const at = (sorted.length - 1) * share
  const below = sorted[Math.floor(at)] as number
  const above = sorted[Math.ceil(at)] as number
  return below + (above - below) * (at - Math.floor(at))
}
