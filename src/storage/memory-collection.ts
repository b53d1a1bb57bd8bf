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

  put(id: string, record: KeptRecord): void {
    const before = this.get(id)
    const isMoved =
      before === undefined ? record.position <= this.#lastPosition : record.position !== before.position
    if (isMoved) this.#isInOrder = false
    this.#lastPosition = Math.max(this.#lastPosition, record.position)
    this.size += record.text.length - (before?.text.length ?? 0)
    this.#texts.set(id, flat(`${record.version} ${record.position} ${record.text}`))
  }

  /** The characters of a record. */
  sizeOf(id: string): number | undefined {
    return this.get(id)?.text.length
  }

  /** Where a record stands, or would stand behind all others. */
  positionOf(id: string): number {
    return this.get(id)?.position ?? this.#lastPosition + 1
  }

  /** Lets the oldest records go until the rest keeps the bounds. */
  shrink(maxItems: number, maxSize: number): void {
    while (this.count > maxItems || this.size > maxSize) {
      const [oldest] = this.first(1)
      if (oldest === undefined) return
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

  /** Ids and records, the lowest position first; all of those that have the same position as the last one that is wanted. */
  first(limit: number): readonly (readonly [id: string, record: KeptRecord])[] {
    const isWhole = !this.#isInOrder || this.#texts.isSharded
    const found: [string, KeptRecord][] = []
    for (const [id, line] of this.#texts) {
      const record = readLine(line)
      if (!isWhole && found.length >= limit && record.position !== found.at(-1)?.[1].position) return found
      found.push([id, record])
    }
    if (!isWhole) return found
    found.sort(([, one], [, other]) => one.position - other.position || one.version - other.version)
    const last = found[limit - 1]?.[1].position
    return last === undefined ? found : found.filter(([, { position }]) => position <= last)
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
