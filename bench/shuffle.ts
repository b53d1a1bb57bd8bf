/** Puts values in random order. */
export type Shuffle = <T>(values: readonly T[]) => T[]

/** Shuffles the same way for the same seed, so that a run can be repeated in its order. */
export function seededShuffle(seed: number): Shuffle {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  return (values) =>
    values
      .map((value) => ({ value, rank: next() }))
      .sort((a, b) => a.rank - b.rank)
      .map(({ value }) => value)
}
