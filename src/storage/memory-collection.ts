import type { MaybePromise } from '../lib/maybe-promise.js'
import { atOnce, inSlices, type Steps } from '../lib/steps.js'
import { collectionBytes, recordBytes } from './memory-budget.js'
import type { Collection, Page } from './records.js'
import { ShardedMap } from './sharded-map.js'
import { byPosition, type StoredText } from './stored-text.js'

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
   * @param growth how many bytes more the heap takes then.
   * @param before the record that it replaces.
   * @param wanted its position; when left out, that of the record before, or behind all others.
   */
  put(id: string, text: string, growth: number, before: StoredText | undefined, wanted?: number): void {
    const position = wanted ?? before?.position ?? this.#lastPosition + 1
    const isMoved = before === undefined ? position <= this.#lastPosition : position !== before.position
    if (isMoved) this.#isInOrder = false
    this.#lastPosition = Math.max(this.#lastPosition, position)
    this.size += text.length - (before?.text.length ?? 0)
    this.bytes += growth
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

  /** All entries as they are now, for `sortedSteps`. */
  entries(): readonly (readonly [string, string])[] {
    return [...this.#lines]
  }

  get isSorted(): boolean {
    return this.#isInOrder && !this.#lines.isSharded
  }

  ids(): Iterable<string> {
    return this.#lines.keys()
  }

  /** A page, and how many records it is of. A very large collection is gone through in slices. */
  page(page: Page): MaybePromise<StoredPage> {
    return this.#lines.isSharded ? inSlices(this.#pageSteps(page)) : atOnce(this.#pageSteps(page))
  }

  *#pageSteps({ limit, skip = 0, isNewestFirst = false, before, including }: Page): Steps<StoredPage> {
    const end = limit === undefined ? Number.POSITIVE_INFINITY : skip + limit
    const isSorted = this.isSorted
    if (isSorted && !isNewestFirst && including === undefined)
      return { texts: this.first(end).slice(skip), count: this.count }
    if (limit === 0 && including === undefined) return { texts: [], count: this.count }
    let count = 0
    let found: StoredText[] = []
    const entries = isSorted && isNewestFirst ? this.entries().toReversed() : this.#lines
    for (const [id, line] of entries) {
      yield
      if (including !== undefined && !line.includes(including)) continue
      count++
      if (isSorted && found.length >= end) {
        if (including === undefined) break
        continue
      }
      const text = readLine(id, line)
      if (before !== undefined && text.position >= before) continue
      found.push(text)
      if (!isSorted && found.length >= end + largestSurplus)
        found = sortPage(found, isNewestFirst).slice(0, end)
    }
    if (including === undefined) count = this.count
    if (!isSorted) found = sortPage(found, isNewestFirst)
    return { texts: found.slice(skip, end), count }
  }

  /** The records with the lowest positions; of the same position the one that was written first. */
  first(limit = Number.POSITIVE_INFINITY): readonly StoredText[] {
    const { isSorted } = this
    const found: StoredText[] = []
    for (const [id, line] of this.#lines) {
      if (isSorted && found.length >= limit) break
      found.push(readLine(id, line))
    }
    if (isSorted) return found
    return found.sort(byPosition).slice(0, limit)
  }
}

/** A page of a collection. */
export interface StoredPage {
  readonly texts: readonly StoredText[]
  readonly count: number
}

/** So many records more than a page has are kept until they are sorted out. */
const largestSurplus = 2000

function sortPage(texts: StoredText[], isNewestFirst: boolean): StoredText[] {
  return texts.sort(isNewestFirst ? (one, other) => byPosition(other, one) : byPosition)
}

/** @example readLine('a', '2 7 "x"') // { id: 'a', version: 2, position: 7, text: '"x"' } */
export function readLine(id: string, line: string): StoredText {
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
