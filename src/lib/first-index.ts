/**
 * The first index from which on something holds, found in logarithmic time.
 *
 * @param length how many indexes there are; it is the answer where nothing holds.
 * @param holds for an index, and then for all behind it.
 */
export function firstIndex(length: number, holds: (at: number) => boolean): number {
  let [low, high] = [0, length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (holds(middle)) high = middle
    else low = middle + 1
  }
  return low
}
