import {
  type ObjectOptions,
  type Static,
  type TObject,
  type TProperties,
  type TSchema,
  Type,
} from '@sinclair/typebox'

/** A reference to a component by its `$id`, with its type. */
export function ref<T extends TSchema>(schema: T) {
  return Type.Unsafe<Static<T>>({ $ref: `${schema.$id}#` })
}

/** An object that is a component of openapi.yaml, with the name `$id` and no other members. */
export function component<T extends TProperties>($id: string, properties: T, options: ObjectOptions = {}) {
  return Type.Object(properties, { $id, additionalProperties: false, ...options })
}

export const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const

/** An object with a list as its only member, `data`. */
export function listOf<T extends TSchema>(schema: T) {
  return Type.Object({ data: Type.Array(ref(schema)) }, { additionalProperties: false })
}

/** One of these strings. A literal in a response schema would silently rewrite a value; an enum does not. */
export function oneOf<const T extends readonly string[]>(values: T, options: object = {}) {
  return Type.Unsafe<T[number]>({ type: 'string', enum: values, ...options })
}

/** Values of one type by name. Type.Record would leave out names with a line break, and their values. */
export function mapOf<T extends TSchema>(values: T, options: object = {}) {
  return Type.Unsafe<Record<string, Static<T>>>({ type: 'object', additionalProperties: values, ...options })
}

/**
 * Marks a field as another spelling of a field: it is accepted and not described, because client generators would give
 * both the same name.
 */
export const otherSpelling = { $comment: 'another spelling' }

/** A string or null. */
export function stringOrNull(options: object = {}) {
  return Type.Unsafe<string | null>({ type: ['string', 'null'], ...options })
}

/** An integer or null. */
export function integerOrNull(options: object = {}) {
  return Type.Unsafe<number | null>({ type: ['integer', 'null'], ...options })
}

/** A number or null. */
export function numberOrNull() {
  return Type.Unsafe<number | null>({ type: ['number', 'null'] })
}

/** One of these strings, or null. */
export function oneOfOrNull<const T extends readonly string[]>(values: T, options: object = {}) {
  return Type.Unsafe<T[number] | null>({ type: ['string', 'null'], enum: [...values, null], ...options })
}

/** An object of this schema, or null. */
export function objectOrNull<T extends TObject>(schema: T) {
  return Type.Unsafe<Static<T> | null>({ ...schema, type: ['object', 'null'] })
}

/** An instant: RFC 3339, UTC, milliseconds. */
export function instant(description: string) {
  return Type.String({ format: 'date-time', description })
}

/** An instant or null. */
export function instantOrNull(description: string) {
  return stringOrNull({ format: 'date-time', description })
}

/** A day: YYYY-MM-DD. A query may also have an instant, which means its day in UTC. */
export function day(options: object = {}) {
  return Type.String({ format: 'date', ...options })
}

/** One of two components; the serializer tells them apart by their members. */
export function anyOf<A extends TSchema, B extends TSchema>(a: A, b: B) {
  return Type.Unsafe<Static<A> | Static<B>>({ anyOf: [{ $ref: `${a.$id}#` }, { $ref: `${b.$id}#` }] })
}

/** The schema of a response without a body. */
export const Nothing = Type.Null({ description: 'Done. No body.' })

/** The same, of a response whose status would allow a body. */
export const Empty = Type.Unsafe<undefined>({ type: 'null', description: 'Done. No body.' })
