import { changeDocument, type Document, type Documents } from '../documents.js'
import type { Era, Workspace } from '../workspaces/workspace.js'
import type { Delivery, WebhookEvent } from './delivery.js'
import {
  type DueAttempt,
  emptied,
  type Lane,
  nextNumber,
  unended,
  withAttempt,
  withoutCurrent,
} from './lane.js'
import type { WebhookStore } from './store.js'

/** Whose lane it is. */
export interface LaneName {
  readonly workspaceId: string
  readonly webhookId: string
}

/** An attempt in the hands of the one server that makes it. */
export interface Begun {
  readonly workspace: Workspace
  readonly webhookId: string
  readonly due: DueAttempt
  readonly token: string
}

/** The lanes of all webhooks. Of several servers that would make an attempt one does. */
export class Lanes {
  readonly #documents: Documents<Lane>
  readonly #store: WebhookStore

  constructor(documents: Documents<Lane>, store: WebhookStore) {
    this.#documents = documents
    this.#store = store
  }

  /** Returns false when too many wait already. */
  async add(workspace: Workspace, webhookId: string, attempt: DueAttempt): Promise<boolean> {
    const added = await this.#change(workspace, webhookId, (lane) => withAttempt(lane, attempt))
    return added !== undefined
  }

  /**
   * Plans an event once more, numbered behind all attempts at it.
   *
   * @returns undefined when too many wait already.
   */
  async addReplay(
    workspace: Workspace,
    webhookId: string,
    event: WebhookEvent,
  ): Promise<DueAttempt | undefined> {
    const dueAt = workspace.clock.now()
    let replay: DueAttempt | undefined
    const added = await this.#change(workspace, webhookId, async (lane) => {
      replay = {
        event,
        attempt: await this.#nextNumber(workspace, webhookId, lane, event),
        retries: null,
        dueAt,
      }
      return withAttempt(lane, replay)
    })
    return added && replay
  }

  /** The attempts at a webhook that have not ended, the next first. */
  async unended(workspace: Workspace, webhookId: string): Promise<readonly DueAttempt[]> {
    const lane = (await this.read({ workspaceId: workspace.id, webhookId }))?.value
    return lane?.era === workspace.era.id ? unended(lane) : []
  }

  read(name: LaneName): Promise<Document<Lane> | undefined> {
    return this.#documents.read(keyOf(name))
  }

  /**
   * Takes the next attempt of a lane as the one that is being made.
   *
   * @param untilMs when it is given up on, in epoch milliseconds of real time.
   * @returns undefined, and nothing is changed, when the lane is no more as it was read.
   */
  async begin(
    workspace: Workspace,
    webhookId: string,
    { value, version }: Document<Lane>,
    token: string,
    untilMs: number,
  ): Promise<Begun | undefined> {
    const [due, ...waiting] = withoutCurrent(value).waiting as [DueAttempt, ...DueAttempt[]]
    const current = { due: due.retries ? { ...due, attempt: 0 } : due, token, untilMs }
    const key = keyOf({ workspaceId: workspace.id, webhookId })
    const isBegun = await this.#documents.write(key, { ...value, current, waiting }, version)
    return isBegun ? { workspace, webhookId, due, token } : undefined
  }

  /** Numbers a retry behind the replays that came before it. Undefined when it was given up meanwhile. */
  async number({ workspace, webhookId, due, token }: Begun): Promise<Begun | undefined> {
    const numbered = await this.#change(workspace, webhookId, async (lane) => {
      if (lane.current?.token !== token) return undefined
      const next = await this.#nextNumber(workspace, webhookId, lane, due.event)
      return { ...lane, current: { ...lane.current, due: { ...due, attempt: Math.max(due.attempt, next) } } }
    })
    return numbered?.current ? { workspace, webhookId, due: numbered.current.due, token } : undefined
  }

  /** Whether an attempt is still waited for in the era that is now. */
  async isWanted({ workspace, webhookId, token }: Begun, era: Era): Promise<boolean> {
    const lane = (await this.read({ workspaceId: workspace.id, webhookId }))?.value
    return lane?.era === era.id && lane.current?.token === token
  }

  /** Ends an attempt; `next` says what waits then. Nothing happens when it was given up meanwhile. */
  async end({ workspace, webhookId, token }: Begun, next: (lane: Lane) => Lane): Promise<void> {
    await this.#change(workspace, webhookId, (lane) =>
      lane.current?.token === token ? next({ ...lane, current: null }) : undefined,
    )
  }

  /** Gives up what waits for a webhook; what is being made goes on. */
  async clear(workspace: Workspace, webhookId: string): Promise<void> {
    await this.#change(workspace, webhookId, emptied)
  }

  /** Gives up what waits for a webhook and what is being made. */
  async drop(name: LaneName): Promise<void> {
    await changeDocument(this.#documents, keyOf(name), () => null)
  }

  /** Gives up a lane as it was read, if it still is so. */
  async discard(name: LaneName, { version }: Document<Lane>): Promise<void> {
    await this.#documents.write(keyOf(name), null, version)
  }

  async names(): Promise<readonly LaneName[]> {
    return (await this.#documents.keys()).map((key) => {
      const [workspaceId, webhookId] = key.split('/') as [string, string]
      return { workspaceId, webhookId }
    })
  }

  /** Changes the lane of this era; what another has left is given up. An empty one is not kept. */
  async #change(
    { id: workspaceId, era }: Workspace,
    webhookId: string,
    next: (lane: Lane) => Lane | undefined | Promise<Lane | undefined>,
  ): Promise<Lane | undefined> {
    let lane: Lane | undefined
    await changeDocument(this.#documents, keyOf({ workspaceId, webhookId }), async (kept) => {
      lane = await next(kept?.era === era.id ? kept : { era: era.id, current: null, waiting: [] })
      return lane && unended(lane).length === 0 ? null : lane
    })
    return lane
  }

  /** The log is read after the lane: what ends in between changes the lane, and then all is looked at anew. */
  async #nextNumber(
    workspace: Workspace,
    webhookId: string,
    lane: Lane,
    { id }: WebhookEvent,
  ): Promise<number> {
    const log: readonly Delivery[] = await this.#store.listDeliveries(workspace.id, webhookId)
    return nextNumber(lane, id, log)
  }
}

/** Webhook ids are UUIDs, so that the slash stands alone. */
export function keyOf({ workspaceId, webhookId }: LaneName): string {
  return `${workspaceId}/${webhookId}`
}
