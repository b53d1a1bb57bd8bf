import { isDeepStrictEqual } from 'node:util'
import type { Shape } from '../../openapi/shape.js'

/** How strict the generated client of a language is. */
export interface Language {
  /** Why the client refuses a value where a shape is published; undefined where it takes it. */
  readonly refusal: (shape: Shape, value: unknown) => string | undefined
  /** Whether the client fails when a required member is missing. */
  readonly needsRequired: boolean
}

/** What a client refuses of a body, by place; empty when it decodes it. Members that are not published are ignored. */
export function decode(language: Language, shape: Shape, value: unknown, at = 'body'): readonly string[] {
  const refusal = language.refusal(shape, value)
  if (refusal !== undefined) return [`${at}: ${refusal}`]
  if (value === null) return []
  if (shape.variants) return closest(shape.variants.map((variant) => decode(language, variant, value, at)))
  const { item, members } = shape
  if (item && Array.isArray(value))
    return value.flatMap((one, index) => decode(language, item, one, `${at}[${index}]`))
  if (!members || !isObject(value)) return []
  return [...members].flatMap(([name, { isRequired, shape }]) => {
    if (Object.hasOwn(value, name)) return decode(language, shape, value[name], `${at}.${name}`)
    return isRequired && language.needsRequired ? [`${at}.${name}: is missing`] : []
  })
}

/** The fewest problems: those of the variant that was meant. */
function closest(problems: readonly (readonly string[])[]): readonly string[] {
  return problems.reduce((best, one) => (one.length < best.length ? one : best))
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Whether a value is one of an enum; true for another shape. */
export function isOfEnum({ kind }: Shape, value: unknown): boolean {
  const [, values] = /^enum\((.*)\)$/.exec(kind) ?? []
  return values === undefined || values.split(', ').some((one) => isDeepStrictEqual(one, value))
}
