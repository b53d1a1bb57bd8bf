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
  readonly #held: Held
  readonly #writes: TextWrite[] = []
  /** What there would be if all that is put were new. */
  #mostItems: number
  #mostSize: number

  constructor(collection: Collection<unknown>, held: Held) {
    this.#collection = collection
    this.#held = held
    this.#mostItems = held.count
    this.#mostSize = held.size
  }

  add(write: TextWrite): void {
    this.#writes.push(write)
    if (write.kind !== 'put') return
    this.#mostItems++
    this.#mostSize += write.text.length
  }

  /** To find out what is replaced takes longer, which is done only where it matters. */
  get isOver(): boolean {
    return this.#isBeyond(this.#mostItems, this.#mostSize) && this.#isBeyond(...this.#count())
  }

  #isBeyond(items: number, size: number): boolean {
    return items > this.#collection.maxItems || size > this.#collection.maxSize
  }

  #count(): [items: number, size: number] {
    let held = this.#held
    let items = held.count
    let size = held.size
    /** The sizes of the records that were written. */
    const written = new Map<string, number | undefined>()
    for (const write of this.#writes) {
      if (write.kind === 'clear') {
        held = nothing
        items = 0
        size = 0
        written.clear()
        continue
      }
      const { id } = write
      const before = written.has(id) ? written.get(id) : held.sizeOf(id)
      const after = write.kind === 'put' ? write.text.length : undefined
      items += Number(after !== undefined) - Number(before !== undefined)
      size += (after ?? 0) - (before ?? 0)
      written.set(id, after)
    }
    return [items, size]
  }
}
