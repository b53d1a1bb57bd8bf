import { failFull } from '../errors/capacity.js'
import type { Bound } from '../lib/bounds.js'

interface Usage {
  items: number
  size: number
}

/** What one workspace, or no workspace, has under way at once, and what all have together. */
export class Concurrency {
  readonly #own: Bound
  readonly #all: Bound | null
  readonly #byWorkspace = new Map<string, Usage>()
  readonly #total: Usage = { items: 0, size: 0 }

  /** @param all null for no bound of all workspaces together. */
  constructor(own: Bound, all: Bound | null = null) {
    this.#own = own
    this.#all = all
  }

  /**
   * Counts one more.
   *
   * @param workspaceId null for what belongs to no workspace; all of that counts together.
   * @param size in bytes.
   * @returns ends it; may be called again.
   * @throws {ApiError} `capacity_exceeded` when the workspace or the server has too many.
   */
  begin(workspaceId: string | null, size = 0): () => void {
    const id = workspaceId ?? ''
    const used = this.#byWorkspace.get(id) ?? { items: 0, size: 0 }
    requireRoom(this.#own, used, size)
    if (this.#all !== null) requireRoom(this.#all, this.#total, size)
    this.#byWorkspace.set(id, used)
    add(used, 1, size)
    add(this.#total, 1, size)
    let hasEnded = false
    return () => {
      if (hasEnded) return
      hasEnded = true
      add(used, -1, -size)
      add(this.#total, -1, -size)
      if (used.items === 0) this.#byWorkspace.delete(id)
    }
  }
}

function requireRoom(bound: Bound, { items, size }: Usage, more: number): void {
  if (items >= bound.maxItems || size + more > bound.maxSize) failFull(bound, { retry_after: 1 })
}

function add(usage: Usage, items: number, size: number): void {
  usage.items += items
  usage.size += size
}
