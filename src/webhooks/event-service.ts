import { isoTime } from '../clock.js'
import type { Announcement } from '../connect/announcement.js'
import { fail } from '../errors/api-error.js'
import { deliveryId } from '../ids.js'
import type { Workspace } from '../workspaces/workspace.js'
import { letterOf, refusalOf } from './attempt.js'
import type { Delivery, WebhookEvent } from './delivery.js'
import { type Samples, samplesFor } from './event-samples.js'
import type { EventType } from './event-types.js'
import type { DueAttempt } from './lane.js'
import type { Outbox } from './outbox.js'
import type { WebhookStore } from './store.js'
import type { Targets } from './targets.js'
import type { Webhook } from './webhook.js'

export interface EventServiceDeps {
  readonly store: WebhookStore
  readonly outbox: Outbox
  readonly targets: Targets
  /** Makes a secret that nobody can guess. */
  readonly createSecret: () => string
  /** Hears of an event that a webhook is not told of, because too many wait for it already. */
  readonly lost: (event: WebhookEvent, webhook: Webhook) => void
  /** Hears of what should never happen. */
  readonly failed: (error: unknown) => void
  /** When a workspace was seeded, in epoch milliseconds; undefined when it was not. */
  readonly seededAt: (workspaceId: string) => Promise<number | undefined>
}

/** An attempt that will be made as soon as may be. */
export interface PlannedDelivery {
  readonly id: string
  readonly event: WebhookEvent
  readonly attempt: number
}

/** Tells webhooks of events. Nobody who causes an event waits for that. */
export class EventService {
  readonly #deps: EventServiceDeps
  /** Events of a workspace go out in the order in which they happened. */
  readonly #last = new WeakMap<object, Promise<void>>()

  constructor(deps: EventServiceDeps) {
    this.#deps = deps
  }

  /** Tells of what became of a connection; of a session nobody is told, nor of a connection that was refreshed. */
  announce(workspace: Workspace, announcement: Announcement): void {
    if (announcement.type !== 'connection' || announcement.change === 'refreshed') return
    const { change, connection } = announcement
    const nowMs = workspace.clock.now()
    const common = {
      workspaceId: workspace.id,
      accountId: connection.account.id,
      provider: connection.provider,
    }
    if (change === 'created') {
      const data = { ...common, accessType: connection.accessType, createdAt: isoTime(connection.createdAt) }
      this.#spread(workspace, 'account.created', data, nowMs)
    } else {
      const data = { ...common, connectionId: connection.id, disconnectedAt: isoTime(nowMs) }
      this.#spread(workspace, 'account.disconnected', { ...data, reason: 'manual_disconnect' }, nowMs)
    }
  }

  /**
   * Sends a webhook an event with sample data, whether or not it has asked for its type.
   *
   * @throws {ApiError} `capacity_exceeded` when too many deliveries wait already.
   */
  async fire(workspace: Workspace, webhook: Webhook, type: EventType): Promise<PlannedDelivery> {
    const event = await this.#sampleEvent(workspace, type)
    return this.#plan(workspace, webhook, { event, attempt: 1, retries: 0, dueAt: event.createdAt })
  }

  /**
   * Sends an event once more: the same event, another delivery. When that fails, it is not tried again by itself.
   *
   * @throws {ApiError} `capacity_exceeded` when too many deliveries wait already.
   */
  async replay(workspace: Workspace, webhook: Webhook, { event }: Delivery): Promise<PlannedDelivery> {
    const { store, outbox } = this.#deps
    const log = await store.listDeliveries(workspace.id, webhook.id)
    // Numbered and planned in one go, so that no other replay gets the same number.
    const attempt = outbox.nextNumber(workspace, webhook.id, event.id, log)
    return this.#plan(workspace, webhook, { event, attempt, retries: null, dueAt: workspace.clock.now() })
  }

  /**
   * Sends an event with sample data to an address that is no webhook, once, and waits for what comes of it.
   *
   * @param secret signs it; without one, one that nobody knows does.
   * @throws {ApiError} `invalid_body` for an address to which webhooks may not go.
   */
  async probe(workspace: Workspace, url: string, type: EventType, secret = this.#deps.createSecret()) {
    const { targets, outbox } = this.#deps
    await targets.require(url)
    const event = await this.#sampleEvent(workspace, type)
    const to = { id: url, workspaceId: workspace.id, url, secret }
    const letter = letterOf(to, { event, attempt: 1 })
    const reply = await outbox.send(letter)
    return { letter, event, reply, refusal: refusalOf(reply) }
  }

  /** What a test of each type would carry now. */
  async samples({ id: workspaceId, clock }: Workspace): Promise<Samples> {
    const nowMs = clock.now()
    return samplesFor({ workspaceId, nowMs, seededAt: (await this.#deps.seededAt(workspaceId)) ?? nowMs })
  }

  async #sampleEvent(workspace: Workspace, type: EventType): Promise<WebhookEvent> {
    const { [type]: data } = await this.samples(workspace)
    return { id: workspace.ids.uuid(), type, createdAt: workspace.clock.now(), data }
  }

  #plan(workspace: Workspace, webhook: Webhook, due: DueAttempt): PlannedDelivery {
    if (!this.#deps.outbox.add(workspace, webhook.id, due)) {
      fail('capacity_exceeded', {
        message: 'Too many deliveries wait for this webhook.',
        fix: 'Let its endpoint answer sooner, or delete the webhook.',
      })
    }
    return {
      id: deliveryId(webhook.id, due.event.id, due.attempt),
      event: due.event,
      attempt: due.attempt,
    }
  }

  #spread(workspace: Workspace, type: EventType, data: WebhookEvent['data'], nowMs: number): void {
    const { era } = workspace
    const before = this.#last.get(era) ?? Promise.resolve()
    const told = before.then(async () => {
      const all = await this.#deps.store.listWebhooks(workspace.id)
      const listening = all.filter(
        ({ webhook }) => webhook.status === 'active' && webhook.events.includes(type),
      )
      if (listening.length === 0 || workspace.era !== era) return
      const event = { id: workspace.ids.uuid(), type, createdAt: nowMs, data }
      for (const { webhook } of listening) {
        const due = { event, attempt: 1, retries: 0, dueAt: nowMs }
        if (!this.#deps.outbox.add(workspace, webhook.id, due)) this.#deps.lost(event, webhook)
      }
    })
    this.#last.set(era, told.catch(this.#deps.failed))
  }
}
