import { fail } from '../errors/api-error.js'
import { maskForResponse } from '../lib/masking.js'
import type { Page, RecordStore, StoredRecord } from '../storage/records.js'
import type { Transaction } from '../workspaces/transaction.js'
import type { Transactions } from '../workspaces/transactions.js'
import type { Workspace } from '../workspaces/workspace.js'
import { changeWebhook, createWebhook, type Webhook } from './model.js'
import { deletedWebhooks, logOf, queueOf, webhookRecords } from './records.js'
import type { WebhookBody, WebhookChangeBody } from './schema.js'
import type { Targets } from './targets.js'

export interface WebhookServiceDeps {
  readonly records: RecordStore
  readonly transactions: Transactions
  readonly targets: Targets
  /** Makes a secret that nobody can guess. */
  readonly createSecret: () => string
}

/** The webhooks of a workspace. */
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
      tx.put(webhookRecords, webhook.id, webhook)
      return webhook
    })
  }

  /** The workspace's webhooks, oldest first. */
  async list(workspace: Workspace): Promise<readonly StoredRecord<Webhook>[]> {
    return (await this.#deps.records.list(workspace.id, webhookRecords)).records
  }

  /** A page of the webhooks of a workspace, and how many there are. */
  async page(workspaceId: string, page: Page) {
    return this.#deps.records.list(workspaceId, webhookRecords, page)
  }

  /** @throws {ApiError} `not_found`. */
  async find(workspace: Workspace, id: string): Promise<Webhook> {
    const [found] = await this.#deps.records.read(workspace.id, [{ collection: webhookRecords, id }])
    return found?.value ?? refuseUnknown(id)
  }

  /**
   * Changes a webhook. Pausing it cancels its deliveries that wait.
   *
   * @throws {ApiError} `not_found`; `invalid_body` for a url to which webhooks may not go.
   */
  async update(workspace: Workspace, id: string, changes: WebhookChangeBody): Promise<Webhook> {
    if (changes.url !== undefined) await this.#deps.targets.require(changes.url)
    return this.#change(workspace, id, async (webhook, tx) => {
      if (changes.status === 'paused') {
        for (const { id: queueId, value } of await tx.list(queueOf(id)))
          if (value.lease === null) tx.delete(queueOf(id), queueId)
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

  /**
   * Deletes a webhook and its log. Its deliveries that wait are still made, with their retries (published OpenAPI of 2026-10).
   *
   * @throws {ApiError} `not_found`.
   */
  async remove(workspace: Workspace, id: string): Promise<void> {
    await this.#deps.transactions.run(workspace, async (tx) => {
      const webhook = (await tx.get(webhookRecords, id)) ?? refuseUnknown(id)
      tx.delete(webhookRecords, id)
      tx.clear(logOf(id))
      const isWaiting = (await tx.list(queueOf(id))).length > 0
      if (isWaiting) tx.put(deletedWebhooks, id, webhook)
    })
  }

  async #change(
    workspace: Workspace,
    id: string,
    next: (webhook: Webhook, tx: Transaction) => Webhook | Promise<Webhook>,
  ): Promise<Webhook> {
    return this.#deps.transactions.run(workspace, async (tx) => {
      const changed = await next((await tx.get(webhookRecords, id)) ?? refuseUnknown(id), tx)
      tx.put(webhookRecords, id, changed)
      return changed
    })
  }
}

/** With a seed an id may be taken already, by a webhook of a snapshot. */
async function newId(tx: Transaction): Promise<string> {
  const id = await tx.randomSource.uuid()
  const isTaken = tx.randomSource.mayRepeat && (await tx.get(webhookRecords, id)) !== undefined
  return isTaken ? newId(tx) : id
}

function refuseUnknown(id: string): never {
  const value = maskForResponse(id)
  const message = `The workspace has no webhook ${value}.`
  const fix = 'List those that there are with GET /v1/webhooks.'
  fail('not_found', { message, fix, field: 'id', value_received: value })
}
