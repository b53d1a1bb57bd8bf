import type { MaybePromise } from '../lib/maybe-promise.js'
import { atOnce, inSlices, type Steps } from '../lib/steps.js'
import { collectionBytes, recordBytes } from './memory-budget.js'
import { PositionOrder } from './position-order.js'
import type { Collection, Page } from './records.js'
import { ShardedMap } from './sharded-map.js'
import type { StoredText } from './stored-text.js'

/**
 * The records of one collection of one workspace. Each is kept as one string, because very many objects take several times
 * the memory.
 */
export class MemoryCollection {
  #lines = new ShardedMap<string>()
  /** The ids of all records under '', and an index for each part of a text that a page was asked for. */
  #orders = new Map([['', new PositionOrder()]])
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
    if (before !== undefined) this.#removeFromOrders(before)
    for (const [part, order] of this.#orders) if (text.includes(part)) order.add(id, position)
    this.#lastPosition = Math.max(this.#lastPosition, position)
    this.size += text.length - (before?.text.length ?? 0)
    this.bytes += growth
    this.#lines.set(id, flat(`${this.version} ${position} ${text}`))
  }

  delete(kept: StoredText): void {
    const { id, text } = kept
    this.#removeFromOrders(kept)
    this.size -= text.length
    this.bytes -= recordBytes(id, text)
    this.#lines.delete(id)
  }

  clear(): void {
    this.#lines = new ShardedMap()
    this.#orders = new Map([['', new PositionOrder()]])
    this.size = 0
    this.bytes = collectionBytes
  }

  /** Evicts the oldest records until the rest keeps the bounds. */
  dropOldest({ maxItems, maxSize }: Pick<Collection<unknown>, 'maxItems' | 'maxSize'>): void {
    const ids = this.#orderOf('').ids()
    while (this.count > maxItems || this.size > maxSize)
      this.delete(this.get(ids.next().value as string) as StoredText)
  }

  /** All ids and lines as they are now, those of the lowest positions first. */
  entries(): readonly (readonly [string, string])[] {
    return Array.from(this.#orderOf('').ids(), (id) => [id, this.#lines.get(id) as string])
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
    const order = this.#orderOf(including)
    const texts: StoredText[] = []
    let place = 0
    for (const id of isNewestFirst ? order.idsBefore(before) : order.ids()) {
      if (place >= end) break
      yield
      const line = this.#lines.get(id)
      if (line !== undefined && place++ >= skip) texts.push(readLine(id, line))
    }
    return { texts, count: order.count }
  }

  /** The ids of the records whose texts have a part. The first time all are looked at. */
  #orderOf(part = ''): PositionOrder {
    const known = this.#orders.get(part)
    if (known !== undefined) return known
    const order = new PositionOrder()
    for (const [id, line] of this.entries()) {
      const { text, position } = readLine(id, line)
      if (text.includes(part)) order.add(id, position)
    }
    this.#orders.set(part, order)
    return order
  }

  #removeFromOrders({ id, position, text }: StoredText): void {
    for (const [part, order] of this.#orders) if (text.includes(part)) order.remove(id, position)
  }
}

/** A page of a collection. */
export interface StoredPage {
  readonly texts: readonly StoredText[]
  readonly count: number
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
