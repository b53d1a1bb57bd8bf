import type { Announcement } from '../connect/announcement.js'
import { fail } from '../errors/api-error.js'
import { deliveryId } from '../ids.js'
import { isoTime } from '../iso-time.js'
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

/** Tells webhooks of events. Who causes an event waits until it is planned, and not for endpoints. */
export class EventService {
  readonly #deps: EventServiceDeps
  /** Events of a workspace go out in the order in which they happened. */
  readonly #last = new WeakMap<object, Promise<void>>()

  constructor(deps: EventServiceDeps) {
    this.#deps = deps
  }

  /** Tells of what became of a connection, and never throws; of a session nobody is told, nor of a connection that was refreshed. */
  async announce(workspace: Workspace, announcement: Announcement): Promise<void> {
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
      await this.#spread(workspace, 'account.created', data, nowMs)
    } else {
      const data = { ...common, connectionId: connection.id, disconnectedAt: isoTime(nowMs) }
      const ended = { ...data, reason: 'manual_disconnect' }
      await this.#spread(workspace, 'account.disconnected', ended, nowMs)
    }
  }

  /**
   * Sends a webhook an event with sample data, whether or not it has asked for its type.
   *
   * @throws {ApiError} `capacity_exceeded` when too many deliveries wait already.
   */
  async fire(workspace: Workspace, webhook: Webhook, type: EventType): Promise<PlannedDelivery> {
    const event = await this.#sampleEvent(workspace, type)
    const due = { event, attempt: 1, retries: 0, dueAt: event.createdAt }
    return (await this.#deps.outbox.add(workspace, webhook.id, due)) ? deliveryOf(webhook, due) : refuseMore()
  }

  /**
   * Sends an event once more: the same event, another delivery. When that fails, it is not tried again by itself.
   *
   * @throws {ApiError} `capacity_exceeded` when too many deliveries wait already.
   */
  async replay(workspace: Workspace, webhook: Webhook, { event }: Delivery): Promise<PlannedDelivery> {
    const due = await this.#deps.outbox.addReplay(workspace, webhook.id, event)
    return due === undefined ? refuseMore() : deliveryOf(webhook, due)
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

  #spread(workspace: Workspace, type: EventType, data: WebhookEvent['data'], nowMs: number): Promise<void> {
    const { era } = workspace
    const before = this.#last.get(era) ?? Promise.resolve()
    const planned = before.then(async () => {
      const all = await this.#deps.store.listWebhooks(workspace.id)
      const listening = all.filter(
        ({ webhook }) => webhook.status === 'active' && webhook.events.includes(type),
      )
      if (listening.length === 0 || workspace.era !== era) return
      const event = { id: workspace.ids.uuid(), type, createdAt: nowMs, data }
      for (const { webhook } of listening) {
        const due = { event, attempt: 1, retries: 0, dueAt: nowMs }
        if (!(await this.#deps.outbox.add(workspace, webhook.id, due))) this.#deps.lost(event, webhook)
      }
    })
    const last = planned.catch(this.#deps.failed)
    this.#last.set(era, last)
    return last
  }
}

/** @throws {ApiError} `capacity_exceeded`, always. */
function refuseMore(): never {
  fail('capacity_exceeded', {
    message: 'Too many deliveries wait for this webhook.',
    fix: 'Let its endpoint answer sooner, or delete the webhook.',
  })
}

function deliveryOf({ id }: Webhook, { event, attempt }: DueAttempt): PlannedDelivery {
  return { id: deliveryId(id, event.id, attempt), event, attempt }
}
