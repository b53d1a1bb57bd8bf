import { type Static, type TObject, type TProperties, type TSchema, Type } from '@sinclair/typebox'

/** The options of a schema, or its description alone. */
type Described = string | object

/** A string that means what the description says. */
export function string(description: string) {
  return Type.String({ description })
}

/** An integer that means what the description says. */
export function integer(description: string) {
  return Type.Integer({ description })
}

/** A boolean that means what the description says. */
export function boolean(description: string) {
  return Type.Boolean({ description })
}

/**
 * A reference to a component by its `$id`, with its type.
 *
 * @param description what this use of it means, where its own description does not say it.
 */
export function ref<T extends TSchema>(schema: T, description?: string) {
  return Type.Unsafe<Static<T>>({ $ref: `${schema.$id}#`, ...(description !== undefined && { description }) })
}

/** An object that is a component of openapi.yaml, with the name `$id` and no other members. */
export function component<T extends TProperties>($id: string, properties: T, options: Described = {}) {
  return Type.Object(properties, { $id, additionalProperties: false, ...optionsOf(options) })
}

export const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const

/** An object with a list as its only member, `data`. */
export function listOf<T extends TSchema>(schema: T, description: string) {
  return Type.Object(
    { data: Type.Array(ref(schema), { description: 'The items of the list.' }) },
    { additionalProperties: false, description },
  )
}

/** One of these strings. A literal in a response schema would silently rewrite a value; an enum does not. */
export function oneOf<const T extends readonly string[]>(values: T, options: Described = {}) {
  return Type.Unsafe<T[number]>({ type: 'string', enum: values, ...optionsOf(options) })
}

/** Values of one type by name. Type.Record would leave out names with a line break, and their values. */
export function mapOf<T extends TSchema>(values: T, options: Described = {}) {
  return Type.Unsafe<Record<string, Static<T>>>({
    type: 'object',
    additionalProperties: values,
    ...optionsOf(options),
  })
}

/** The same, or null. */
export function mapOrNull<T extends TSchema>(values: T, description: string) {
  return Type.Unsafe<Record<string, Static<T>> | null>({
    type: ['object', 'null'],
    additionalProperties: values,
    description,
  })
}

/**
 * Marks a field as another spelling of a field: it is accepted and not described, because client generators would give
 * both the same name.
 */
export const otherSpelling = { $comment: 'another spelling' }

/** The keyword of a query parameter whose values are read in lower case. Ajv must know it. */
export const anyCaseKeyword = 'x-any-case'

/** Marks a query parameter whose values may be written in upper and lower case. */
export const inAnyCase = { [anyCaseKeyword]: true }

/** A string or null. */
export function stringOrNull(options: Described = {}) {
  return Type.Unsafe<string | null>({ type: ['string', 'null'], ...optionsOf(options) })
}

/** An integer or null. */
export function integerOrNull(options: Described = {}) {
  return Type.Unsafe<number | null>({ type: ['integer', 'null'], ...optionsOf(options) })
}

/** A number or null. */
export function numberOrNull(options: Described = {}) {
  return Type.Unsafe<number | null>({ type: ['number', 'null'], ...optionsOf(options) })
}

/** One of these strings, or null. */
export function oneOfOrNull<const T extends readonly string[]>(values: T, options: Described = {}) {
  return Type.Unsafe<T[number] | null>({
    type: ['string', 'null'],
    enum: [...values, null],
    ...optionsOf(options),
  })
}

/** An object of this schema, or null. */
export function objectOrNull<T extends TObject>(schema: T, options: Described = {}) {
  return Type.Unsafe<Static<T> | null>({ ...schema, type: ['object', 'null'], ...optionsOf(options) })
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
export function day(options: Described = {}) {
  return Type.String({ format: 'date', ...optionsOf(options) })
}

/** One of two components; the serializer tells them apart by their members. */
export function anyOf<A extends TSchema, B extends TSchema>(a: A, b: B, description: string) {
  return Type.Unsafe<Static<A> | Static<B>>({
    anyOf: [{ $ref: `${a.$id}#` }, { $ref: `${b.$id}#` }],
    description,
  })
}

/** The schema of a response without a body. */
export const Nothing = Type.Null({ description: 'It is done. The answer has no body.' })

/** The same, of a response whose status would allow a body. */
export const Empty = Type.Unsafe<undefined>({
  type: 'null',
  description: 'It is done. The answer has no body.',
})

function optionsOf(options: Described): object {
  return typeof options === 'string' ? { description: options } : options
}
