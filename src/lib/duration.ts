const unitMs = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const
type Unit = keyof typeof unitMs

/** A duration as a program passes it: a string like `31m`, or milliseconds. */
export type Duration = number | `${number}${Unit}`

const form = /^(\d{1,12})(ms|s|m|h|d)$/

/**
 * Reads a duration of settings and preferences: a whole number and one of `ms`, `s`, `m`, `h`, `d`.
 *
 * @returns milliseconds, or undefined for any other text.
 * @example parseDuration('31m') // 1860000
 */
export function parseDuration(text: string): number | undefined {
  const [, count, unit] = form.exec(text) ?? []
  return unit === undefined ? undefined : Number(count) * unitMs[unit as Unit]
}

/** The milliseconds of a duration that a schema has checked: numbers and strings of digits are milliseconds. */
export function durationMs(duration: string | number): number {
  return typeof duration === 'number' ? duration : (parseDuration(duration) ?? Number(duration))
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
