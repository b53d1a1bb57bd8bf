/** From so many entries on a map is kept in parts. */
const largeCount = 20_000

const shardCount = 256

/**
 * A map that may grow very large. A Map moves all that it has when it grows: 100 ms for a million entries, less than one for
 * a part of them.
 */
export class ShardedMap<Value> {
  #shards: Map<string, Value>[] = [new Map()]
  #size = 0
  /** The shard that is gone through, and how far. */
  #turn = 0
  #rest: Iterator<[string, Value]> | null = null

  get size(): number {
    return this.#size
  }

  get isSharded(): boolean {
    return this.#shards.length > 1
  }

  get(key: string): Value | undefined {
    return this.#shardOf(key).get(key)
  }

  set(key: string, value: Value): void {
    const shard = this.#shardOf(key)
    const before = shard.size
    shard.set(key, value)
    this.#size += shard.size - before
    if (this.#size > largeCount && !this.isSharded) this.#split()
  }

  delete(key: string): boolean {
    const isDeleted = this.#shardOf(key).delete(key)
    if (isDeleted) this.#size--
    return isDeleted
  }

  /** So many entries that were added first. Of a map in parts they are the first of each part, which is about the same. */
  first(count: number): readonly [string, Value][] {
    const found: [string, Value][] = []
    const each = Math.ceil(count / this.#shards.length)
    for (const shard of this.#shards) {
      let left = Math.min(each, count - found.length)
      for (const entry of shard) {
        if (left-- <= 0) break
        found.push(entry)
      }
    }
    return found
  }

  /** The entry behind the one before, and the first again behind the last; those added meanwhile too. Undefined when empty. */
  next(): [string, Value] | undefined {
    if (this.#size === 0) return undefined
    for (;;) {
      this.#rest ??= (this.#shards[this.#turn] as Map<string, Value>).entries()
      const { done, value } = this.#rest.next()
      if (!done) return value
      this.#turn = (this.#turn + 1) % this.#shards.length
      this.#rest = null
    }
  }

  *keys(): Generator<string> {
    for (const shard of this.#shards) yield* shard.keys()
  }

  #shardOf(key: string): Map<string, Value> {
    return this.#shards[this.isSharded ? shardOf(key) : 0] as Map<string, Value>
  }

  #split(): void {
    const [whole] = this.#shards as [Map<string, Value>]
    this.#shards = Array.from({ length: shardCount }, () => new Map())
    for (const [key, value] of whole) this.#shardOf(key).set(key, value)
    this.#rest = null
  }
}

/** The part in which a key is kept. It follows from the end of the key, which is random in ids. */
function shardOf(key: string): number {
  let hash = 0
  for (let at = Math.max(0, key.length - 4); at < key.length; at++) hash = hash * 31 + key.charCodeAt(at)
  return hash % shardCount
}
