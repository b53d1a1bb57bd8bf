import type { Shape } from '../../openapi/shape.js'
import { isObject, isOfEnum, type Language } from './decode.js'

/** A Python client raises on an unknown value of an enum, a missing member, and what it cannot take apart. */
export const python: Language = {
  needsRequired: true,
  refusal(shape, value) {
    if (value === null) return shape.isNullable || !isTakenApart(shape) ? undefined : 'null cannot be decoded'
    if (!isOfEnum(shape, value)) return `${JSON.stringify(value)} is no value of ${shape.kind}`
    if (shape.members && !isObject(value)) return 'is no object'
    if (shape.item && !Array.isArray(value)) return 'is no list'
    if (isTime(shape) && Number.isNaN(Date.parse(String(value)))) return 'is no time'
    return undefined
  },
}

function isTime({ kind }: Shape): boolean {
  return kind === 'date' || kind === 'date-time'
}

/** Whether the client makes something else of a value than what it is in JSON. */
function isTakenApart(shape: Shape): boolean {
  return (
    shape.members !== undefined || shape.item !== undefined || isTime(shape) || shape.kind.startsWith('enum(')
  )
}
