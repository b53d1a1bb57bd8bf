import type { Static } from '@sinclair/typebox'
import { isoTime } from '../lib/clock.js'
import { noWebhooks } from '../webhooks/webhook-snapshot.js'
import { presentWebhooks, readWebhooks } from './present-webhooks.js'
import type { Snapshot } from './snapshots.js'
import type { SnapshotRecord } from './workspace-schema.js'

type Wire = Static<typeof SnapshotRecord>

/** A snapshot as it leaves the server: times as texts, and nothing that belongs to one server alone. */
export function presentSnapshot({
  clock,
  sessions,
  connections,
  faults,
  webhooks,
  seededAt,
}: Snapshot): Wire {
  return {
    version: 1,
    clock: { now: isoTime(clock.nowMs), frozen: clock.frozen },
    sessions: sessions.map(({ createdAt, expiresAt, allowedProviders, ...rest }) => ({
      ...rest,
      allowedProviders: allowedProviders && [...allowedProviders],
      createdAt: isoTime(createdAt),
      expiresAt: isoTime(expiresAt),
    })),
    connections: connections.map(({ createdAt, ...rest }) => ({ ...rest, createdAt: isoTime(createdAt) })),
    faults: [...faults],
    webhooks: presentWebhooks(webhooks),
    sandbox: seededAt === null ? null : { seededAt: isoTime(seededAt) },
  }
}

/** A snapshot as it came back. */
export function readSnapshot({ clock, sessions, connections, faults, webhooks, sandbox }: Wire): Snapshot {
  return {
    clock: { nowMs: Date.parse(clock.now), frozen: clock.frozen },
    sessions: sessions.map(({ createdAt, expiresAt, ...rest }) => ({
      ...rest,
      createdAt: Date.parse(createdAt),
      expiresAt: Date.parse(expiresAt),
    })),
    connections: connections.map(({ createdAt, ...rest }) => ({ ...rest, createdAt: Date.parse(createdAt) })),
    faults,
    webhooks: webhooks ? readWebhooks(webhooks) : noWebhooks,
    seededAt: sandbox ? Date.parse(sandbox.seededAt) : null,
  }
}
