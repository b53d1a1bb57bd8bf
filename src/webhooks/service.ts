import { fail } from '../errors/api-error.js'
import { deliveryId } from '../lib/ids.js'
import { maskForResponse } from '../lib/masking.js'
import type { RecordStore, StoredRecord } from '../storage/records.js'
import type { Transaction } from '../workspaces/transaction.js'
import type { Transactions } from '../workspaces/transactions.js'
import type { Workspace } from '../workspaces/workspace.js'
import { changeWebhook, createWebhook, type Delivery, type Webhook } from './model.js'
import { enqueue, refuseDelivery } from './outbox.js'
import { nextReplayNumber, queued, withoutCancelledRetries } from './queue.js'
import { logOf, maxWebhooks, queueOf, webhookRecords } from './records.js'
import type { WebhookBody, WebhookChangeBody } from './schema.js'
import type { Targets } from './targets.js'

export interface WebhookServiceDeps {
  readonly records: RecordStore
  readonly transactions: Transactions
  readonly targets: Targets
  /** Makes a secret that nobody can guess. */
  readonly createSecret: () => string
}

/** A delivery that is on its way. */
export type PlannedDelivery = Pick<Delivery, 'id' | 'event' | 'attempt'>

/** The webhooks of a workspace and the log of their deliveries. */
export class WebhookService {
  readonly #deps: WebhookServiceDeps

  constructor(deps: WebhookServiceDeps) {
    this.#deps = deps
  }

  /**
   * Adds a webhook, active from now on.
   *
   * @throws {ApiError} `invalid_body` for a url to which webhooks may not go; `capacity_exceeded` for one too many.
   */
  async create(workspace: Workspace, input: WebhookBody): Promise<Webhook> {
    const { transactions, targets, createSecret } = this.#deps
    await targets.require(input.url)
    const secret = createSecret()
    return transactions.run(workspace, async (tx) => {
      const webhook = createWebhook(await newId(tx), secret, input, tx.clock.now())
      tx.put(webhookRecords, webhook.id, webhook, { whenFull: refuseWebhook })
      return webhook
    })
  }

