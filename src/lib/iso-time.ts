const dayMs = 86_400_000
/** From the first of March of the year 0 to that of 1970, because a leap day is the last of such a year. */
const daysBefore1970 = 719_468
const daysIn400Years = 146_097
const daysInYears = { 100: 36_524, 4: 1461, 1: 365 }
/** Instants of the years 1000 to 9999. */
const plain = { fromMs: Date.UTC(1000, 0), untilMs: Date.UTC(10_000, 0) }

/**
 * RFC 3339 in UTC with milliseconds, the only form in which a time leaves the server. Most answers have one, and to count
 * takes half as long as to ask a Date, or less: that looks at the time zone of the machine first.
 *
 * @example isoTime(0) // '1970-01-01T00:00:00.000Z'
 */
export function isoTime(epochMs: number): string {
  if (!(epochMs >= plain.fromMs && epochMs < plain.untilMs)) return new Date(epochMs).toISOString()
  const whole = Math.trunc(epochMs)
  const days = Math.floor(whole / dayMs)
  const ms = whole - days * dayMs
  const seconds = Math.floor(ms / 1000)
  const minutes = Math.floor(seconds / 60)
  const time = `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}:${two(seconds % 60)}.${three(ms % 1000)}`
  return `${dateOf(days)}T${time}Z`
}

/** The date of a day, counted from 1970, in the Gregorian calendar. */
function dateOf(days: number): string {
  const count = days + daysBefore1970
  const era = Math.floor(count / daysIn400Years)
  const ofEra = count - era * daysIn400Years
  const yearOfEra = Math.floor(
    (ofEra -
      Math.floor(ofEra / (daysInYears[4] - 1)) +
      Math.floor(ofEra / daysInYears[100]) -
      Math.floor(ofEra / (daysIn400Years - 1))) /
      daysInYears[1],
  )
  const ofYear =
    ofEra - (daysInYears[1] * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  // Months from March on have 31 and 30 days in turn, but for a few, which this fraction gets right.
  const monthFromMarch = Math.floor((5 * ofYear + 2) / 153)
  const day = ofYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
  return `${yearOfEra + era * 400 + (month <= 2 ? 1 : 0)}-${two(month)}-${two(day)}`
}

function two(value: number): string {
  return value < 10 ? `0${value}` : `${value}`
}

function three(value: number): string {
  return value < 100 ? `0${two(value)}` : `${value}`
}
