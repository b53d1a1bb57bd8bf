import { setMaxListeners } from 'node:events'
import { ApiError } from '../errors/api-error.js'
import type { Alarm, Clock } from '../lib/clock.js'
import { AbortController } from '../lib/node-globals.js'
import type { RecordStore } from '../storage/records.js'
import { Alarms, pauseUntil } from '../workspaces/alarms.js'
import type { ClaimedDelivery, ConcludedDelivery, DeliveryQueues } from './delivery-queues.js'
import { createPostTurns, type QueueKey } from './fair-queue.js'
import { type Post, type Reply, requestOf, type WebhookRequest } from './webhook-request.js'

export interface DeliveryWorkerDeps {
  readonly records: RecordStore
  readonly queues: DeliveryQueues
  readonly post: Post
  /** Real time. */
  readonly clock: Clock
  readonly alarm: Alarm
  /** Hears of every delivery once it is stored. */
  readonly onDelivered: (concluded: ConcludedDelivery) => void
  /** Hears of bugs, and of a store that is away. */
  readonly failed: (error: unknown) => void
}

/** The turn of a webhook, in which one delivery is made. */
interface Turn {
  readonly key: QueueKey
  /** Ends the request. */
  readonly stop: AbortController
  /** The token of the lease; null until a delivery is claimed. */
  token: string | null
}

/** After so long, in milliseconds, a post takes no turn from others: hundreds of endpoints may not answer at all. */
export const slowPostMs = 250

/** How long after a failure of the store it is tried again, in milliseconds. */
const tryAgainMs = 500

/** How often a server with a shared store looks for what was not announced to it, in milliseconds. */
const tickMs = 1000
/** At this many ticks it looks at all workspaces, at the others at those with deliveries that wait. */
const ticksPerFullLook = 30
/** So many of those with deliveries that wait a tick looks at, in turn: each look sets an alarm for what it has seen. */
const looksOfTick = 100
/** Workspaces that a tick looks at in parallel. */
const maxParallelLooks = 20

/**
 * Makes deliveries when they are due in the time of their workspace, those of one webhook one after the other. A retry after
 * a clock advance, step by step:
 *
 * 1. `ClockService.advance` (control/clock-service.ts) commits the clock in the state of the workspace, with `tx.announce()`.
 * 2. The record store calls its watchers, on every server: `wake(workspaceId)`.
 * 3. `DeliveryQueues.next` reads the first delivery of each queue, and how long it waits by the clock of the workspace.
 * 4. Webhooks whose delivery is due now get their turns from the `FairQueue`; an alarm wakes the workspace for the others.
 * 5. In its turn `DeliveryQueues.claim` leases the delivery in a transaction, so that no other server makes it.
 * 6. `post` sends the request, and `DeliveryQueues.conclude` commits log, counters and the next retry (`retryOf`).
 * 7. The webhook waits for its next turn, as in step 4: after a long advance every retry that is due follows.
 */
export class DeliveryWorker {
  readonly #deps: DeliveryWorkerDeps
  readonly #alarms: Alarms
  /** Workspaces with deliveries that wait, as far as this server knows. */
  readonly #waiting = new Set<string>()
  /** Workspaces that are looked at now; true for those that were woken meanwhile. */
  readonly #looking = new Map<string, boolean>()
  readonly #running = new Map<Turn, Promise<void>>()
  readonly #ready = createPostTurns()
  /** What posts each request that is no delivery and waits for its turn. */
  readonly #probes = new Map<string, () => Promise<void>>()
  #probesMade = 0
  readonly #closing = new AbortController()
  readonly #stopWatching: () => void
  #cancelTick = () => {}

  constructor(deps: DeliveryWorkerDeps) {
    this.#deps = deps
    this.#alarms = new Alarms(deps.alarm, (workspaceId) => this.wake(workspaceId))
    // Each request of `send` listens.
    setMaxListeners(0, this.#closing.signal)
    this.#stopWatching = deps.records.watch(
      (workspaceId) => this.wake(workspaceId),
      () => this.#lookAtMany(true).catch(deps.failed),
    )
  }

