import { distance } from 'fastest-levenshtein'

/**
 * The candidate that somebody most likely meant: the same but for case and punctuation, or at most a few typos away (one,
 * and one more for every eight characters).
 *
 * @returns undefined if none is close.
 * @example closestMatch('redirect_url', ['redirectUrl', 'state']) // 'redirectUrl'
 */
export function closestMatch<T extends string>(word: string, candidates: Iterable<T>): T | undefined {
  if (word.length > 200) return undefined
  const wanted = normalize(word)
  let best: T | undefined
  let bestDistance = Math.min(2 + Math.floor(wanted.length / 8), wanted.length)
  for (const candidate of candidates) {
    const away = typosBetween(wanted, normalize(candidate))
    if (away < bestDistance) {
      best = candidate
      bestDistance = away
    }
  }
  return best
}

/** The edit distance, in which two swapped letters count as one typo. */
function typosBetween(a: string, b: string): number {
  const away = distance(a, b)
  return away === 2 && sorted(a) === sorted(b) ? 1 : away
}

function sorted(word: string): string {
  return [...word].sort().join('')
}

/** Only the letters and digits of a word, in lower case. */
export function normalize(word: string): string {
  return word.toLowerCase().replace(/[^a-z0-9]/g, '')
}
