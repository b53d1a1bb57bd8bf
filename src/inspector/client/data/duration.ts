const units = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
] as const

/**
 * A duration in its two largest units.
 *
 * @example durationText(90_000) // '1 m 30 s'
 */
export function durationText(ms: number): string {
  const whole = Math.max(0, Math.round(ms / 1000) * 1000)
  const first = units.findIndex(([, unit]) => whole >= unit)
  if (first < 0) return '0 s'
  let left = whole
  const parts = units.slice(first, first + 2).map(([name, unit]) => {
    const count = Math.floor(left / unit)
    left -= count * unit
    return count === 0 ? '' : `${count} ${name}`
  })
  return parts.filter((part) => part !== '').join(' ')
}

/** The time of day of an instant, with milliseconds, in UTC as the server writes it. */
export function timeText(instant: string): string {
  return instant.slice(11, 23)
}

/** The day and the time of an instant. */
export function instantText(instant: string): string {
  return `${instant.slice(0, 10)} ${instant.slice(11, 19)}`
}

/** How long a call took. */
export function tookText(ms: number): string {
  return ms < 10 ? `${ms.toFixed(1)}` : `${Math.round(ms)}`
}
