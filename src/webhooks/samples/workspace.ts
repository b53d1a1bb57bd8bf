import { isoTime } from '../../lib/clock.js'
import { dayOf } from '../../sandbox/model.js'
import type { Sample, Subject } from './subject.js'

/** Samples of events about the workspace as a whole, and no account (members: published OpenAPI; values: ours). */
export function workspaceSamples({ at, nowMs }: Subject): Readonly<Record<WorkspaceEventType, Sample>> {
  return {
    'ai.operation.completed': {
      data: {
        operationId: 'aiop_900000401',
        type: 'respond-to-guest',
        inputSummary: 'A guest asked for a cot',
        output: { message: 'Yes, we will put one up for you.' },
        tokensUsed: 120,
        completedAt: at,
      },
    },
    'ai.operation.failed': {
      data: {
        operationId: 'aiop_900000402',
        type: 'price-suggestion',
        error: { code: 'no_market_data', message: 'There are too few listings to compare with.' },
        failedAt: at,
      },
    },
    'migration.completed': { data: migrationOf('completed', nowMs) },
    'migration.failed': {
      data: { ...migrationOf('failed', nowMs), error: 'The PMS refused the credentials.' },
    },
    'repull.ping': { data: { message: 'A ping of repull-mock. Your endpoint can be reached.' } },
    'usage.quota.warning': {
      data: {
        scope: 'daily_requests',
        windowKey: dayOf(nowMs, 0),
        tier: 'starter',
        used: 20_000,
        limit: 25_000,
        percentUsed: 80,
        remaining: 5000,
        resetsAt: `${dayOf(nowMs, 1)}T00:00:00.000Z`,
        topOperation: { operationId: 'list_reservations', requestCount: 17_000, sharePercent: 85 },
      },
    },
  }
}

type WorkspaceEventType =
  | 'ai.operation.completed'
  | 'ai.operation.failed'
  | 'migration.completed'
  | 'migration.failed'
  | 'repull.ping'
  | 'usage.quota.warning'

/** An import into a workspace of its own, which lasted a minute. */
function migrationOf(status: 'completed' | 'failed', nowMs: number) {
  return {
    workspaceId: 900000001,
    provider: 'guesty',
    connectionId: 900000311,
    status,
    startedAt: isoTime(nowMs - 60_000),
    finishedAt: isoTime(nowMs),
    entities: ['listings', 'reservations'],
    results: [
      { entityType: 'listings', processed: 3, errors: 0 },
      { entityType: 'reservations', processed: 5, errors: status === 'failed' ? 5 : 0 },
    ],
  }
}
