import { bounds } from '../lib/bounds.js'
import { Concurrency } from '../workspaces/concurrency.js'

/** Lets one large snapshot after the other be worked on, a bounded number of each workspace. */
export class SnapshotTurns {
  readonly #calls = new Concurrency(bounds.snapshotCalls)
  #last: Promise<unknown> = Promise.resolve()

  /**
   * Begins a call about a snapshot of a workspace.
   *
   * @returns ends it; may be called again.
   * @throws {ApiError} `capacity_exceeded` when too many of the workspace are under way.
   */
  begin(workspaceId: string): () => void {
    return this.#calls.begin(workspaceId)
  }

  /** Does the work once that of all before has ended; at once where it is not large. */
  run<T>(isLarge: boolean, work: () => Promise<T>): Promise<T> {
    if (!isLarge) return work()
    const result = this.#last.then(work)
    this.#last = result.catch(() => {})
    return result
  }
}
