import { randomUUID } from 'node:crypto'
import type { Test } from 'tap'
import { ApiError } from '../../src/errors/api-error.js'
import { systemRandom } from '../../src/lib/ids.js'
import { MemoryRecordStore } from '../../src/storage/memory-records.js'
import type { Change, Collection, Outcome, Page, RecordRef, RecordStore } from '../../src/storage/records.js'
import { newestVersion } from '../../src/versions/api-version.js'
import { DeliveryQueues } from '../../src/webhooks/delivery-queues.js'
import { createWebhook, type Delivery, type Webhook, type WebhookEvent } from '../../src/webhooks/model.js'
import { enqueue } from '../../src/webhooks/outbox.js'
import { type DueDelivery, type QueuedDelivery, queued } from '../../src/webhooks/queue.js'
import { logOf, queueOf, webhookRecords } from '../../src/webhooks/records.js'
import type { Reply, WebhookRequest } from '../../src/webhooks/webhook-request.js'
import { DeliveryWorker, slowPostMs } from '../../src/webhooks/worker.js'
import { systemRandomSource } from '../../src/workspaces/random-source.js'
import type { Transaction } from '../../src/workspaces/transaction.js'
import { Transactions } from '../../src/workspaces/transactions.js'
import { Workspaces } from '../../src/workspaces/workspaces.js'
import { HandClock } from './mock.js'

export const leaseMs = 8000

export const taken: Reply = { statusCode: 200, headers: {}, body: '', error: null, elapsedMs: 1 }
export const refused: Reply = { ...taken, statusCode: 500 }
const cut: Reply = { ...taken, statusCode: null, error: 'The attempt was stopped.' }

/** A call of a store that may fail. */
export interface StoreCall {
  readonly method: 'read' | 'list' | 'commit' | 'collections' | 'workspaces'
  /** The collections that it is about. */
  readonly collections: readonly string[]
}

/** Records in memory that are away for the calls that `isAway` says. It also keeps the calls that were made. */
export class UnsteadyStore extends (MemoryRecordStore as new () => RecordStore) {
  readonly calls: StoreCall[] = []
  isAway: (call: StoreCall) => boolean = () => false
  /** Runs before each call, which waits for it. */
  before: (call: StoreCall) => unknown = () => {}

  override async read<T>(workspaceId: string, refs: readonly RecordRef<T>[]) {
    await this.#note(
      'read',
      refs.map(({ collection }) => collection.name),
    )
    return super.read(workspaceId, refs)
  }

  override async list<T>(workspaceId: string, collection: Collection<T>, page?: Page) {
    await this.#note('list', [collection.name])
    return super.list(workspaceId, collection, page)
  }

  override async commit(workspaceId: string, change: Change): Promise<Outcome> {
    await this.#note(
      'commit',
      change.writes.map(({ collection }) => collection.name),
    )
    return super.commit(workspaceId, change)
  }

  override async collections(workspaceId: string): Promise<readonly string[]> {
    await this.#note('collections', [])
    return super.collections(workspaceId)
  }

  override async workspaces(): Promise<readonly string[]> {
    await this.#note('workspaces', [])
    return super.workspaces()
  }

  async #note(method: StoreCall['method'], collections: readonly string[]): Promise<void> {
    const call = { method, collections }
    this.calls.push(call)
    await this.before(call)
    if (this.isAway(call)) throw new ApiError('store_unavailable')
  }
}

/** A request on its way to an endpoint that answers when the test says so. */
export interface OnItsWay extends WebhookRequest {
  answer(reply?: Reply): void
  fail(error: Error): void
  readonly signal: AbortSignal
}

