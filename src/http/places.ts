import { failFull } from '../errors/capacity.js'
import type { Bound } from '../lib/bounds.js'

/** Counts what is going on at the same time, per workspace and over all. */
export class Places {
  readonly #each: Bound
  readonly #all: Bound
  readonly #taken = new Map<string | null, number>()
  #count = 0

  /**
   * @param each how much of it one workspace may have, and so those who name none.
   * @param all how much the server may have.
   */
  constructor(each: Bound, all: Bound) {
    this.#each = each
    this.#all = all
  }

  /**
   * Takes a place.
   *
   * @returns gives it back; may be called again.
   * @throws {ApiError} `capacity_exceeded`.
   */
  take(workspaceId: string | null): () => void {
    const taken = this.#taken.get(workspaceId) ?? 0
    if (taken >= this.#each.maxItems) failFull(this.#each)
    if (this.#count >= this.#all.maxItems) failFull(this.#all)
    this.#taken.set(workspaceId, taken + 1)
    this.#count++
    let isTaken = true
    return () => {
      if (isTaken) this.#giveBack(workspaceId)
      isTaken = false
    }
  }

  #giveBack(workspaceId: string | null): void {
    const left = (this.#taken.get(workspaceId) as number) - 1
    if (left === 0) this.#taken.delete(workspaceId)
    else this.#taken.set(workspaceId, left)
    this.#count--
  }
}
