import type { Collection, Write } from './records.js'

/** A write whose value is text already. */
export type TextWrite = Exclude<Write, { kind: 'put' }> | TextPut

export interface TextPut {
  readonly kind: 'put'
  readonly collection: Collection<unknown>
  readonly id: string
  readonly text: string
  readonly position: number | undefined
}

/** What a collection holds before a commit. */
export interface Held {
  readonly count: number
  readonly size: number
  /** The characters of a record; undefined when it is not there. */
  sizeOf(id: string): number | undefined
}

const nothing: Held = { count: 0, size: 0, sizeOf: () => undefined }

/** Writes with the texts of their values. */
export function encodeWrites(writes: readonly Write[]): readonly TextWrite[] {
  return writes.map((write) => {
    if (write.kind !== 'put') return write
    const { kind, collection, id, draft } = write
    return { kind, collection, id, position: draft.position, text: collection.codec.encode(draft.value) }
  })
}

/**
 * The name of the first collection that writes would fill beyond its bound; undefined when all have room.
 *
 * @param heldBy what a collection holds before.
 */
export function findFull(
  writes: readonly TextWrite[],
  heldBy: (name: string) => Held | undefined,
): string | undefined {
  const tallies = new Map<string, Tally>()
  for (const write of writes) {
    const { collection } = write
    if (collection.overflow !== 'refuse') continue
    const tally = tallies.get(collection.name) ?? new Tally(collection, heldBy(collection.name) ?? nothing)
    tallies.set(collection.name, tally)
    tally.add(write)
  }
  for (const [name, tally] of tallies) if (tally.isOver) return name
  return undefined
}

/** Counts what a collection would hold after some writes. */
class Tally {
  readonly #collection: Collection<unknown>
  #held: Held
  #count: number
  #size: number
  /** The sizes of the records that were written. */
  readonly #written = new Map<string, number | undefined>()

  constructor(collection: Collection<unknown>, held: Held) {
    this.#collection = collection
    this.#held = held
    this.#count = held.count
    this.#size = held.size
  }

  get isOver(): boolean {
    const { maxItems, maxSize } = this.#collection
    return this.#count > maxItems || this.#size > maxSize
  }

  add(write: TextWrite): void {
    if (write.kind === 'clear') {
      this.#held = nothing
      this.#count = 0
      this.#size = 0
      this.#written.clear()
      return
    }
    const { id } = write
    const before = this.#written.has(id) ? this.#written.get(id) : this.#held.sizeOf(id)
    const after = write.kind === 'put' ? write.text.length : undefined
    this.#count += Number(after !== undefined) - Number(before !== undefined)
    this.#size += (after ?? 0) - (before ?? 0)
    this.#written.set(id, after)
  }
}