/** A server's deliveries, with time, alarms and endpoints in the tester's hand. */
export function createDeliveries(
  t: Test,
  {
    records = new MemoryRecordStore(),
    clock = new HandClock(),
  }: { records?: RecordStore; clock?: HandClock } = {},
) {
  const deps = { records, clock, apiVersion: newestVersion }
  const transactions: Transactions = new Transactions({
    ...deps,
    randomSourceFor: () => systemRandomSource(systemRandom),
    plan: async () => {},
    record: async () => {},
    reload: (id) => workspaces.peek(id),
    evict: async () => false,
  })
  const nothing = async () => {}
  const workspaces: Workspaces = new Workspaces({
    ...deps,
    maxWorkspaces: 1000,
    workspaceIdleMs: 60_000,
    begin: nothing,
    keepOf: nothing,
    forgetRest: nothing,
    forgetAll: nothing,
  })
  const queues = new DeliveryQueues({ ...deps, workspaces, transactions, createToken: randomUUID, leaseMs })
  const requests: OnItsWay[] = []
  const alarms: { readonly delayMs: number; readonly ring: () => void }[] = []
  /** Alarms that tell of slow posts. */
  const slow: typeof alarms = []
  const delivered: Delivery[] = []
  const failures: unknown[] = []
  const worker = new DeliveryWorker({
    ...deps,
    queues,
    post: (request, signal) =>
      new Promise((resolve, reject) => {
        requests.push({ ...request, signal, answer: (reply = taken) => resolve(reply), fail: reject })
        signal.addEventListener('abort', () => resolve(cut))
        if (signal.aborted) resolve(cut)
      }),
    alarm: (delayMs, ring) => {
      const those = delayMs === slowPostMs ? slow : alarms
      const alarm = {
        delayMs,
        ring: () => {
          those.splice(those.indexOf(alarm) >>> 0, 1)
          ring()
        },
      }
      those.push(alarm)
      return () => those.splice(those.indexOf(alarm) >>> 0, 1)
    },
    onDelivered: ({ delivery }) => {
      delivered.push(delivery)
    },
    failed: (error) => failures.push(error),
  })
  t.teardown(() => worker.close())
  const put = (tx: Transaction, webhookId: string, eventId: string, more: Partial<QueuedDelivery>) => {
    enqueue(tx, webhookId, { ...queued(due(eventId, { dueAt: clock.now() })), ...more })
  }
  return {
    ...deps,
    transactions,
    workspaces,
    queues,
    worker,
    requests,
    alarms,
    slow,
    delivered,
    failures,
    /** Adds a webhook; its url ends with its id. */
    async subscribe(id: string, more: Partial<Webhook> = {}, workspaceId = 'w'): Promise<void> {
      const input = { url: `http://127.0.0.1/${workspaceId}/${id}`, events: [] }
      const webhook = { ...createWebhook(id, 'whsec_x', input, clock.now()), ...more }
      await transactions.runIn(workspaceId, (tx) => tx.put(webhookRecords, id, webhook))
    },
    /** Puts attempts into the queue of a webhook, due now unless they say so. */
    async add(webhookId: string, eventId: string, more: Partial<QueuedDelivery> = {}, workspaceId = 'w') {
      await transactions.runIn(workspaceId, (tx) => {
        put(tx, webhookId, eventId, more)
        tx.announce()
      })
    },
    /** Does the same so that no server hears of it. */
    async addSilently(webhookId: string, eventId: string) {
      await transactions.runIn('w', (tx) => put(tx, webhookId, eventId, {}))
    },
    async queue(webhookId: string, workspaceId = 'w'): Promise<readonly QueuedDelivery[]> {
      return (await records.list(workspaceId, queueOf(webhookId))).records.map(({ value }) => value)
    },
    async log(webhookId: string, workspaceId = 'w'): Promise<readonly Delivery[]> {
      return (await records.list(workspaceId, logOf(webhookId))).records.map(({ value }) => value)
    },
    async webhook(id: string, workspaceId = 'w'): Promise<Webhook | undefined> {
      const [found] = await records.read(workspaceId, [{ collection: webhookRecords, id }])
      return found?.value
    },
    /** Where the requests went that are, or were, on their way. */
    paths: () => requests.map(({ url }) => new URL(url).pathname.slice(1)),
  }
}

/** An attempt at an event with this id. */
export function due(id: string, more: Partial<DueDelivery> = {}): DueDelivery {
  const event: WebhookEvent = { id, type: 'repull.ping', createdAt: 0, data: {} }
  return { event, attempt: 1, retries: 0, dueAt: 0, ...more }
}

/** Lets everything happen that waits for no endpoint and no alarm. */
export async function settle(): Promise<void> {
  for (let at = 0; at < 5; at++) await new Promise(setImmediate)
}
