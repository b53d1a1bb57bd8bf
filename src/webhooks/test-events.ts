import { deliveryId } from '../lib/ids.js'
import type { Transaction } from '../workspaces/transaction.js'
import type { Transactions } from '../workspaces/transactions.js'
import type { Workspace } from '../workspaces/workspace.js'
import type { EventType } from './event-types.js'
import type { DeliveryResult, Webhook, WebhookEvent } from './model.js'
import { enqueueFirst, refuseDelivery } from './outbox.js'
import { type Samples, samplesFor } from './samples.js'
import type { PlannedDelivery } from './service.js'
import type { Targets } from './targets.js'
import { requestOf, resultOf } from './webhook-request.js'
import type { DeliveryWorker } from './worker.js'

export interface TestEventsDeps {
  readonly transactions: Transactions
  readonly worker: DeliveryWorker
  readonly targets: Targets
  /** Makes a secret that nobody can guess. */
  readonly createSecret: () => string
  /** When a workspace was seeded, in epoch milliseconds; undefined when it was not. */
  readonly seededAt: (workspaceId: string) => Promise<number | undefined>
}

/** Events with sample data, delivered on request. */
export class TestEvents {
  readonly #deps: TestEventsDeps

  constructor(deps: TestEventsDeps) {
    this.#deps = deps
  }

  /** What a test event of each type would carry now. */
  async samples({ id: workspaceId, clock }: Workspace): Promise<Samples> {
    const nowMs = clock.now()
    return samplesFor({ workspaceId, nowMs, seededAt: (await this.#deps.seededAt(workspaceId)) ?? nowMs })
  }

  /**
   * Delivers a test event to a webhook, whether or not it is subscribed to the type.
   *
   * @throws {ApiError} `capacity_exceeded` when its queue is full.
   */
  async fire(workspace: Workspace, { id }: Webhook, type: EventType): Promise<PlannedDelivery> {
    const samples = await this.samples(workspace)
    return this.#deps.transactions.run(workspace, async (tx) => {
      const event = await testEvent(tx, type, samples)
      enqueueFirst(tx, id, event, refuseDelivery)
      return { id: deliveryId(id, event.id, 1), event, attempt: 1 }
    })
  }

  /**
   * Delivers a test event to an address that is no webhook, once, and waits for the result.
   *
   * @param secret signs it; without one, one that nobody knows does.
   * @throws {ApiError} `invalid_body` for an address to which webhooks may not go.
   */
  async probe(
    workspace: Workspace,
    url: string,
    type: EventType,
    secret = this.#deps.createSecret(),
  ): Promise<DeliveryResult> {
    const { targets, worker, transactions } = this.#deps
    await targets.require(url)
    const samples = await this.samples(workspace)
    const event = await transactions.run(workspace, (tx) => testEvent(tx, type, samples))
    const delivery = { event, attempt: 1, retries: null, dueAt: event.createdAt }
    const request = requestOf(workspace.id, { id: url, url, secret }, delivery)
    return resultOf(url, delivery, request, await worker.send(request))
  }
}

async function testEvent(tx: Transaction, type: EventType, samples: Samples): Promise<WebhookEvent> {
  return { id: await tx.randomSource.uuid(), type, createdAt: tx.clock.now(), data: samples[type] }
}
