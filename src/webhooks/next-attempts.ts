import type { Clock } from '../lib/clock.js'
import type { RecordStore } from '../storage/records.js'
import type { Workspaces } from '../workspaces/workspaces.js'
import type { QueuedAttempt } from './delivery-queue.js'
import { queueOf, webhookOfQueue } from './webhook-records.js'

/** What is next in the queue of a webhook. */
export interface NextAttempt {
  readonly webhookId: string
  /** Who makes the attempt, or made it last: the token of its lease; null while it waits. */
  readonly token: string | null
  /** How long until it may be made, in milliseconds of real time: 0 for now, infinite while time stands still. */
  readonly waitMs: number
}

export interface NextAttemptsDeps {
  readonly records: RecordStore
  readonly workspaces: Workspaces
  /** Real time. */
  readonly clock: Clock
}

/** The first attempt of each queue of a workspace, those of webhooks that are gone too. */
export async function readNextAttempts(
  workspaceId: string,
  { records, workspaces, clock }: NextAttemptsDeps,
): Promise<readonly NextAttempt[]> {
  const [workspace, collections] = await Promise.all([
    workspaces.peek(workspaceId),
    records.collections(workspaceId),
  ])
  const queues = await Promise.all(
    collections.map(async (name) => {
      const webhookId = webhookOfQueue(name)
      if (webhookId === undefined) return []
      const { records: firsts } = await records.list(workspaceId, queueOf(webhookId), { limit: 1 })
      return firsts.map(({ value }) => ({ webhookId, value }))
    }),
  )
  const { nowMs, frozen } = workspace.clock.read()
  const realMs = clock.now()
  return queues.flat().map(({ webhookId, value }) => {
    const untilDueMs = frozen && value.dueAt > nowMs ? Number.POSITIVE_INFINITY : value.dueAt - nowMs
    return {
      webhookId,
      token: value.lease?.token ?? null,
      waitMs: Math.max(untilDueMs, leaseLeftMs(value, realMs), 0),
    }
  })
}

function leaseLeftMs({ lease }: QueuedAttempt, realMs: number): number {
  return lease === null ? 0 : lease.untilMs - realMs
}
