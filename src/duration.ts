const unitMs = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const
type Unit = keyof typeof unitMs

const form = /^(\d{1,12})(ms|s|m|h|d)$/

/**
 * Reads a duration as settings and preferences write it: a whole number and one of `ms`, `s`, `m`, `h`, `d`.
 *
 * @returns milliseconds, or undefined when the text is anything else.
 * @example parseDuration('31m') // 1860000
 */
export function parseDuration(text: string): number | undefined {
  const [, count, unit] = form.exec(text) ?? []
  return unit === undefined ? undefined : Number(count) * unitMs[unit as Unit]
}

/**
 * Writes a duration in the largest unit that divides it.
 *
 * @example formatDuration(1_800_000) // '30m'
 */
export function formatDuration(durationMs: number): string {
  const units: Unit[] = ['d', 'h', 'm', 's']
  const unit = units.find((unit) => durationMs % unitMs[unit] === 0) ?? 'ms'
  return `${durationMs / unitMs[unit]}${unit}`
}
