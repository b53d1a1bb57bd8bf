import { failFull } from '../errors/capacity.js'
import { bounds } from '../lib/bounds.js'

/** Lets one large snapshot after the other be worked on, a bounded number of each workspace. */
export class SnapshotTurns {
  /** How many calls of each workspace are under way. */
  readonly #underWay = new Map<string, number>()
  #last: Promise<unknown> = Promise.resolve()

  /**
   * Begins a call about a snapshot of a workspace.
   *
   * @returns ends it, which it may do more than once.
   * @throws {ApiError} `capacity_exceeded` when too many of the workspace are under way.
   */
  begin(workspaceId: string): () => void {
    const count = this.#underWay.get(workspaceId) ?? 0
    if (count >= bounds.snapshotCalls.maxItems) failFull(bounds.snapshotCalls)
    this.#underWay.set(workspaceId, count + 1)
    let hasEnded = false
    return () => {
      if (hasEnded) return
      hasEnded = true
      const left = (this.#underWay.get(workspaceId) as number) - 1
      if (left > 0) this.#underWay.set(workspaceId, left)
      else this.#underWay.delete(workspaceId)
    }
  }

  /** Does the work once that of all before has ended; at once where it is not large. */
  run<T>(isLarge: boolean, work: () => Promise<T>): Promise<T> {
    if (!isLarge) return work()
    const result = this.#last.then(work)
    this.#last = result.catch(() => {})
    return result
  }
}
