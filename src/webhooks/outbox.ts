import { setMaxListeners } from 'node:events'
import type { Alarm } from '../clock.js'
import { ApiError } from '../errors/api-error.js'
import { AbortController } from '../node-globals.js'
import type { Workspace } from '../workspaces/workspace.js'
import { conclude, letterOf } from './attempt.js'
import type { Delivery, WebhookEvent } from './delivery.js'
import { type DueAttempt, emptied, following, withNext, withoutCurrent } from './lane.js'
import { type Begun, keyOf, type LaneName, type Lanes } from './lanes.js'
import type { Letter, Post, Reply } from './post.js'
import type { WebhookStore } from './store.js'
import { attempted, type Webhook } from './webhook.js'

export interface OutboxDeps {
  readonly store: WebhookStore
  readonly lanes: Lanes
  /** Finds a workspace as it stands now. */
  readonly workspaceOf: (id: string) => Promise<Workspace>
  readonly post: Post
  readonly alarm: Alarm
  /** Makes a text that nobody else makes. */
  readonly createToken: () => string
  /** Hears of every attempt, once it is stored. */
  readonly told: (workspace: Workspace, webhook: Webhook, delivery: Delivery) => void
  /** Hears of what should never happen. */
  readonly failed: (error: unknown) => void
}

/** Longer than this no alarm is set; then the clock is looked at again, in milliseconds. */
const longestAlarmMs = 24 * 3_600_000

/** So many attempts are on their way at once; the others wait. */
const mostAtOnce = 100

/** How often servers that share lanes look at all of them, in milliseconds. */
const lookEveryMs = 1000

/** An attempt that has not ended after so many milliseconds is one of a server that is gone. */
const leaseMs = 30_000

/** Makes attempts as they fall due, in the time of their workspaces; those at one webhook one after the other. */
export class Outbox {
  readonly #deps: OutboxDeps
  readonly #alarms = new Map<string, () => void>()
  /** Attempts that this server makes, by their lane and its era. */
  readonly #running = new Map<string, Promise<void>>()
  /** Lanes with something due for which there was no room. */
  readonly #waiting = new Map<string, LaneName>()
  readonly #closing = new AbortController()

