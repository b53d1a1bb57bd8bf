import { fail } from '../errors/api-error.js'
import { failFull } from '../errors/capacity.js'
import { bounds } from '../lib/bounds.js'
import { isoTime } from '../lib/clock.js'
import { deliveryId } from '../lib/ids.js'
import { maskForResponse } from '../lib/masking.js'
import type { StoredRecord } from '../storage/records.js'
import { Concurrency } from '../workspaces/concurrency.js'
import type { Transaction } from '../workspaces/transaction.js'
import type { Workspace } from '../workspaces/workspace.js'
import { type ApplyEventFault, deliveriesOf } from './event-faults.js'
import { listingIdOf } from './event-listing.js'
import type { EventType } from './event-types.js'
import type { Delivery, DeliveryResult, WebhookEvent } from './model.js'
import { enqueue, newEventId, roomIn } from './outbox.js'
import * as queues from './queue.js'
import { logOf, queueOf, webhookOfQueue } from './records.js'
import { countReplay, type ReplayUse, refuseSucceeded } from './replays.js'
import { type Samples, samplesFor } from './samples/samples.js'
import type { WebhookService, WebhookServiceDeps } from './service.js'
import { type Reply, requestOf, resultOf, type WebhookRequest } from './webhook-request.js'

export interface DeliveryServiceDeps extends WebhookServiceDeps {
  readonly webhooks: WebhookService
  readonly applyEventFault: ApplyEventFault
  /** Posts a request of a workspace that is no delivery. */
  readonly send: (workspaceId: string, request: WebhookRequest) => Promise<Reply>
  /** When a workspace was seeded, in epoch milliseconds; undefined when it was not. */
  readonly seededAt: (workspaceId: string) => Promise<number | undefined>
  /** Throws `listing_inactive` for a listing that is there and inactive. */
  readonly requireActive: (workspaceId: string, listingId: string) => Promise<void>
}

/** A delivery that is on its way. */
export type PlannedDelivery = Pick<Delivery, 'id' | 'event' | 'attempt'>

/** The log of the deliveries of a webhook, and deliveries on request. */
export class DeliveryService {
  readonly #deps: DeliveryServiceDeps
  readonly #probes = new Concurrency(bounds.probes)

  constructor(deps: DeliveryServiceDeps) {
    this.#deps = deps
  }

