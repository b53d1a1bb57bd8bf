import type { Clock } from '../lib/clock.js'
import type { Transactions } from '../workspaces/transactions.js'
import { conclude, type SignedRequest } from './attempt.js'
import type { Delivery } from './delivery.js'
import {
  isReady,
  type Lease,
  leased,
  type QueuedAttempt,
  queueIdOf,
  queuePositionOf,
  retryOf,
} from './delivery-queue.js'
import { attempted, type Webhook } from './webhook.js'
import { logOf, queueOf, webhookRecords } from './webhook-records.js'
import type { Reply } from './webhook-request.js'

/** Whose queue it is. */
export interface QueueName {
  readonly workspaceId: string
  readonly webhookId: string
}

/** An attempt in the hands of the one server that makes it. */
export interface LeasedAttempt {
  readonly name: QueueName
  /** Under which it is kept. */
  readonly id: string
  readonly attempt: QueuedAttempt
  readonly lease: Lease
  readonly webhook: Webhook
}

export interface LeasedDeliveriesDeps {
  readonly transactions: Transactions
  /** Real time. */
  readonly clock: Clock
  /** Makes a text that nobody else makes. */
  readonly createToken: () => string
  /** After so long the attempt is one of a server that is gone, in milliseconds. */
  readonly leaseMs: number
}

/** Takes attempts from queues and writes down what came of them, each in one transaction. Of several servers one does. */
export class LeasedDeliveries {
  readonly #deps: LeasedDeliveriesDeps

  constructor(deps: LeasedDeliveriesDeps) {
    this.#deps = deps
  }

  /** Takes the first attempt of a queue, if it is ready. The queue of a webhook that is gone is removed. */
  take(name: QueueName): Promise<LeasedAttempt | undefined> {
    const { transactions, clock, createToken, leaseMs } = this.#deps
    const { workspaceId, webhookId } = name
    const queue = queueOf(webhookId)
    return transactions.runIn(workspaceId, async (tx) => {
      const [first, webhook] = await Promise.all([tx.first(queue), tx.peek(webhookRecords, webhookId)])
      const realMs = clock.now()
      if (first === undefined || !isReady(first.value, tx.clock.now(), realMs)) return undefined
      if (webhook === undefined) {
        tx.clear(queue)
        return undefined
      }
      const lease = { token: createToken(), untilMs: realMs + leaseMs }
      const attempt = leased(first.value, lease)
      tx.put(queue, first.id, attempt, { position: queuePositionOf(attempt) })
      return { name, id: first.id, attempt, lease, webhook }
    })
  }

  /** Gives an attempt back that was not made: another server may make it, before all others. */
  giveBack({ name: { workspaceId, webhookId }, id, lease }: LeasedAttempt): Promise<void> {
    return this.#deps.transactions.runIn(workspaceId, async (tx) => {
      const current = await tx.get(queueOf(webhookId), id)
      if (current?.lease?.token === lease.token) tx.put(queueOf(webhookId), id, { ...current, lease: null })
    })
  }

  /**
   * Writes down what came of an attempt: the log, the webhook's counters and the retry.
   *
   * @returns undefined, and nothing is changed, when the attempt was given up meanwhile.
   */
  conclude(
    { name: { workspaceId, webhookId }, id, lease }: LeasedAttempt,
    request: SignedRequest,
    reply: Reply,
  ): Promise<{ webhook: Webhook; delivery: Delivery } | undefined> {
    const queue = queueOf(webhookId)
    return this.#deps.transactions.runIn(workspaceId, async (tx) => {
      const [current, before] = await Promise.all([tx.get(queue, id), tx.get(webhookRecords, webhookId)])
      if (current?.lease?.token !== lease.token || before === undefined) return undefined
      const made = conclude(webhookId, current, request, reply)
      const webhook = attempted(before, made)
      const nextAttemptAt = webhook.status === 'active' ? made.nextAttemptAt : null
      const delivery = { ...made, position: webhook.attempts, nextAttemptAt }
      tx.put(webhookRecords, webhookId, webhook)
      tx.put(logOf(webhookId), delivery.id, delivery, { position: delivery.position })
      tx.delete(queue, id)
      if (before.status === 'active' && webhook.status === 'disabled') tx.clear(queue)
      const retry = retryOf(current, nextAttemptAt)
      // There is room for it: it takes the place of the attempt.
      if (retry) tx.put(queue, queueIdOf(retry), retry, { position: queuePositionOf(retry) })
      // A replay that is taken ends the retries of its event.
      else if (delivery.success) tx.delete(queue, current.event.id)
      return { webhook, delivery }
    })
  }

  /** Ends an attempt that failed by a bug, so that it does not come up again for ever. */
  drop({ name: { workspaceId, webhookId }, id, lease }: LeasedAttempt): Promise<void> {
    return this.#deps.transactions.runIn(workspaceId, async (tx) => {
      const current = await tx.get(queueOf(webhookId), id)
      if (current?.lease?.token === lease.token) tx.delete(queueOf(webhookId), id)
    })
  }
}
