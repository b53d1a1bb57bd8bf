import type { Language } from './decode.js'

/** A PHP client raises on null for a member that is published without null. It casts the rest. */
export const php: Language = {
  needsRequired: false,
  refusal: (shape, value) =>
    value === null && !shape.isNullable && shape.kind !== 'any' ? 'cannot be null' : undefined,
}
