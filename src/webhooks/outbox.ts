import { setMaxListeners } from 'node:events'
import type { Alarm } from '../clock.js'
import type { Workspace } from '../workspaces/workspace.js'
import { conclude, letterOf } from './attempt.js'
import type { Delivery } from './delivery.js'
import { type DueAttempt, Lane } from './lane.js'
import type { Letter, Post, Reply } from './post.js'
import type { WebhookStore } from './store.js'
import { attempted, type Webhook } from './webhook.js'

export interface OutboxDeps {
  readonly store: WebhookStore
  readonly post: Post
  readonly alarm: Alarm
  /** Hears of every attempt, once it is stored. */
  readonly told: (workspace: Workspace, webhook: Webhook, delivery: Delivery) => void
  /** Hears of what should never happen. */
  readonly failed: (error: unknown) => void
}

/** Longer than this no alarm is set; then the clock is looked at again, in milliseconds. */
const longestAlarmMs = 24 * 3_600_000

/** So many attempts are on their way at once; the others wait. */
const mostAtOnce = 100

/** Makes attempts as they fall due, in the time of their workspaces; those at one webhook one after the other. */
export class Outbox {
  readonly #deps: OutboxDeps
  readonly #lanes = new Map<string, Lane>()
  /** Lanes with something due for which there was no room. */
  readonly #waiting = new Set<Lane>()
  readonly #closing = new AbortController()
  #running = 0

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
  add(workspace: Workspace, webhookId: string, attempt: DueAttempt): boolean {
    const lane = this.#laneOf(workspace, webhookId)
    const isTaken = lane.add(attempt)
    this.#run(lane)
    return isTaken
  }

  /** The attempts at a webhook that have not ended, the next first. */
  list(workspace: Workspace, webhookId: string): readonly DueAttempt[] {
    return this.#known(workspace, webhookId)?.unended() ?? []
  }

  /** The number of the next attempt at an event, free until something else happens. */
  nextNumber(workspace: Workspace, webhookId: string, eventId: string, log: readonly Delivery[]): number {
    const made = log.filter(({ event }) => event.id === eventId).map(({ attempt }) => attempt)
    return 1 + Math.max(this.#known(workspace, webhookId)?.lastNumber(eventId) ?? 0, ...made)
  }

  /** Sends a letter at once, outside of every lane. */
  send(letter: Letter): Promise<Reply> {
    return this.#deps.post(letter, this.#closing.signal)
  }

  /** Looks again at what is due, because clocks were changed. */
  wake(): void {
    for (const lane of this.#lanes.values()) this.#run(lane)
  }

  /** Gives up what waits for a webhook; what is on its way goes on. */
  clear(workspace: Workspace, webhookId: string): void {
    const lane = this.#known(workspace, webhookId)
    if (lane === undefined) return
    lane.drop()
    this.#run(lane)
  }

  /** Gives up what waits for a webhook and what is on its way. */
  drop(workspaceId: string, webhookId: string): void {
    const lane = this.#lanes.get(keyOf(workspaceId, webhookId))
    if (lane !== undefined) this.#end(lane)
  }

  /** Gives up everything, also what is on its way. */
  close(): void {
    this.#closing.abort()
    for (const lane of this.#lanes.values()) this.#end(lane)
  }

  /** What waits in this era of the workspace. */
  #known(workspace: Workspace, webhookId: string): Lane | undefined {
    const lane = this.#lanes.get(keyOf(workspace.id, webhookId))
    return lane?.era === workspace.era ? lane : undefined
  }

  #laneOf(workspace: Workspace, webhookId: string): Lane {
    const known = this.#known(workspace, webhookId)
    if (known !== undefined) return known
    this.drop(workspace.id, webhookId)
    const lane = new Lane(workspace, webhookId)
    this.#lanes.set(keyOf(workspace.id, webhookId), lane)
    return lane
  }

  /** Begins with what is due, or sets an alarm for it. */
  #run(lane: Lane): void {
    const { current, workspace } = lane
    if (current !== null || this.#closing.signal.aborted) return
    lane.cancelAlarm()
    const [next] = lane.list()
    if (next === undefined || workspace.era !== lane.era) {
      this.#end(lane)
      return
    }
    const { nowMs, frozen } = workspace.clock.read()
    if (next.dueAt > nowMs) {
      if (frozen) return
      const delayMs = Math.min(next.dueAt - nowMs, longestAlarmMs)
      lane.cancelAlarm = this.#deps.alarm(delayMs, () => this.#run(lane))
    } else if (this.#running >= mostAtOnce) this.#waiting.add(lane)
    else this.#begin(lane, next)
  }

  #begin(lane: Lane, next: DueAttempt): void {
    lane.begin()
    this.#running++
    this.#attempt(lane, next)
      .catch(this.#deps.failed)
      .finally(() => {
        this.#running--
        lane.current = null
        this.#admit()
        if (this.#isCurrent(lane)) this.#run(lane)
      })
  }

  /** Lets lanes in that waited for room. Some have nothing due any more, and take none. */
  #admit(): void {
    for (const lane of this.#waiting) {
      if (this.#running >= mostAtOnce) return
      this.#waiting.delete(lane)
      this.#run(lane)
    }
  }

  async #attempt(lane: Lane, planned: DueAttempt): Promise<void> {
    const { store, told } = this.#deps
    const { workspace, webhookId } = lane
    const due =
      planned.retries === null || planned.retries === 0 ? planned : await this.#renumbered(lane, planned)
    const webhook = await store.findWebhook(workspace.id, webhookId)
    if (webhook === undefined) return
    const letter = letterOf(webhook, due)
    const reply = await this.send(letter)
    if (!this.#isCurrent(lane) || workspace.era !== lane.era) return
    const kept = await this.#store(conclude(webhook, due, letter, reply))
    if (kept === undefined) return
    const { next, delivery } = kept
    if (delivery.success) lane.dropRetries(due.event.id)
    if (webhook.status === 'active' && next.status === 'disabled') lane.drop()
    const { nextAttemptAt: dueAt } = delivery
    if (dueAt !== null)
      lane.add({ ...due, attempt: due.attempt + 1, retries: Number(due.retries) + 1, dueAt })
    told(workspace, next, delivery)
  }

  /** A retry, numbered behind the replays that came before it. */
  async #renumbered(lane: Lane, planned: DueAttempt): Promise<DueAttempt> {
    const { workspace, webhookId } = lane
    const log = await this.#deps.store.listDeliveries(workspace.id, webhookId)
    const next = this.nextNumber(workspace, webhookId, planned.event.id, log)
    lane.current = { ...planned, attempt: Math.max(planned.attempt, next) }
    return lane.current
  }

  /** Writes an attempt onto its webhook and into the log; undefined when the webhook is gone. */
  async #store(made: Omit<Delivery, 'position'>): Promise<{ next: Webhook; delivery: Delivery } | undefined> {
    const { store } = this.#deps
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

  #end(lane: Lane): void {
    lane.cancelAlarm()
    this.#waiting.delete(lane)
    if (this.#isCurrent(lane)) this.#lanes.delete(keyOf(lane.workspace.id, lane.webhookId))
  }

  #isCurrent(lane: Lane): boolean {
    return this.#lanes.get(keyOf(lane.workspace.id, lane.webhookId)) === lane
  }
}

function keyOf(workspaceId: string, webhookId: string): string {
  return `${workspaceId}/${webhookId}`
}
