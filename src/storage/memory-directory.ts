import { Queue } from '../queue.js'
import type { Directory, Entry } from './directory.js'
import { ShardedMap } from './sharded-map.js'

/** Knows in this process which workspace an id belongs to. */
export class MemoryDirectory implements Directory {
  readonly #maxIds: number
  readonly #workspaces = new ShardedMap<string>()
  /** The ids that were looked at in this round, the oldest first. Some of them may be released. */
  #seen = new Queue<string>()
  /** Those that are still to be looked at. All of them are younger. */
  #ahead = new Queue<string>()

  constructor(maxIds: number) {
    this.#maxIds = maxIds
  }

  async claim(workspaceId: string, ids: readonly string[]): Promise<'claimed' | 'taken' | 'full'> {
    const added = new Set<string>()
    for (const id of ids) {
      const owner = this.#workspaces.get(id)
      if (owner === undefined) added.add(id)
      else if (owner !== workspaceId) return 'taken'
    }
    if (this.#workspaces.size + added.size > this.#maxIds) return 'full'
    for (const id of added) {
      this.#workspaces.set(id, workspaceId)
      this.#ahead.add(id)
    }
    return 'claimed'
  }

  async find(id: string): Promise<string | undefined> {
    return this.#workspaces.get(id)
  }

  async release(ids: readonly string[]): Promise<void> {
    for (const id of ids) this.#workspaces.delete(id)
  }

  async oldest(count: number): Promise<readonly Entry[]> {
    const found: Entry[] = []
    for (const queue of [this.#seen, this.#ahead]) {
      while (queue.oldest !== undefined && !this.#workspaces.has(queue.oldest)) queue.dropOldest()
      for (const id of queue) {
        if (found.length >= count) return found
        const workspaceId = this.#workspaces.get(id)
        if (workspaceId !== undefined) found.push({ id, workspaceId })
      }
    }
    return found
  }

  async next(count: number): Promise<readonly Entry[]> {
    const found: Entry[] = []
    if (this.#ahead.count === 0) {
      this.#ahead = this.#seen
      this.#seen = new Queue()
    }
    while (found.length < count) {
      const id = this.#ahead.dropOldest()
      if (id === undefined) break
      const workspaceId = this.#workspaces.get(id)
      if (workspaceId === undefined) continue
      this.#seen.add(id)
      found.push({ id, workspaceId })
    }
    return found
  }

  async size(): Promise<number> {
    return this.#workspaces.size
  }
}
