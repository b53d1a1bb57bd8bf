import type { Directory, Entry } from './directory.js'
import { ShardedMap } from './sharded-map.js'

/** Knows in this process which workspace an id belongs to. */
export class MemoryDirectory implements Directory {
  readonly #maxIds: number
  readonly #workspaces = new ShardedMap<string>()

  constructor(maxIds: number) {
    this.#maxIds = maxIds
  }

  async claim(
    workspaceId: string,
    ids: readonly string[],
    replaced = 0,
  ): Promise<'claimed' | 'taken' | 'full'> {
    const added = new Set<string>()
    for (const id of ids) {
      const owner = this.#workspaces.get(id)
      if (owner === undefined) added.add(id)
      else if (owner !== workspaceId) return 'taken'
    }
    if (added.size > 0 && this.#workspaces.size + added.size - replaced > this.#maxIds) return 'full'
    for (const id of added) this.#workspaces.set(id, workspaceId)
    return 'claimed'
  }

  async find(id: string): Promise<string | undefined> {
    return this.#workspaces.get(id)
  }

  async release(ids: readonly string[]): Promise<void> {
    for (const id of ids) this.#workspaces.delete(id)
  }

  async oldest(count: number): Promise<readonly Entry[]> {
    return this.#workspaces.first(count).map(([id, workspaceId]) => ({ id, workspaceId }))
  }

  async next(count: number): Promise<readonly Entry[]> {
    const found: Entry[] = []
    for (let left = Math.min(count, this.#workspaces.size); left > 0; left--) {
      const [id, workspaceId] = this.#workspaces.next() as [string, string]
      found.push({ id, workspaceId })
    }
    return found
  }

  async size(): Promise<number> {
    return this.#workspaces.size
  }
}
