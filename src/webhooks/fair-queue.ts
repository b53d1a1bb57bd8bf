/** Posts that are made at once, of all workspaces and of one. */
const maxTurns = 64
const maxTurnsOfWorkspace = 8
/** So many of them are for workspaces that have none, so that slow endpoints of a few keys do not delay the others. */
const reservedTurns = 16
/** So many slow posts there may be beside the others. */
const maxSlowPosts = 500

/** The queue of a webhook. A request that is no delivery has one of its own, under an id that no webhook has. */
export interface QueueKey {
  readonly workspaceId: string
  readonly webhookId: string
}

/**
 * Shares a bounded number of turns among webhooks, round-robin over workspaces and then over their webhooks. A webhook has
 * one turn at a time and a workspace a bounded number, so that slow endpoints of one workspace do not delay another.
 */
export class FairQueue {
  readonly #maxTurns: number
  readonly #maxOfWorkspace: number
  readonly #reserved: number
  readonly #maxSlow: number
  /** The webhooks that wait, by workspace. The workspace whose turn is next comes first, and so does its webhook. */
  readonly #waiting = new Map<string, Set<string>>()
  /** The webhooks that have a turn, by workspace. */
  readonly #running = new Map<string, Set<string>>()
  /** How many turns there are, without slow ones. */
  #turns = 0
  /** Turns that take long, as `textOf` names them. */
  readonly #slow = new Set<string>()

  /**
   * @param reserved how many of the turns are for workspaces that have none.
   * @param maxSlow how many slow turns there may be beside the others.
   */
  constructor(maxTurns: number, maxOfWorkspace: number, reserved = 0, maxSlow = 0) {
    this.#maxTurns = maxTurns
    this.#maxOfWorkspace = maxOfWorkspace
    this.#reserved = reserved
    this.#maxSlow = maxSlow
  }

  /** Adds a webhook, unless it waits already or has its turn. */
  add({ workspaceId, webhookId }: QueueKey): void {
    if (this.#running.get(workspaceId)?.has(webhookId)) return
    const waiting = this.#waiting.get(workspaceId) ?? new Set()
    this.#waiting.set(workspaceId, waiting.add(webhookId))
  }

  /** Gives the next webhook its turn; undefined when none may have one. */
  take(): QueueKey | undefined {
    if (this.#turns >= this.#maxTurns) return undefined
    for (const [workspaceId, waiting] of this.#waiting) {
      const running = this.#running.get(workspaceId) ?? new Set()
      if (running.size >= this.#maxOfWorkspace) continue
      if (running.size > 0 && this.#turns >= this.#maxTurns - this.#reserved) continue
      const webhookId = waiting.values().next().value as string
      waiting.delete(webhookId)
      this.#waiting.delete(workspaceId)
      if (waiting.size > 0) this.#waiting.set(workspaceId, waiting)
      this.#running.set(workspaceId, running.add(webhookId))
      this.#turns++
      return { workspaceId, webhookId }
    }
    return undefined
  }

  /** Lets a turn that takes long count for its workspace alone, so that others do not wait for its endpoint. */
  setAside(key: QueueKey): void {
    if (this.#slow.size >= this.#maxSlow) return
    this.#slow.add(textOf(key))
    this.#turns--
  }

  /** Ends the turn of a webhook. */
  release(key: QueueKey): void {
    const { workspaceId, webhookId } = key
    const running = this.#running.get(workspaceId)
    if (!running?.delete(webhookId)) return
    if (!this.#slow.delete(textOf(key))) this.#turns--
    if (running.size === 0) this.#running.delete(workspaceId)
  }
}

function textOf({ workspaceId, webhookId }: QueueKey): string {
  return `${workspaceId} ${webhookId}`
}

/** The turns of posts. */
export function createPostTurns(): FairQueue {
  return new FairQueue(maxTurns, maxTurnsOfWorkspace, reservedTurns, maxSlowPosts)
}
