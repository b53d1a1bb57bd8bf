import { closestMatch } from '../lib/closest-match.js'

/**
 * Refuses a misspelt option, which would otherwise be ignored: the types of TypeScript are not there in JavaScript.
 *
 * @throws {TypeError} that names the option and the one that was meant.
 */
export function checkOptions<T extends object>(
  caller: string,
  options: T,
  known: readonly (keyof T & string)[],
): void {
  if (typeof options !== 'object' || options === null)
    throw new TypeError(
      `${caller} takes an object with ${known.join(', ')}; it got ${JSON.stringify(options)}`,
    )
  const unknown = Object.keys(options).find((name) => !known.some((one) => one === name))
  if (unknown === undefined) return
  const meant = closestMatch(unknown, known)
  const remedy = meant === undefined ? `it takes ${known.join(', ')}` : `did you mean ${meant}?`
  throw new TypeError(`${caller} has no option ${unknown}; ${remedy}`)
}
