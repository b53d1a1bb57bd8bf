import { fail } from '../errors/api-error.js'
import { deliveryId } from '../lib/ids.js'
import { maskForResponse } from '../lib/masking.js'
import type { RecordStore, StoredRecord } from '../storage/records.js'
import type { Transaction } from '../workspaces/transaction.js'
import type { Transactions } from '../workspaces/transactions.js'
import type { Workspace } from '../workspaces/workspace.js'
import { withAnnouncedRetries } from './announced-retries.js'
import type { Delivery } from './delivery.js'
import type { DueAttempt } from './delivery-queue.js'
import type { Targets } from './targets.js'
import { change, createWebhook, type Webhook, type WebhookChange, type WebhookInput } from './webhook.js'
import { logOf, maxWebhooks, queueOf, webhookRecords } from './webhook-records.js'

export interface WebhookServiceDeps {
  readonly records: RecordStore
  readonly transactions: Transactions
  readonly targets: Targets
  /** Makes a secret that nobody can guess. */
  readonly createSecret: () => string
}

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
  async create(workspace: Workspace, input: WebhookInput): Promise<Webhook> {
    const { transactions, targets, createSecret } = this.#deps
    await targets.require(input.url)
    const secret = createSecret()
    return transactions.run(workspace, async (tx) => {
      const webhook = createWebhook(await newId(tx), secret, input, tx.clock.now())
      tx.put(webhookRecords, webhook.id, webhook, { whenFull: refuseMore })
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
   * Changes a webhook. Setting it to active starts the count of its failures anew; while it is paused, it hears nothing,
   * and what waits for it is given up.
   *
   * @throws {ApiError} `not_found`; `invalid_body` for a url to which webhooks may not go.
   */
  async update(workspace: Workspace, id: string, changes: WebhookChange): Promise<Webhook> {
    if (changes.url !== undefined) await this.#deps.targets.require(changes.url)
    return this.#change(workspace, id, async (webhook, tx) => {
      if (changes.status === 'paused') {
        for (const { id: waiting, value } of await tx.list(queueOf(id)))
          if (value.lease === null) tx.delete(queueOf(id), waiting)
        tx.announce()
      }
      return change(webhook, changes, tx.clock.now())
    })
  }

  /**
   * Gives a webhook another secret; the one before is worth nothing at once.
   *
   * @throws {ApiError} `not_found`.
   */
  rotate(workspace: Workspace, id: string): Promise<Webhook> {
    const secret = this.#deps.createSecret()
    return this.#change(workspace, id, (webhook, tx) => ({ ...change(webhook, {}, tx.clock.now()), secret }))
  }

  /** @throws {ApiError} `not_found`. */
  async remove(workspace: Workspace, id: string): Promise<void> {
    await this.#deps.transactions.run(workspace, async (tx) => {
      if ((await tx.get(webhookRecords, id)) === undefined) unknownWebhook(id)
      tx.delete(webhookRecords, id)
      tx.clear(queueOf(id))
      tx.clear(logOf(id))
      // So that nobody waits any longer for what is on its way.
      tx.announce()
    })
  }

  /**
   * The attempts at a webhook that are remembered, oldest first.
   *
   * @throws {ApiError} `not_found`.
   */
  async deliveries(workspace: Workspace, id: string): Promise<readonly Delivery[]> {
    await this.find(workspace, id)
    // The log is read last, so that what ends in between is at least in one of the two.
    const unended = await this.#unended(workspace, id)
    const { records } = await this.#deps.records.list(workspace.id, logOf(id))
    return withAnnouncedRetries(
      records.map(({ value }) => value),
      unended,
    )
  }

  /** @throws {ApiError} `not_found` for an unknown webhook or delivery. */
  async delivery(workspace: Workspace, webhookId: string, id: string): Promise<Delivery> {
    const unended = await this.#unended(workspace, webhookId)
    const isUnended = unended.some(({ event, attempt }) => deliveryId(webhookId, event.id, attempt) === id)
    const all = await this.deliveries(workspace, webhookId)
    return all.find((delivery) => delivery.id === id) ?? unknownDelivery(id, isUnended)
  }

  async #unended(workspace: Workspace, webhookId: string): Promise<readonly DueAttempt[]> {
    const { records } = await this.#deps.records.list(workspace.id, queueOf(webhookId))
    return records.map(({ value }) => value)
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

/** Only with a seed can an id be there already: after a snapshot was restored that holds it. */
async function newId(tx: Transaction): Promise<string> {
  const id = await tx.randomSource.uuid()
  const isTaken = tx.randomSource.mayRepeat && (await tx.get(webhookRecords, id)) !== undefined
  return isTaken ? newId(tx) : id
}

/** @throws {ApiError} `capacity_exceeded`, always. */
function refuseMore(): never {
  fail('capacity_exceeded', {
    message: `The workspace has ${maxWebhooks} webhooks and takes no more.`,
    fix: 'Delete one with DELETE /v1/webhooks/{id}.',
  })
}

function unknownDelivery(id: string, isUnended: boolean): never {
  fail('not_found', {
    message: isUnended
      ? `The delivery ${id} has not ended.`
      : `The webhook has no delivery ${maskForResponse(id)}, or it was too long ago.`,
    fix: isUnended
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
