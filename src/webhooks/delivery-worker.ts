import { setMaxListeners } from 'node:events'
import { ApiError } from '../errors/api-error.js'
import type { Alarm, Clock } from '../lib/clock.js'
import { AbortController } from '../lib/node-globals.js'
import type { RecordStore } from '../storage/records.js'
import type { Workspace } from '../workspaces/workspace.js'
import type { Workspaces } from '../workspaces/workspaces.js'
import { requestOf, type SignedRequest } from './attempt.js'
import type { Delivery } from './delivery.js'
import { FairQueue } from './fair-queue.js'
import type { LeasedAttempt, LeasedDeliveries, QueueName } from './leased-deliveries.js'
import { readNextAttempts } from './next-attempts.js'
import type { Webhook } from './webhook.js'
import type { Post, Reply, WebhookRequest } from './webhook-request.js'

export interface DeliveryWorkerDeps {
  readonly records: RecordStore
  readonly workspaces: Workspaces
  readonly deliveries: LeasedDeliveries
  readonly post: Post
  /** Real time. */
  readonly clock: Clock
  readonly alarm: Alarm
  /** Hears of every attempt once it is stored. */
  readonly onDelivered: (workspace: Workspace, webhook: Webhook, delivery: Delivery) => void
  /** Hears of what should never happen, and of a store that is away. */
  readonly failed: (error: unknown) => void
}

/** The turn of a webhook: one attempt at it, if there is one. */
interface Turn {
  readonly name: QueueName
  /** Ends its request. */
  readonly stop: AbortController
  /** That of the lease; null until an attempt is taken. */
  token: string | null
}

/** Longer than this no alarm is set; then the clock is looked at again, in milliseconds. */
const maxAlarmMs = 24 * 3_600_000

/** So many attempts are on their way at once; so many of one workspace. The others wait. */
const maxAtOnce = 100
const maxOfWorkspace = 20

/** How long after a failure of the store it is tried again, in milliseconds. */
const tryAgainMs = 500

/** How often servers that share a store look at the workspaces in which something waits, and at all, in milliseconds. */
const lookEveryMs = 1000
const lookAtAllEvery = 30

/** At so many workspaces they look at once. */
const lookAtOnce = 20

/** Makes attempts as they fall due, in the time of their workspaces; those at one webhook one after the other. */
export class DeliveryWorker {
  readonly #deps: DeliveryWorkerDeps
  /** When to look at a workspace again. */
  readonly #alarms = new Map<string, () => void>()
  /** Workspaces in which something waits, as far as this server knows. */
  readonly #waiting = new Set<string>()
  /** Workspaces that are looked at just now; true for those that are to be looked at once more. */
  readonly #looking = new Map<string, boolean>()
  readonly #running = new Map<Turn, Promise<void>>()
  readonly #ready = new FairQueue<QueueName>(maxAtOnce, maxOfWorkspace)
  readonly #closing = new AbortController()
  readonly #stopWatching: () => void
  #cancelTick = () => {}

