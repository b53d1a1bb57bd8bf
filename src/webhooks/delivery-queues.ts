import type { Clock } from '../lib/clock.js'
import type { RecordStore } from '../storage/records.js'
import type { Transactions } from '../workspaces/transactions.js'
import type { Workspaces } from '../workspaces/workspaces.js'
import type { QueueKey } from './fair-queue.js'
import { countDelivery, type Delivery, type Webhook } from './model.js'
import { enqueue } from './outbox.js'
import {
  type Lease,
  leased,
  nextOf,
  type QueuedDelivery,
  queuePositionOf,
  retryOf,
  waitMsOf,
} from './queue.js'
import { deletedWebhooks, logOf, queueOf, webhookOfQueue, webhookRecords } from './records.js'
import { type Reply, resultOf, type WebhookRequest } from './webhook-request.js'

/** The first delivery of a queue. */
export interface NextDelivery {
  readonly webhookId: string
  /** The token of its lease; null while nobody makes it. */
  readonly token: string | null
  /** How long until it may be claimed; see `waitMsOf`. */
  readonly waitMs: number
}

/** A delivery that was claimed by this server. */
export interface ClaimedDelivery {
  readonly key: QueueKey
  /** Its id in the queue. */
  readonly id: string
  readonly delivery: QueuedDelivery
  readonly lease: Lease
  readonly webhook: Webhook
}

/** A delivery that was stored, and the time of its workspace just then. */
export interface ConcludedDelivery {
  readonly workspaceId: string
  readonly clock: Clock
  readonly webhook: Webhook
  readonly delivery: Delivery
}

export interface DeliveryQueuesDeps {
  readonly records: RecordStore
  readonly workspaces: Workspaces
  readonly transactions: Transactions
  /** Real time. */
  readonly clock: Clock
  /** Makes a unique text. */
  readonly createToken: () => string
  /** How long a claim lasts, in milliseconds. After that the server that made it counts as gone. */
  readonly leaseMs: number
}

/** Claims and concludes the deliveries of all webhooks, each by one transaction, so that of several servers one makes each. */
export class DeliveryQueues {
  readonly #deps: DeliveryQueuesDeps

  constructor(deps: DeliveryQueuesDeps) {
    this.#deps = deps
  }

  /** The first delivery of each queue of a workspace, and when it is due by the clock of the workspace. */
  async next(workspaceId: string): Promise<readonly NextDelivery[]> {
    const { records, workspaces, clock } = this.#deps
    const collections = await records.collections(workspaceId)
    const webhookIds = collections.flatMap((name) => webhookOfQueue(name) ?? [])
    // Most workspaces have nothing to deliver.
    if (webhookIds.length === 0) return []
    const firstsOf = async (webhookId: string) => {
      const page = await records.list(workspaceId, queueOf(webhookId), { limit: 2 })
      const next = nextOf(page.records)
      return next === undefined ? [] : [{ webhookId, value: next.value }]
    }
    const [workspace, firsts] = await Promise.all([
      workspaces.peek(workspaceId),
      Promise.all(webhookIds.map(firstsOf)),
    ])
    const reading = workspace.clock.read()
    const realMs = clock.now()
    return firsts.flat().map(({ webhookId, value }) => ({
      webhookId,
      token: value.lease?.token ?? null,
      waitMs: waitMsOf(value, reading, realMs),
    }))
  }

  /** Claims the first delivery of a queue; undefined when it is not due. The queue of an unknown webhook is removed. */
  claim(key: QueueKey): Promise<ClaimedDelivery | undefined> {
    const { transactions, clock, createToken, leaseMs } = this.#deps
    const { workspaceId, webhookId } = key
    const queue = queueOf(webhookId)
    return transactions.runIn(workspaceId, async (tx) => {
      const [firsts, active] = await Promise.all([tx.firsts(queue, 2), tx.peek(webhookRecords, webhookId)])
      const deleted = active === undefined ? await tx.peek(deletedWebhooks, webhookId) : undefined
      const webhook = active ?? deleted
      const next = nextOf(firsts)
      const realMs = clock.now()
      if (firsts.length === 0 && deleted !== undefined) tx.delete(deletedWebhooks, webhookId)
      if (next === undefined || waitMsOf(next.value, tx.clock.read(), realMs) > 0) return undefined
      if (webhook === undefined) {
        tx.clear(queue)
        return undefined
      }
      const [first] = firsts
      if (first !== undefined && first !== next) {
        // It comes right behind, and is due only now: its retries follow on that, however long it was held.
        const position = queuePositionOf(first.value)
        const dueAt = Math.max(first.value.dueAt, next.value.dueAt)
        tx.put(queue, first.id, { ...first.value, isHeld: false, dueAt }, { position })
      }
      const lease = { token: createToken(), untilMs: realMs + leaseMs }
      const delivery = leased(next.value, lease)
      tx.put(queue, next.id, delivery, { position: queuePositionOf(delivery) })
      return { key, id: next.id, delivery, lease, webhook }
    })
  }

  /** Ends a claim without a delivery. It stays the first of its queue, and any server may claim it. */
  release({ key: { workspaceId, webhookId }, id, lease }: ClaimedDelivery): Promise<void> {
    return this.#deps.transactions.runIn(workspaceId, async (tx) => {
      const current = await tx.get(queueOf(webhookId), id)
      if (current?.lease?.token === lease.token) tx.put(queueOf(webhookId), id, { ...current, lease: null })
    })
  }

  /** Removes a delivery that failed by a bug, so that it is not claimed again and again. */
  drop({ key: { workspaceId, webhookId }, id, lease }: ClaimedDelivery): Promise<void> {
    return this.#deps.transactions.runIn(workspaceId, async (tx) => {
      const current = await tx.get(queueOf(webhookId), id)
      if (current?.lease?.token === lease.token) tx.delete(queueOf(webhookId), id)
    })
  }

  /**
   * Writes the result of a delivery: its log, the counters of its webhook, and its retry.
   *
   * @returns undefined, and nothing is changed, when the claim has ended: the delivery was cancelled or claimed anew.
   */
  conclude(
    { key: { workspaceId, webhookId }, id, lease }: ClaimedDelivery,
    request: WebhookRequest,
    reply: Reply,
  ): Promise<ConcludedDelivery | undefined> {
    const queue = queueOf(webhookId)
    return this.#deps.transactions.runIn(workspaceId, async (tx) => {
      const [current, active] = await Promise.all([tx.get(queue, id), tx.get(webhookRecords, webhookId)])
      const before = active ?? (await tx.get(deletedWebhooks, webhookId))
      if (current?.lease?.token !== lease.token || before === undefined) return undefined
      const result = resultOf(webhookId, current, request, reply, tx.clock.now())
      const webhook = countDelivery(before, result)
      const retry = result.success || webhook.status !== 'active' ? undefined : retryOf(current)
      const delivery = { ...result, position: webhook.attempts, nextAttemptAt: retry?.dueAt ?? null }
      tx.put(active === undefined ? deletedWebhooks : webhookRecords, webhookId, webhook)
      // The log of a deleted webhook cannot be read.
      if (active !== undefined)
        tx.put(logOf(webhookId), delivery.id, delivery, { position: delivery.position })
      tx.delete(queue, id)
      if (before.status === 'active' && webhook.status === 'disabled') tx.clear(queue)
      // There is room for the retry: it takes the place of the delivery.
      if (retry) enqueue(tx, webhookId, retry)
      // A successful replay cancels the retry of its event.
      if (result.success && !current.isRepeat) tx.delete(queue, current.event.id)
      return { workspaceId, clock: tx.clock, webhook, delivery }
    })
  }
}