  /** Posts a request that is no delivery, when its workspace may make one more post. */
  send(workspaceId: string, request: WebhookRequest): Promise<Reply> {
    const key = { workspaceId, webhookId: `probe ${++this.#probesMade}` }
    return new Promise((resolve, reject) => {
      const post = () => this.#deps.post(request, this.#closing.signal).then(resolve, reject)
      this.#probes.set(key.webhookId, post)
      this.#ready.add(key)
      if (this.#isClosing) post()
      this.#startTurns()
    })
  }

  /** Looks at a workspace, because a delivery may be due there. */
  wake(workspaceId: string): void {
    this.#lookUntilSeen(workspaceId).catch(this.#deps.failed)
  }

  /** Begins to tick, for what other servers have left in a shared store. */
  start(): void {
    this.#tick(0)
  }

  /** Begins no more deliveries, and releases those on their way: another server may make them. */
  async close(): Promise<void> {
    this.#closing.abort()
    this.#stopWatching()
    this.#cancelTick()
    this.#alarms.clear()
    for (const { stop } of this.#running.keys()) stop.abort()
    await Promise.all([...this.#probes.values()].map((post) => post()))
    await Promise.all(this.#running.values())
  }

  get #isClosing(): boolean {
    return this.#closing.signal.aborted
  }

  /** The next tick follows on the end of this one, because a slow store may take longer than `tickMs`. */
  #tick(count: number): void {
    if (this.#isClosing) return
    this.#cancelTick = this.#deps.alarm(tickMs, () => {
      this.#lookAtMany(count % ticksPerFullLook === 0)
        .catch(this.#deps.failed)
        .finally(() => this.#tick(count + 1))
    })
  }

  async #lookAtMany(isForAll: boolean): Promise<void> {
    const ids = isForAll ? await this.#deps.records.workspaces() : [...this.#waiting].slice(0, looksOfTick)
    for (let at = 0; at < ids.length; at += maxParallelLooks)
      await Promise.all(ids.slice(at, at + maxParallelLooks).map((id) => this.#lookUntilSeen(id)))
  }

  /** Looks at a workspace, and once more when it is woken meanwhile: the first look may have read too early. */
  async #lookUntilSeen(workspaceId: string): Promise<void> {
    const isLookedAt = this.#looking.has(workspaceId)
    this.#looking.set(workspaceId, true)
    if (isLookedAt) return
    while (this.#looking.get(workspaceId) && !this.#isClosing) {
      this.#looking.set(workspaceId, false)
      try {
        await this.#look(workspaceId)
      } catch (error) {
        this.#deps.failed(error)
        this.#wakeIn(workspaceId, tryAgainMs)
      }
    }
    this.#looking.delete(workspaceId)
  }

  /** Finds the webhooks of a workspace with a delivery that is due, and when to look again. */
  async #look(workspaceId: string): Promise<void> {
    const turns = [...this.#running.keys()].filter(
      ({ key, token }) => key.workspaceId === workspaceId && token !== null,
    )
    const nexts = await this.#deps.queues.next(workspaceId)
    // A request whose lease is gone is of no use: the delivery was cancelled, or claimed by another server.
    const leases = new Set(nexts.map(({ token }) => token))
    for (const { token, stop } of turns) if (!leases.has(token)) stop.abort()
    const own = new Set(turns.map(({ token }) => token))
    let wakeInMs = Number.POSITIVE_INFINITY
    for (const { webhookId, token, waitMs } of nexts) {
      if (waitMs === 0) this.#ready.add({ workspaceId, webhookId })
      else if (token === null || !own.has(token)) wakeInMs = Math.min(wakeInMs, waitMs)
    }
    // Behind the others, so that ticks look at all in turn.
    this.#waiting.delete(workspaceId)
    if (nexts.length > 0) this.#waiting.add(workspaceId)
    this.#wakeIn(workspaceId, wakeInMs)
    this.#startTurns()
  }

  #startTurns(): void {
    if (this.#isClosing) return
    for (let key = this.#ready.take(); key !== undefined; key = this.#ready.take()) {
      const turn: Turn = { key, stop: new AbortController(), token: null }
      this.#running.set(turn, this.#run(turn))
    }
  }

  async #run(turn: Turn): Promise<void> {
    const { key } = turn
    const cancel = this.#deps.alarm(slowPostMs, () => {
      this.#ready.setAside(key)
      this.#startTurns()
    })
    const probe = this.#probes.get(key.webhookId)
    if (probe === undefined) await this.#deliverNext(turn)
    else {
      this.#probes.delete(key.webhookId)
      await probe()
      this.#ready.release(key)
    }
    cancel()
    this.#running.delete(turn)
    this.#startTurns()
  }

  async #deliverNext(turn: Turn): Promise<void> {
    const { key } = turn
    try {
      const claimed = await this.#deps.queues.claim(key)
      if (claimed) await this.#deliver(claimed, turn)
      this.#ready.release(key)
      // After a delivery there may be another one; after none a look finds out when there will be.
      if (claimed) this.#ready.add(key)
      else this.wake(key.workspaceId)
    } catch (error) {
      this.#deps.failed(error)
      this.#ready.release(key)
      this.#wakeIn(key.workspaceId, tryAgainMs)
    }
  }

  async #deliver(claimed: ClaimedDelivery, turn: Turn): Promise<void> {
    const { queues, post, onDelivered, failed } = this.#deps
    turn.token = claimed.lease.token
    try {
      const request = requestOf(claimed.key.workspaceId, claimed.webhook, claimed.delivery)
      const reply = await post(request, turn.stop.signal)
      if (this.#isClosing && reply.statusCode === null) return await queues.release(claimed)
      const concluded = await this.#conclude(claimed, request, reply, turn.stop.signal)
      if (concluded) onDelivered(concluded)
    } catch (error) {
      // While the store is away, the delivery is claimed again when its lease ends. After a bug it must not be.
      if (!(error instanceof ApiError)) await queues.drop(claimed).catch(failed)
      throw error
    }
  }

  /** Concludes a delivery; while the store is away, tries until the lease ends, because then it would be made again. */
  async #conclude(claimed: ClaimedDelivery, request: WebhookRequest, reply: Reply, stop: AbortSignal) {
    const { queues, clock, alarm, failed } = this.#deps
    for (;;) {
      try {
        return await queues.conclude(claimed, request, reply)
      } catch (error) {
        const isInTime = clock.now() + tryAgainMs < claimed.lease.untilMs
        if (!(error instanceof ApiError) || !isInTime || stop.aborted) throw error
        failed(error)
        await pauseUntil(alarm, tryAgainMs, stop)
      }
    }
  }

  #wakeIn(workspaceId: string, delayMs: number): void {
    if (!this.#isClosing) this.#alarms.set(workspaceId, delayMs)
  }
}