  constructor(deps: DeliveryWorkerDeps) {
    this.#deps = deps
    // Tests of addresses are not counted, and each listens.
    setMaxListeners(0, this.#closing.signal)
    this.#stopWatching = deps.records.watch((workspaceId) => this.look(workspaceId))
  }

  /** Sends a request at once, outside of every queue. */
  send(request: WebhookRequest): Promise<Reply> {
    return this.#deps.post(request, this.#closing.signal)
  }

  /** Looks at a workspace, because something may be due there. */
  look(workspaceId: string): void {
    this.#lookUntilSeen(workspaceId).catch(this.#deps.failed)
  }

  /** Looks every second at what waits, from now on: another server may have left what is due. */
  start(): void {
    this.#tick(0)
  }

  /** Begins nothing more, and gives back what is on its way: another server may make it. */
  async close(): Promise<void> {
    this.#closing.abort()
    this.#stopWatching()
    this.#cancelTick()
    for (const cancel of this.#alarms.values()) cancel()
    this.#alarms.clear()
    for (const { stop } of this.#running.keys()) stop.abort()
    await Promise.all(this.#running.values())
  }

  get #isClosing(): boolean {
    return this.#closing.signal.aborted
  }

  #tick(count: number): void {
    if (this.#isClosing) return
    this.#cancelTick = this.#deps.alarm(lookEveryMs, () => {
      // The next one follows on the end of this one, because a slow store may take longer than a second.
      this.#lookAgain(count % lookAtAllEvery === 0)
        .catch(this.#deps.failed)
        .finally(() => this.#tick(count + 1))
    })
  }

  async #lookAgain(isForAll: boolean): Promise<void> {
    const ids = isForAll ? await this.#deps.records.workspaces() : [...this.#waiting]
    for (let at = 0; at < ids.length; at += lookAtOnce)
      await Promise.all(ids.slice(at, at + lookAtOnce).map((id) => this.#lookUntilSeen(id)))
  }

  /** Looks at a workspace, and once more when somebody wants it looked at meanwhile: a look may have read too early. */
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
        this.#ring(workspaceId, tryAgainMs)
      }
    }
    this.#looking.delete(workspaceId)
  }

  /** Finds the webhooks of a workspace with something ready, and when to look again. */
  async #look(workspaceId: string): Promise<void> {
    const turns = [...this.#running.keys()].filter(
      ({ name, token }) => name.workspaceId === workspaceId && token !== null,
    )
    const nexts = await readNextAttempts(workspaceId, this.#deps)
    const leased = new Set(nexts.map(({ token }) => token))
    // What was given up meanwhile holds nobody up: the workspace may have been emptied.
    for (const { token, stop } of turns) if (!leased.has(token)) stop.abort()
    const own = new Set(turns.map(({ token }) => token))
    let nextMs = Number.POSITIVE_INFINITY
    for (const { webhookId, token, waitMs } of nexts) {
      if (waitMs === 0) this.#ready.add({ workspaceId, webhookId })
      else if (token === null || !own.has(token)) nextMs = Math.min(nextMs, waitMs)
    }
    if (nexts.length > 0) this.#waiting.add(workspaceId)
    else this.#waiting.delete(workspaceId)
    this.#ring(workspaceId, nextMs)
    this.#startReady()
  }

  #startReady(): void {
    if (this.#isClosing) return
    for (let name = this.#ready.take(); name !== undefined; name = this.#ready.take()) {
      const turn: Turn = { name, stop: new AbortController(), token: null }
      this.#running.set(turn, this.#run(turn))
    }
  }

  async #run(turn: Turn): Promise<void> {
    const { name } = turn
    try {
      const taken = await this.#deps.deliveries.take(name)
      if (taken) await this.#make(taken, turn)
      this.#ready.release(name)
      // There may be more, and if not, when there will be is found out.
      if (taken) this.#ready.add(name)
      else this.look(name.workspaceId)
    } catch (error) {
      this.#deps.failed(error)
      this.#ready.release(name)
      this.#ring(name.workspaceId, tryAgainMs)
    }
    this.#running.delete(turn)
    this.#startReady()
  }

  async #make(taken: LeasedAttempt, turn: Turn): Promise<void> {
    const { deliveries, workspaces, post, onDelivered, failed } = this.#deps
    const { workspaceId } = taken.name
    turn.token = taken.lease.token
    try {
      const request = requestOf(workspaceId, taken.webhook, taken.attempt)
      const reply = await post(request, turn.stop.signal)
      if (this.#isClosing && reply.statusCode === null) return await deliveries.giveBack(taken)
      const concluded = await this.#conclude(taken, request, reply, turn.stop.signal)
      if (concluded)
        await onDelivered(await workspaces.peek(workspaceId), concluded.webhook, concluded.delivery)
    } catch (error) {
      // A bug ends the attempt. Where the store is away, its lease ends, and then somebody looks again.
      if (!(error instanceof ApiError)) await deliveries.drop(taken).catch(failed)
      throw error
    }
  }

  /** Writes down what came of an attempt; tries until its lease ends, because then it would be made once more. */
  async #conclude(taken: LeasedAttempt, request: SignedRequest, reply: Reply, stop: AbortSignal) {
    const { deliveries, clock, failed } = this.#deps
    for (;;) {
      try {
        return await deliveries.conclude(taken, request, reply)
      } catch (error) {
        const isInTime = clock.now() + tryAgainMs < taken.lease.untilMs
        if (!(error instanceof ApiError) || !isInTime || stop.aborted) throw error
        failed(error)
        await this.#pause(tryAgainMs, stop)
      }
    }
  }

  #pause(delayMs: number, stop: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        cancel()
        stop.removeEventListener('abort', end)
        resolve()
      }
      const cancel = this.#deps.alarm(delayMs, end)
      stop.addEventListener('abort', end)
    })
  }

  /** Looks at a workspace after so long, and not before. */
  #ring(workspaceId: string, delayMs: number): void {
    this.#alarms.get(workspaceId)?.()
    this.#alarms.delete(workspaceId)
    if (this.#isClosing || delayMs === Number.POSITIVE_INFINITY) return
    const cancel = this.#deps.alarm(Math.min(delayMs, maxAlarmMs), () => {
      this.#alarms.delete(workspaceId)
      this.look(workspaceId)
    })
    this.#alarms.set(workspaceId, cancel)
  }
}
