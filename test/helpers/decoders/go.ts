import type { Shape } from '../../openapi/shape.js'
import { isObject, type Language } from './decode.js'

/** A Go client fails on a value of another type, takes null everywhere, and any value of an enum. */
export const go: Language = {
  needsRequired: false,
  refusal(shape, value) {
    if (value === null || shape.variants || typesOf(shape).some((fits) => fits(value))) return undefined
    return `cannot unmarshal ${JSON.stringify(value).slice(0, 40)} into ${shape.kind}`
  },
}

type Fits = (value: unknown) => boolean

const isText: Fits = (value) => typeof value === 'string'

const fitsOf: Readonly<Record<string, Fits>> = {
  string: isText,
  date: isText,
  'date-time': (value) => isText(value) && /^\d{4}-\d\d-\d\dT.*(?:Z|[+-]\d\d:\d\d)$/.test(String(value)),
  integer: Number.isInteger,
  number: (value) => typeof value === 'number',
  boolean: (value) => typeof value === 'boolean',
  object: isObject,
  list: Array.isArray,
  any: () => true,
}

function typesOf({ kind }: Shape): readonly Fits[] {
  return [fitsOf[kind] ?? isText]
}