  /** The workspace's webhooks, oldest first. */
  async list(workspace: Workspace): Promise<readonly StoredRecord<Webhook>[]> {
    return (await this.#deps.records.list(workspace.id, webhookRecords)).records
  }

  /** @throws {ApiError} `not_found`. */
  async find(workspace: Workspace, id: string): Promise<Webhook> {
    const [found] = await this.#deps.records.read(workspace.id, [{ collection: webhookRecords, id }])
    return found?.value ?? unknownWebhook(id)
  }

  /**
   * Changes a webhook. Pausing it cancels all deliveries that wait.
   *
   * @throws {ApiError} `not_found`; `invalid_body` for a url to which webhooks may not go.
   */
  async update(workspace: Workspace, id: string, changes: WebhookChangeBody): Promise<Webhook> {
    if (changes.url !== undefined) await this.#deps.targets.require(changes.url)
    return this.#change(workspace, id, async (webhook, tx) => {
      if (changes.status === 'paused') {
        for (const { id: waiting, value } of await tx.list(queueOf(id)))
          if (value.lease === null) tx.delete(queueOf(id), waiting)
        tx.announce()
      }
      return changeWebhook(webhook, changes, tx.clock.now())
    })
  }

  /**
   * Gives a webhook another secret, which signs from now on.
   *
   * @throws {ApiError} `not_found`.
   */
  rotate(workspace: Workspace, id: string): Promise<Webhook> {
    const secret = this.#deps.createSecret()
    return this.#change(workspace, id, (webhook, tx) => ({ ...webhook, secret, updatedAt: tx.clock.now() }))
  }

  /** @throws {ApiError} `not_found`. */
  async remove(workspace: Workspace, id: string): Promise<void> {
    await this.#deps.transactions.run(workspace, async (tx) => {
      if ((await tx.get(webhookRecords, id)) === undefined) unknownWebhook(id)
      tx.delete(webhookRecords, id)
      tx.clear(queueOf(id))
      tx.clear(logOf(id))
      // Ends the request that is on its way.
      tx.announce()
    })
  }

  /**
   * The log of a webhook, oldest first.
   *
   * @throws {ApiError} `not_found`.
   */
  async deliveries(workspace: Workspace, id: string): Promise<readonly Delivery[]> {
    return (await this.#history(workspace, id)).log
  }

  /** @throws {ApiError} `not_found` for an unknown webhook or delivery. */
  async delivery(workspace: Workspace, webhookId: string, id: string): Promise<Delivery> {
    const { log, queue } = await this.#history(workspace, webhookId)
    const found = log.find((delivery) => delivery.id === id)
    if (found) return found
    const isQueued = queue.some(({ event, attempt }) => deliveryId(webhookId, event.id, attempt) === id)
    return unknownDelivery(id, isQueued)
  }

  /**
   * Delivers an event once more: the same event, another delivery. When that fails, it is not retried.
   *
   * @throws {ApiError} `not_found`; `capacity_exceeded` when the queue is full.
   */
  async replay(workspace: Workspace, webhookId: string, id: string): Promise<PlannedDelivery> {
    const { event } = await this.delivery(workspace, webhookId, id)
    return this.#deps.transactions.run(workspace, async (tx) => {
      // The queue first: a delivery that is concluded after it was read lets the transaction run again.
      const queue = await tx.list(queueOf(webhookId))
      const log = await tx.peekAll(logOf(webhookId))
      const attempt = nextReplayNumber(event.id, log.map(toValue), queue.map(toValue))
      enqueue(tx, webhookId, queued({ event, attempt, retries: null, dueAt: tx.clock.now() }), refuseDelivery)
      const retry = queue.find(({ id }) => id === event.id)
      if (retry) tx.put(queueOf(webhookId), retry.id, { ...retry.value, lastNumber: attempt })
      tx.announce()
      return { id: deliveryId(webhookId, event.id, attempt), event, attempt }
    })
  }

  /** The queue is read before the log, so that a delivery that is concluded meanwhile is in at least one of the two. */
  async #history(workspace: Workspace, id: string) {
    const { records } = this.#deps
    await this.find(workspace, id)
    const queue = (await records.list(workspace.id, queueOf(id))).records.map(toValue)
    const log = (await records.list(workspace.id, logOf(id))).records.map(toValue)
    return { queue, log: withoutCancelledRetries(log, queue) }
  }

  #change(
    workspace: Workspace,
    id: string,
    next: (webhook: Webhook, tx: Transaction) => Webhook | Promise<Webhook>,
  ): Promise<Webhook> {
    return this.#deps.transactions.run(workspace, async (tx) => {
      const changed = await next((await tx.get(webhookRecords, id)) ?? unknownWebhook(id), tx)
      tx.put(webhookRecords, id, changed)
      return changed
    })
  }
}

function toValue<T>({ value }: StoredRecord<T>): T {
  return value
}

/** With a seed an id may be taken already: by a webhook that a snapshot brought back. */
async function newId(tx: Transaction): Promise<string> {
  const id = await tx.randomSource.uuid()
  const isTaken = tx.randomSource.mayRepeat && (await tx.get(webhookRecords, id)) !== undefined
  return isTaken ? newId(tx) : id
}

/** @throws {ApiError} `capacity_exceeded`, always. */
function refuseWebhook(): never {
  fail('capacity_exceeded', {
    message: `The workspace has ${maxWebhooks} webhooks and takes no more.`,
    fix: 'Delete one with DELETE /v1/webhooks/{id}.',
  })
}

function unknownDelivery(id: string, isQueued: boolean): never {
  fail('not_found', {
    message: isQueued
      ? `The delivery ${id} has not ended.`
      : `The webhook has no delivery ${maskForResponse(id)}, or it was too long ago.`,
    fix: isQueued
      ? 'Ask again in a moment; its endpoint has 5 seconds to answer.'
      : 'List those that there are with GET /v1/webhooks/{id}/deliveries.',
    field: 'delivery_id',
    value_received: maskForResponse(id),
  })
}

function unknownWebhook(id: string): never {
  fail('not_found', {
    message: `The workspace has no webhook ${maskForResponse(id)}.`,
    fix: 'List those that there are with GET /v1/webhooks.',
    field: 'id',
    value_received: maskForResponse(id),
  })
}
