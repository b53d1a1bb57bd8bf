import { ShardedMap } from './sharded-map.js'

/** A record as it is kept: its version, its position and its text. */
export interface KeptRecord {
  readonly version: number
  readonly position: number
  readonly text: string
}

/**
 * The records of one collection of one workspace. Each is kept as one text, because very many objects take several times the
 * memory.
 */
export class MemoryCollection {
  #texts = new ShardedMap<string>()
  /** Whether the records were added in the order of their positions. */
  #isInOrder = true
  #lastPosition = 0
  /** The version of the last write. */
  version = 0
  /** Characters of all texts together. */
  size = 0

  get count(): number {
    return this.#texts.size
  }

  get(id: string): KeptRecord | undefined {
    const line = this.#texts.get(id)
    return line === undefined ? undefined : readLine(line)
  }

  /** @param wanted its position; behind all others when left out, or where it stood. */
  put(id: string, version: number, text: string, wanted?: number): void {
    const before = this.get(id)
    const position = wanted ?? before?.position ?? this.#lastPosition + 1
    const isMoved = before === undefined ? position <= this.#lastPosition : position !== before.position
    if (isMoved) this.#isInOrder = false
    this.#lastPosition = Math.max(this.#lastPosition, position)
    this.size += text.length - (before?.text.length ?? 0)
    this.#texts.set(id, flat(`${version} ${position} ${text}`))
  }

  /** The characters of a record. */
  sizeOf(id: string): number | undefined {
    return this.get(id)?.text.length
  }

  /** Lets the oldest records go until the rest keeps the bounds. */
  shrink(maxItems: number, maxSize: number): void {
    while (this.count > maxItems || this.size > maxSize) {
      const [oldest] = this.first(1) as [readonly [id: string, record: KeptRecord]]
      this.delete(oldest[0])
    }
  }

  clear(): void {
    this.#texts = new ShardedMap()
    this.#isInOrder = true
    this.size = 0
  }

  delete(id: string): void {
    const before = this.get(id)
    if (before === undefined) return
    this.size -= before.text.length
    this.#texts.delete(id)
  }

  /** Ids and records, the lowest position first; of the same position the one that was written first. */
  first(limit: number): readonly (readonly [id: string, record: KeptRecord])[] {
    const isWhole = !this.#isInOrder || this.#texts.isSharded
    const found: [string, KeptRecord][] = []
    for (const [id, line] of this.#texts) {
      if (!isWhole && found.length >= limit) return found
      found.push([id, readLine(line)])
    }
    if (!isWhole) return found
    found.sort(([, one], [, other]) => one.position - other.position || one.version - other.version)
    return found.slice(0, limit)
  }
}

/** @example readLine('2 7 {"id":"a"}') // { version: 2, position: 7, text: '{"id":"a"}' } */
function readLine(line: string): KeptRecord {
  const afterVersion = line.indexOf(' ') + 1
  const afterPosition = line.indexOf(' ', afterVersion) + 1
  return {
    version: Number(line.slice(0, afterVersion)),
    position: Number(line.slice(afterVersion, afterPosition)),
    text: line.slice(afterPosition),
  }
}

/** The same text in one piece: one that was put together takes twice the memory until somebody reads it. */
function flat(text: string): string {
  text.charCodeAt(0)
  return text
}
