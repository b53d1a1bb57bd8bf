/** What waits, and whose it is. */
interface Waiting {
  readonly workspaceId: string
  readonly webhookId: string
}

/**
 * Lets webhooks take turns: one workspace after the other, and within a workspace one webhook after the other. A webhook
 * has one turn at a time, and a workspace no more than its share of them, so that nobody waits for somebody else's slow
 * endpoints.
 */
export class FairQueue<T extends Waiting> {
  readonly #maxAtOnce: number
  readonly #maxOfWorkspace: number
  /** What waits, by workspace and webhook. The workspace whose turn is next comes first. */
  readonly #waiting = new Map<string, Map<string, T>>()
  /** The webhooks that have their turn, by workspace. */
  readonly #running = new Map<string, Set<string>>()
  #runningCount = 0

  constructor(maxAtOnce: number, maxOfWorkspace: number) {
    this.#maxAtOnce = maxAtOnce
    this.#maxOfWorkspace = maxOfWorkspace
  }

  /** Lets a webhook wait for its turn. One that has its turn, or waits already, does not wait twice. */
  add(item: T): void {
    const { workspaceId, webhookId } = item
    if (this.#running.get(workspaceId)?.has(webhookId)) return
    const own = this.#waiting.get(workspaceId) ?? new Map<string, T>()
    this.#waiting.set(workspaceId, own.set(webhookId, item))
  }

  /** Whose turn it is; undefined when nobody's is. */
  take(): T | undefined {
    if (this.#runningCount >= this.#maxAtOnce) return undefined
    for (const [workspaceId, own] of this.#waiting) {
      const running = this.#running.get(workspaceId) ?? new Set<string>()
      if (running.size >= this.#maxOfWorkspace) continue
      const [webhookId, item] = own.entries().next().value as [string, T]
      own.delete(webhookId)
      this.#waiting.delete(workspaceId)
      if (own.size > 0) this.#waiting.set(workspaceId, own)
      this.#running.set(workspaceId, running.add(webhookId))
      this.#runningCount++
      return item
    }
    return undefined
  }

  /** Ends the turn of a webhook. */
  release({ workspaceId, webhookId }: Waiting): void {
    const running = this.#running.get(workspaceId)
    if (!running?.delete(webhookId)) return
    this.#runningCount--
    if (running.size === 0) this.#running.delete(workspaceId)
  }
}
