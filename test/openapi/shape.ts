/** The type of a value, in a form that the published and the described API share. */
export interface Shape {
  /** A simple type, `enum(…)`, `list`, `object`, or the names of the variants of a union. */
  readonly kind: string
  readonly isNullable: boolean
  /** The name of the schema, if it has one. */
  readonly name?: string
  /** None for an object with any members. */
  readonly members?: Members
  readonly item?: Shape
  readonly variants?: readonly Shape[]
}

export interface Member {
  readonly isRequired: boolean
  readonly shape: Shape
}

export type Members = ReadonlyMap<string, Member>

export interface Operation {
  /** `GET /v1/connect/{provider}`, in the spelling of its API. */
  readonly spelling: string
  readonly status: number
  readonly answer: Shape | undefined
  /** The answers of all other statuses; undefined for no body. */
  readonly others: ReadonlyMap<number, Shape | undefined>
  readonly query: Members
  readonly body: Member | undefined
}

/** By spelling without the names of path parameters, which are not on the wire. */
export type Operations = ReadonlyMap<string, Operation>

export function keyOf(spelling: string): string {
  return spelling.replaceAll(/\{\w+\}/g, '{}')
}

export function ofKind(kind: string, more: Partial<Shape> = {}): Shape {
  return { kind, isNullable: false, ...more }
}

export function listOf(item: Shape): Shape {
  return ofKind('list', { item })
}

/** The order of values is ignored. */
export function enumOf(values: readonly unknown[]): Shape {
  return ofKind(`enum(${values.map(String).sort().join(', ')})`)
}

export function unionOf(variants: readonly Shape[]): Shape {
  return ofKind(variants.map(textOf).sort().join(' | '), { variants })
}

/** `any` includes null. */
export function orNull(shape: Shape): Shape {
  return shape.kind === 'any' ? shape : { ...shape, isNullable: true }
}

export function textOf({ name, kind, item, isNullable }: Shape): string {
  const text = item ? `${textOf(item)}[]` : (name ?? kind)
  return isNullable ? `${text} | null` : text
}
