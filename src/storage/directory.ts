import type { MaybePromise } from '../lib/maybe-promise.js'
import { directoryEntryBytes, MemoryBudget } from './memory-budget.js'
import { ShardedMap } from './sharded-map.js'

/** An id and the workspace that it belongs to. */
export interface Entry {
  readonly id: string
  readonly workspaceId: string
}

/** Knows which workspace an id belongs to, over all workspaces, and how many ids there are. */
export interface Directory {
  /**
   * Makes ids those of a workspace.
   *
   * @param replaced how many ids of the workspace are released soon, so that they take no room; 0 when left out.
   * @returns `taken`, and nothing is changed, when another workspace has one of them; `full`, and nothing is changed, when
   * there would be too many.
   */
  claim(
    workspaceId: string,
    ids: readonly string[],
    replaced?: number,
  ): MaybePromise<'claimed' | 'taken' | 'full'>
  /** The workspace of an id. */
  find(id: string): MaybePromise<string | undefined>
  release(ids: readonly string[]): MaybePromise<void>
  /** The entries that were claimed first; of very many about those. */
  oldest(count: number): MaybePromise<readonly Entry[]>
  /**
   * The next entries, beginning with the oldest, and with the oldest again after the last. Each call goes on where the one
   * before ended, so that all are seen in turn.
   */
  next(count: number): MaybePromise<readonly Entry[]>
  /** How many ids there are. */
  size(): MaybePromise<number>
}

/** A directory in this process. */
export class MemoryDirectory implements Directory {
  readonly #maxIds: number
  readonly #budget: MemoryBudget
  readonly #workspaces = new ShardedMap<string>()

  constructor(maxIds: number, budget: MemoryBudget = new MemoryBudget()) {
    this.#maxIds = maxIds
    this.#budget = budget
  }

  claim(workspaceId: string, ids: readonly string[], replaced = 0): 'claimed' | 'taken' | 'full' {
    const added = new Set<string>()
    for (const id of ids) {
      const owner = this.#workspaces.get(id)
      if (owner === undefined) added.add(id)
      else if (owner !== workspaceId) return 'taken'
    }
    if (added.size > 0 && this.#workspaces.size + added.size - replaced > this.#maxIds) return 'full'
    for (const id of added) this.#workspaces.set(id, workspaceId)
    this.#budget.add(added.size * directoryEntryBytes)
    return 'claimed'
  }

  find(id: string): string | undefined {
    return this.#workspaces.get(id)
  }

  release(ids: readonly string[]): void {
    for (const id of ids) if (this.#workspaces.delete(id)) this.#budget.add(-directoryEntryBytes)
  }

  oldest(count: number): readonly Entry[] {
    return this.#workspaces.first(count).map(entryOf)
  }

  next(count: number): readonly Entry[] {
    const found: Entry[] = []
    for (let left = Math.min(count, this.#workspaces.size); left > 0; left--)
      found.push(entryOf(this.#workspaces.next() as [string, string]))
    return found
  }

  size(): number {
    return this.#workspaces.size
  }
}

function entryOf([id, workspaceId]: readonly [string, string]): Entry {
  return { id, workspaceId }
}
