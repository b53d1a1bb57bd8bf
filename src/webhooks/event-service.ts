import { fail } from '../errors/api-error.js'
import { deliveryId } from '../lib/ids.js'
import type { RecordStore } from '../storage/records.js'
import type { Transaction } from '../workspaces/transaction.js'
import type { Transactions } from '../workspaces/transactions.js'
import type { Workspace } from '../workspaces/workspace.js'
import { refusalOf, requestOf } from './attempt.js'
import type { Delivery, WebhookEvent } from './delivery.js'
import { nextReplayNumber, queued, queueIdOf, queuePositionOf } from './delivery-queue.js'
import type { DeliveryWorker } from './delivery-worker.js'
import { enqueue } from './event-plan.js'
import { type Samples, samplesFor } from './event-samples.js'
import type { EventType } from './event-types.js'
import type { Targets } from './targets.js'
import type { Webhook } from './webhook.js'
import { logOf, queueOf } from './webhook-records.js'

export interface EventServiceDeps {
  readonly records: RecordStore
  readonly transactions: Transactions
  readonly worker: DeliveryWorker
  readonly targets: Targets
  /** Makes a secret that nobody can guess. */
  readonly createSecret: () => string
  /** When a workspace was seeded, in epoch milliseconds; undefined when it was not. */
  readonly seededAt: (workspaceId: string) => Promise<number | undefined>
}

/** An attempt that will be made as soon as may be. */
export interface PlannedDelivery {
  readonly id: string
  readonly event: WebhookEvent
  readonly attempt: number
}

/** Sends webhooks events that somebody asks for, and not what happens by itself. */
export class EventService {
  readonly #deps: EventServiceDeps

  constructor(deps: EventServiceDeps) {
    this.#deps = deps
  }

  /**
   * Sends a webhook an event with sample data, whether or not it has asked for its type.
   *
   * @throws {ApiError} `capacity_exceeded` when too many deliveries wait already.
   */
  async fire(workspace: Workspace, webhook: Webhook, type: EventType): Promise<PlannedDelivery> {
    const samples = await this.samples(workspace)
    return this.#deps.transactions.run(workspace, async (tx) => {
      const event = await sampleEvent(tx, samples, type)
      enqueue(tx, webhook.id, event, refuseMore)
      return { id: deliveryId(webhook.id, event.id, 1), event, attempt: 1 }
    })
  }

  /**
   * Sends an event once more: the same event, another delivery. When that fails, it is not tried again by itself.
   *
   * @throws {ApiError} `capacity_exceeded` when too many deliveries wait already.
   */
  replay(workspace: Workspace, webhook: Webhook, { event }: Delivery): Promise<PlannedDelivery> {
    const queue = queueOf(webhook.id)
    return this.#deps.transactions.run(workspace, async (tx) => {
      // The queue first: what ends after it was read lets the transaction run again.
      const waiting = await tx.list(queue)
      const log = await tx.peekAll(logOf(webhook.id))
      const attempt = nextReplayNumber(
        event.id,
        log.map(({ value }) => value),
        waiting.map(({ value }) => value),
      )
      const replay = queued({ event, attempt, retries: null, dueAt: tx.clock.now() })
      tx.put(queue, queueIdOf(replay), replay, { position: queuePositionOf(replay), whenFull: refuseMore })
      const retry = waiting.find(({ id }) => id === event.id)
      if (retry) tx.put(queue, retry.id, { ...retry.value, lastNumber: attempt })
      tx.announce()
      return { id: deliveryId(webhook.id, event.id, attempt), event, attempt }
    })
  }

  /**
   * Sends an event with sample data to an address that is no webhook, once, and waits for what comes of it.
   *
   * @param secret signs it; without one, one that nobody knows does.
   * @throws {ApiError} `invalid_body` for an address to which webhooks may not go.
   */
  async probe(workspace: Workspace, url: string, type: EventType, secret = this.#deps.createSecret()) {
    const { targets, worker, transactions } = this.#deps
    await targets.require(url)
    const samples = await this.samples(workspace)
    const event = await transactions.run(workspace, (tx) => sampleEvent(tx, samples, type))
    const sent = requestOf(workspace.id, { id: url, url, secret }, { event, attempt: 1 })
    const reply = await worker.send(sent)
    return { sent, event, reply, refusal: refusalOf(reply) }
  }

  /** What a test of each type would carry now. */
  async samples({ id: workspaceId, clock }: Workspace): Promise<Samples> {
    const nowMs = clock.now()
    return samplesFor({ workspaceId, nowMs, seededAt: (await this.#deps.seededAt(workspaceId)) ?? nowMs })
  }
}

async function sampleEvent(tx: Transaction, samples: Samples, type: EventType): Promise<WebhookEvent> {
  return { id: await tx.randomSource.uuid(), type, createdAt: tx.clock.now(), data: samples[type] }
}

/** @throws {ApiError} `capacity_exceeded`, always. */
function refuseMore(): never {
  fail('capacity_exceeded', {
    message: 'Too many deliveries wait for this webhook.',
    fix: 'Let its endpoint answer sooner, or delete the webhook.',
  })
}