  /**
   * The log of a webhook, oldest first.
   *
   * @throws {ApiError} `not_found`.
   */
  async list(workspace: Workspace, webhookId: string): Promise<readonly Delivery[]> {
    return (await this.#read(workspace, webhookId)).log
  }

  /** @throws {ApiError} `not_found` for an unknown webhook or delivery. */
  async find(workspace: Workspace, webhookId: string, id: string): Promise<Delivery> {
    const { log, queue } = await this.#read(workspace, webhookId)
    const found = log.find((delivery) => delivery.id === id)
    if (found) return found
    const waiting = queue.find(({ event, attempt }) => deliveryId(webhookId, event.id, attempt) === id)
    return waiting ? refuseUnfinished(id, waiting, workspace.clock.now()) : refuseUnknown(id)
  }

  /** The webhook whose log has a delivery; undefined when none of the workspace has it. */
  async webhookOf(workspace: Workspace, id: string): Promise<string | undefined> {
    const { records, webhooks } = this.#deps
    const all = await webhooks.list(workspace)
    const logged = await records.read(
      workspace.id,
      all.map((webhook) => ({ collection: logOf(webhook.id), id })),
    )
    return all[logged.findIndex((found) => found !== undefined)]?.id
  }

  /** How many deliveries wait for each webhook of a workspace that has some. */
  async waiting(workspaceId: string): Promise<ReadonlyMap<string, number>> {
    const counts = new Map<string, number>()
    for (const [name, { count }] of await this.#deps.records.sizes(workspaceId)) {
      const webhookId = webhookOfQueue(name)
      if (webhookId !== undefined) counts.set(webhookId, count)
    }
    return counts
  }

  /** The webhooks of a workspace with a delivery that is due, or under way. */
  async busy({ id, clock }: Workspace): Promise<ReadonlySet<string>> {
    const busy = new Set<string>()
    for (const webhookId of (await this.waiting(id)).keys()) {
      const { records } = await this.#deps.records.list(id, queueOf(webhookId), { limit: 2 })
      const next = queues.nextOf(records)?.value
      if (next !== undefined && (next.lease !== null || next.dueAt <= clock.now())) busy.add(webhookId)
    }
    return busy
  }

  /**
   * Delivers an event once more: the same event, another delivery. When that fails, it is not retried.
   *
   * @param force also when the delivery succeeded.
   * @throws {ApiError} `not_found`, then `listing_inactive`, `delivery_already_succeeded`, `replay_limit_reached` (published
   * OpenAPI of 2026-10); `capacity_exceeded` when the queue is full.
   */
  async replay(
    workspace: Workspace,
    webhookId: string,
    id: string,
    force: boolean,
  ): Promise<PlannedDelivery & { readonly replay: ReplayUse }> {
    const { event, success } = await this.find(workspace, webhookId, id)
    const listingId = listingIdOf(event)
    if (listingId !== undefined) await this.#deps.requireActive(workspace.id, listingId)
    if (success && !force) refuseSucceeded(id)
    return this.#deps.transactions.run(workspace, async (tx) => {
      // The queue first: a delivery that is concluded after it was read lets the transaction run again.
      const records = await tx.list(queueOf(webhookId))
      const queue = records.map(toValue)
      const log = (await tx.peekAll(logOf(webhookId))).map(toValue)
      const dueAt = tx.clock.now()
      if (!(await roomIn(tx)).take()) failFull(bounds.waitingOfWorkspace)
      const replay = { ...countReplay(event.id, log, queue, dueAt), forced: force }
      const attempt = queues.nextReplayNumber(event.id, log, queue)
      const retry = records.find(({ id }) => id === event.id)
      if (retry) tx.put(queueOf(webhookId), retry.id, { ...retry.value, lastNumber: attempt })
      return { ...plan(tx, webhookId, queues.queued({ event, attempt, retries: null, dueAt })), replay }
    })
  }

  /** What a test event of each type would be about now. */
  async samples({ id, clock }: Workspace): Promise<Samples> {
    return samplesFor(id, clock.now(), await this.#deps.seededAt(id))
  }

  /**
   * Delivers a test event to a webhook, whether or not it is active and subscribed to the type.
   *
   * @throws {ApiError} `not_found`; `capacity_exceeded` when the queue is full.
   */
  async test(workspace: Workspace, webhookId: string, type: EventType): Promise<PlannedDelivery> {
    await this.#deps.webhooks.find(workspace, webhookId)
    const samples = await this.samples(workspace)
    const { transactions, applyEventFault } = this.#deps
    return transactions.run(workspace, async (tx) => {
      const event = await testEvent(tx, type, samples)
      const room = await roomIn(tx)
      for (const delivery of deliveriesOf(event, await applyEventFault(tx, type))) {
        if (!room.take()) failFull(bounds.waitingOfWorkspace)
        enqueue(tx, webhookId, delivery)
      }
      tx.announce()
      return { id: deliveryId(webhookId, event.id, 1), event, attempt: 1 }
    })
  }

  /**
   * Delivers a test event to an address that is no webhook, once, and waits for the result.
   *
   * @param secret signs it; without one, one that nobody knows does.
   * @throws {ApiError} `invalid_body` for an address to which webhooks may not go, `capacity_exceeded` when too many are
   * under way.
   */
  async probe(
    workspace: Workspace,
    url: string,
    type: EventType,
    secret = this.#deps.createSecret(),
  ): Promise<DeliveryResult> {
    const { targets, transactions, send } = this.#deps
    const end = this.#probes.begin(workspace.id)
    try {
      await targets.require(url)
      const samples = await this.samples(workspace)
      const event = await transactions.run(workspace, (tx) => testEvent(tx, type, samples))
      const delivery = queues.firstDelivery(event)
      const request = requestOf(workspace.id, { id: url, url, secret }, delivery)
      const reply = await send(workspace.id, request)
      return resultOf(url, delivery, request, reply, workspace.clock.now())
    } finally {
      end()
    }
  }

  /** The queue is read before the log, so that a delivery that is concluded meanwhile is in at least one of the two. */
  async #read(workspace: Workspace, webhookId: string) {
    const { records, webhooks } = this.#deps
    await webhooks.find(workspace, webhookId)
    const queue = (await records.list(workspace.id, queueOf(webhookId))).records.map(toValue)
    const log = (await records.list(workspace.id, logOf(webhookId))).records.map(toValue)
    return { queue, log: queues.withoutCancelledRetries(log, queue) }
  }
}

function toValue<T>({ value }: StoredRecord<T>): T {
  return value
}

function plan(tx: Transaction, webhookId: string, delivery: queues.QueuedDelivery): PlannedDelivery {
  const { event, attempt } = delivery
  enqueue(tx, webhookId, delivery)
  tx.announce()
  return { id: deliveryId(webhookId, event.id, attempt), event, attempt }
}

async function testEvent(tx: Transaction, type: EventType, samples: Samples): Promise<WebhookEvent> {
  return { id: await newEventId(tx), type, createdAt: tx.clock.now(), ...samples[type] }
}

function refuseUnknown(id: string): never {
  const value = maskForResponse(id)
  const message = `The webhook has no delivery ${value}, or it was too long ago.`
  const fix = 'List those that there are with GET /v1/webhooks/{id}/deliveries.'
  fail('not_found', { message, fix, field: 'delivery_id', value_received: value })
}

function refuseUnfinished(id: string, { dueAt, isHeld = false }: queues.DueDelivery, nowMs: number): never {
  const about = { field: 'delivery_id', value_received: id }
  if (isHeld) {
    const message = `The delivery ${id} waits for the next delivery of its webhook, because of a fault.`
    fail('not_found', { message, fix: 'Send that with POST /v1/webhooks/{id}/ping.', ...about })
  }
  if (dueAt > nowMs) {
    const message = `The delivery ${id} is due at ${isoTime(dueAt)}.`
    fail('not_found', { message, fix: 'Move the clock there with POST /_mock/clock/advance.', ...about })
  }
  const message = `The delivery ${id} has not ended.`
  fail('not_found', {
    message,
    fix: 'Ask again in a moment; its endpoint has 5 seconds to answer.',
    ...about,
  })
}
