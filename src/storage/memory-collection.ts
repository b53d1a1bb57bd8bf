import { collectionBytes, recordBytes } from './memory-budget.js'
import type { Collection } from './records.js'
import { ShardedMap } from './sharded-map.js'

/** A record whose value is text. */
export interface StoredText {
  readonly id: string
  readonly version: number
  readonly position: number
  readonly text: string
}

/**
 * The records of one collection of one workspace. Each is kept as one string, because very many objects take several times
 * the memory.
 */
export class MemoryCollection {
  #lines = new ShardedMap<string>()
  /** Whether the records were added in the order of their positions. */
  #isInOrder = true
  #lastPosition = 0
  /** The version of the last write. */
  version = 0
  /** Characters of all texts together. */
  size = 0
  /** Bytes of the heap that all of it takes. */
  bytes = collectionBytes

  get count(): number {
    return this.#lines.size
  }

  get(id: string): StoredText | undefined {
    const line = this.#lines.get(id)
    return line === undefined ? undefined : readLine(id, line)
  }

  /**
   * Puts a record under the version of this write.
   *
   * @param before the record that it replaces.
   * @param wanted its position; when left out, that of the record before, or behind all others.
   */
  put(id: string, text: string, before: StoredText | undefined, wanted?: number): void {
    const position = wanted ?? before?.position ?? this.#lastPosition + 1
    const isMoved = before === undefined ? position <= this.#lastPosition : position !== before.position
    if (isMoved) this.#isInOrder = false
    this.#lastPosition = Math.max(this.#lastPosition, position)
    this.size += text.length - (before?.text.length ?? 0)
    this.bytes += recordBytes(id, text) - (before === undefined ? 0 : recordBytes(id, before.text))
    this.#lines.set(id, flat(`${this.version} ${position} ${text}`))
  }

  delete({ id, text }: StoredText): void {
    this.size -= text.length
    this.bytes -= recordBytes(id, text)
    this.#lines.delete(id)
  }

  clear(): void {
    this.#lines = new ShardedMap()
    this.#isInOrder = true
    this.size = 0
    this.bytes = collectionBytes
  }

  /** Evicts the oldest records until the rest keeps the bounds. */
  dropOldest({ maxItems, maxSize }: Pick<Collection<unknown>, 'maxItems' | 'maxSize'>): void {
    while (this.count > maxItems || this.size > maxSize) this.delete(this.first(1)[0] as StoredText)
  }

  ids(): Iterable<string> {
    return this.#lines.keys()
  }

  /** The records with the lowest positions; of the same position the one that was written first. */
  first(limit = Number.POSITIVE_INFINITY): readonly StoredText[] {
    const isSorted = this.#isInOrder && !this.#lines.isSharded
    const found: StoredText[] = []
    for (const [id, line] of this.#lines) {
      if (isSorted && found.length >= limit) break
      found.push(readLine(id, line))
    }
    if (isSorted) return found
    found.sort((one, other) => one.position - other.position || one.version - other.version)
    return found.slice(0, limit)
  }
}

/** @example readLine('a', '2 7 "x"') // { id: 'a', version: 2, position: 7, text: '"x"' } */
function readLine(id: string, line: string): StoredText {
  const afterVersion = line.indexOf(' ') + 1
  const afterPosition = line.indexOf(' ', afterVersion) + 1
  return {
    id,
    version: Number(line.slice(0, afterVersion)),
    position: Number(line.slice(afterVersion, afterPosition)),
    text: line.slice(afterPosition),
  }
}

/** The same string in one piece: a concatenated one takes twice the memory until somebody reads it. */
function flat(text: string): string {
  text.charCodeAt(0)
  return text
}
