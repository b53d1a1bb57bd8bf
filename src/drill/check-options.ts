import { closestMatch } from '../lib/closest-match.js'
import type { DrillOptions } from './options.js'
import { ruleIds } from './rules/rules.js'

/** Whether a value is one that an option takes, and what it takes. */
type Check = readonly [isTaken: (value: unknown) => boolean, takes: string]

const isWhole = (value: unknown, most: number) =>
  Number.isInteger(value) && (value as number) >= 1 && (value as number) <= most
const isDuration = (value: unknown) => Number.isFinite(value) && (value as number) > 0

/** No drill runs more cases at the same time. */
export const mostJobs = 64

const checks: { readonly [K in keyof Required<DrillOptions>]: Check } = {
  only: [
    (value) => Array.isArray(value) && value.every((one) => typeof one === 'string' && one !== ''),
    'a list of parts of the names of calls, names of failures, or numbers of cases',
  ],
  jobs: [(value) => isWhole(value, mostJobs), `a whole number from 1 to ${mostJobs}`],
  timeoutMs: [isDuration, 'a number of milliseconds'],
  max: [(value) => isWhole(value, Number.MAX_SAFE_INTEGER), 'a whole number from 1'],
  seed: [(value) => typeof value === 'string', 'a text'],
  depth: [(value) => value === 1 || value === 2, '1 or 2'],
  allow: [
    (value) =>
      Object.entries(Object(value)).every(([id, why]) => ruleIds.includes(id) && typeof why === 'string'),
    `reasons by the names of rules: ${ruleIds.join(', ')}`,
  ],
  sessionTtlMs: [isDuration, 'a number of milliseconds'],
}

/**
 * Checks the options of a caller whom no types hold.
 *
 * @throws {RangeError} naming the option, its value and what it takes.
 */
export function checkOptions(options: DrillOptions): void {
  for (const [name, value] of Object.entries(options)) {
    if (!Object.hasOwn(checks, name)) {
      const meant = closestMatch(name, Object.keys(checks))
      const hint =
        meant === undefined ? `. Options: ${Object.keys(checks).join(', ')}` : `; did you mean ${meant}?`
      throw new RangeError(`drill has no option ${JSON.stringify(name)}${hint}`)
    }
    const [isTaken, takes] = checks[name as keyof DrillOptions]
    if (value === undefined || isTaken(value)) continue
    throw new RangeError(`${name} is ${JSON.stringify(value)}; it takes ${takes}`)
  }
}