  constructor(deps: OutboxDeps) {
    this.#deps = deps
    // As many listen as letters are on their way, and tests of addresses are not counted.
    setMaxListeners(0, this.#closing.signal)
  }

  /**
   * Plans an attempt.
   *
   * @returns false when too many wait already.
   */
  async add(workspace: Workspace, webhookId: string, attempt: DueAttempt): Promise<boolean> {
    const isTaken = await this.#deps.lanes.add(workspace, webhookId, attempt)
    this.#look({ workspaceId: workspace.id, webhookId })
    return isTaken
  }

  /** Plans an event once more. Returns undefined when too many wait already. */
  async addReplay(
    workspace: Workspace,
    webhookId: string,
    event: WebhookEvent,
  ): Promise<DueAttempt | undefined> {
    const replay = await this.#deps.lanes.addReplay(workspace, webhookId, event)
    this.#look({ workspaceId: workspace.id, webhookId })
    return replay
  }

  /** Gives up what waits for a webhook; what is on its way goes on. */
  async clear(workspace: Workspace, webhookId: string): Promise<void> {
    await this.#deps.lanes.clear(workspace, webhookId)
    await this.#run({ workspaceId: workspace.id, webhookId })
  }

  /** Gives up what waits for a webhook and what is on its way. */
  async drop({ id: workspaceId }: Workspace, webhookId: string): Promise<void> {
    await this.#deps.lanes.drop({ workspaceId, webhookId })
    await this.#run({ workspaceId, webhookId })
  }

  /** Sends a letter at once, outside of every lane. */
  send(letter: Letter): Promise<Reply> {
    return this.#deps.post(letter, this.#closing.signal)
  }

  /** Looks at all lanes again, because clocks were changed, or another server may be gone. */
  async wake(): Promise<void> {
    for (const name of await this.#deps.lanes.names()) this.#look(name)
  }

  /** Looks at all lanes every second from now on: another server may have left what is due. */
  watch(): void {
    const cancel = this.#deps.alarm(lookEveryMs, () => {
      if (!this.#closing.signal.aborted) this.watch()
      this.wake().catch(this.#deps.failed)
    })
    this.#alarms.set('', cancel)
  }

  /** Begins nothing more, and gives back what is on its way: another server may make it. */
  async close(): Promise<void> {
    this.#closing.abort()
    for (const cancel of this.#alarms.values()) cancel()
    this.#alarms.clear()
    await Promise.all(this.#running.values())
  }

  #look(name: LaneName): void {
    this.#run(name).catch(this.#deps.failed)
  }

  /** Begins with what is due, or sets an alarm for it. */
  async #run(name: LaneName): Promise<void> {
    const key = keyOf(name)
    const { lanes, createToken, workspaceOf } = this.#deps
    const [found, workspace] = await Promise.all([lanes.read(name), workspaceOf(name.workspaceId)])
    // Nothing is waited for from here on, so that of two looks at once the later one decides.
    this.#alarms.get(key)?.()
    this.#alarms.delete(key)
    if (found === undefined) return
    const maker = `${key} ${found.value.era}`
    if (this.#running.has(maker) || this.#closing.signal.aborted) return
    if (found.value.era !== workspace.era.id) return lanes.discard(name, found)
    const { nowMs, frozen, offsetMs } = workspace.clock.read()
    const realMs = nowMs - offsetMs
    const { current } = found.value
    if (current !== null && realMs < current.untilMs) return
    const [next] = withoutCurrent(found.value).waiting as [DueAttempt]
    if (next.dueAt > nowMs) {
      if (!frozen) this.#ring(name, Math.min(next.dueAt - nowMs, longestAlarmMs))
    } else if (this.#running.size >= mostAtOnce) this.#waiting.set(key, name)
    else {
      const begun = lanes.begin(workspace, name.webhookId, found, createToken(), realMs + leaseMs)
      this.#running.set(maker, this.#make(maker, name, begun))
    }
  }

  async #make(maker: string, name: LaneName, beginning: Promise<Begun | undefined>): Promise<void> {
    let isAway = false
    try {
      const begun = await beginning
      // A bug ends the attempt. Where the store is away, it waits until it is given up on, and is made anew.
      if (begun) await this.#attempt(begun).catch((error) => this.#failAttempt(begun, error))
    } catch (error) {
      // To look again at once would only fail again.
      isAway = true
      this.#deps.failed(error)
    }
    this.#running.delete(maker)
    if (this.#closing.signal.aborted) return
    if (!isAway) this.#look(name)
    await this.#admit().catch(this.#deps.failed)
  }

  /** Lets lanes in that waited for room. Some have nothing due any more, and take none. */
  async #admit(): Promise<void> {
    for (const [key, name] of this.#waiting) {
      if (this.#running.size >= mostAtOnce) return
      this.#waiting.delete(key)
      await this.#run(name)
    }
  }

  async #attempt(planned: Begun): Promise<void> {
    const { store, lanes, told, workspaceOf } = this.#deps
    const { workspace, webhookId } = planned
    const begun = planned.due.retries ? await lanes.number(planned) : planned
    if (begun === undefined) return
    const webhook = await store.findWebhook(workspace.id, webhookId)
    if (webhook === undefined) return lanes.end(begun, emptied)
    const letter = letterOf(webhook, begun.due)
    const reply = await this.send(letter)
    if (this.#closing.signal.aborted) return lanes.end(begun, (lane) => withNext(lane, planned.due))
    // Another server may have emptied the workspace meanwhile.
    const { era } = await workspaceOf(workspace.id)
    if (!(await lanes.isWanted(begun, era))) return
    const kept = await storeAttempt(store, conclude(webhook, begun.due, letter, reply))
    if (kept === undefined) return lanes.end(begun, emptied)
    const { next, delivery } = kept
    const isDisabled = webhook.status === 'active' && next.status === 'disabled'
    await lanes.end(begun, (lane) => following(isDisabled ? emptied(lane) : lane, begun.due, delivery))
    told(workspace, next, delivery)
  }

  async #failAttempt(begun: Begun, error: unknown): Promise<void> {
    this.#deps.failed(error)
    if (!(error instanceof ApiError)) await this.#deps.lanes.end(begun, (lane) => lane)
  }

  #ring(name: LaneName, delayMs: number): void {
    const key = keyOf(name)
    const cancel = this.#deps.alarm(delayMs, () => {
      this.#alarms.delete(key)
      this.#look(name)
    })
    this.#alarms.set(key, cancel)
  }
}

/** Writes an attempt onto its webhook and into the log; undefined when the webhook is gone. */
async function storeAttempt(
  store: WebhookStore,
  made: Omit<Delivery, 'position'>,
): Promise<{ next: Webhook; delivery: Delivery } | undefined> {
  for (;;) {
    const webhook = await store.findWebhook(made.workspaceId, made.webhookId)
    if (webhook === undefined) return undefined
    const next = attempted(webhook, made)
    if (!(await store.replaceWebhook(next))) continue
    const nextAttemptAt = next.status === 'active' ? made.nextAttemptAt : null
    const delivery = { ...made, position: next.attempts, nextAttemptAt }
    await store.addDelivery(delivery)
    return { next, delivery }
  }
}
