/** What an API says of a value, whichever way it is written down. */
export interface Shape {
  /** A simple type, `enum(…)`, `list`, `object`, or a union by the names of its variants. */
  readonly kind: string
  readonly isNullable: boolean
  /** What the schema is called, if it has a name. */
  readonly name?: string
  /** None: of an object that may have any. */
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
  /** `GET /v1/connect/{provider}`, as its API spells it. */
  readonly spelling: string
  readonly status: number
  readonly answer: Shape | undefined
  /** The answers of every other status; undefined: no body. */
  readonly others: ReadonlyMap<number, Shape | undefined>
  readonly query: Members
  readonly body: Member | undefined
}

/** By spelling without the names of path parameters, since those do not show on the wire. */
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

/** The order of an enum's values says nothing. */
export function enumOf(values: readonly unknown[]): Shape {
  return ofKind(`enum(${values.map(String).sort().join(', ')})`)
}

export function unionOf(variants: readonly Shape[]): Shape {
  return ofKind(variants.map(textOf).sort().join(' | '), { variants })
}

/** `any` may be null anyway. */
export function orNull(shape: Shape): Shape {
  return shape.kind === 'any' ? shape : { ...shape, isNullable: true }
}

export function textOf({ name, kind, item, isNullable }: Shape): string {
  const text = item ? `${textOf(item)}[]` : (name ?? kind)
  return isNullable ? `${text} | null` : text
}
