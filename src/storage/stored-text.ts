/** A record whose value is text. */
export interface StoredText {
  readonly id: string
  readonly version: number
  readonly position: number
  readonly text: string
}

/** The order of a collection. */
export function byPosition(one: StoredText, other: StoredText): number {
  return one.position - other.position || one.version - other.version
}
