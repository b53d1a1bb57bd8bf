/** A line of two texts: in both, only in the first, or only in the second. */
export interface DiffLine {
  readonly sign: ' ' | '-' | '+'
  readonly text: string
}

/** Longer texts are compared line by line at the same place. */
const maxLines = 600

/** What differs between two texts, line by line. */
export function lineDiff(before: string, after: string): readonly DiffLine[] {
  const one = before.split('\n')
  const other = after.split('\n')
  if (one.length > maxLines || other.length > maxLines) {
    return before === after
      ? one.map((text) => ({ sign: ' ', text }))
      : [
          ...one.map((text) => ({ sign: '-' as const, text })),
          ...other.map((text) => ({ sign: '+' as const, text })),
        ]
  }
  const common = commonLengths(one, other)
  const commonFrom = (at: number, to: number) => (common[at] as readonly number[])[to] as number
  const lines: DiffLine[] = []
  let at = 0
  let to = 0
  while (at < one.length || to < other.length) {
    if (at < one.length && to < other.length && one[at] === other[to]) {
      lines.push({ sign: ' ', text: one[at] as string })
      at++
      to++
    } else if (to >= other.length || (at < one.length && commonFrom(at + 1, to) >= commonFrom(at, to + 1))) {
      lines.push({ sign: '-', text: one[at++] as string })
    } else lines.push({ sign: '+', text: other[to++] as string })
  }
  return lines
}

/** How many lines the rests of both have in common, from each place on. */
function commonLengths(one: readonly string[], other: readonly string[]): readonly (readonly number[])[] {
  const table = Array.from({ length: one.length + 1 }, () => new Array<number>(other.length + 1).fill(0))
  for (let at = one.length - 1; at >= 0; at--) {
    const row = table[at] as number[]
    const next = table[at + 1] as number[]
    for (let to = other.length - 1; to >= 0; to--) {
      row[to] =
        one[at] === other[to]
          ? (next[to + 1] as number) + 1
          : Math.max(next[to] as number, row[to + 1] as number)
    }
  }
  return table
}
