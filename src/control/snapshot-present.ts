import type { Static } from '@sinclair/typebox'
import { isoTime } from '../lib/iso-time.js'
import { noWebhooks } from '../webhooks/webhook-snapshot.js'
import type { Snapshot } from './snapshot.js'
import type { SnapshotRecord } from './snapshot-schema.js'

type Presented = Static<typeof SnapshotRecord>

/** A record with the type of its instants, the members whose names end in `At`, changed. */
type Converted<T> = { [Name in keyof T]: Name extends `${string}At` ? Instant<T[Name]> : Mutable<T[Name]> }
type Instant<T> = T extends null ? null : T extends number ? string : number
type Mutable<T> = T extends readonly (infer Item)[] ? Item[] : T

/** A snapshot as it leaves the server: instants as text. */
export function presentSnapshot(snapshot: Snapshot): Presented {
  const { clock, sessions, connections, faults, webhooks, seededAt } = snapshot
  return {
    version: 1,
    clock: { now: isoTime(clock.nowMs), frozen: clock.frozen },
    sessions: sessions.map(withTexts),
    connections: connections.map(withTexts),
    faults: [...faults],
    webhooks: {
      webhooks: webhooks.webhooks.map(withTexts),
      deliveries: webhooks.deliveries.map((one) => ({ ...withTexts(one), event: withTexts(one.event) })),
      due: webhooks.due.map((one) => ({ ...withTexts(one), event: withTexts(one.event) })),
    },
    sandbox: seededAt === null ? null : withTexts({ seededAt }),
  }
}

/** A snapshot as it came back. */
export function readSnapshot(presented: Presented): Snapshot {
  const { clock, sessions, connections, faults, webhooks, sandbox } = presented
  return {
    clock: { nowMs: Date.parse(clock.now), frozen: clock.frozen },
    sessions: sessions.map(withNumbers),
    connections: connections.map(withNumbers),
    faults,
    webhooks: webhooks
      ? {
          webhooks: webhooks.webhooks.map(withNumbers),
          deliveries: webhooks.deliveries.map((one) => ({
            ...withNumbers(one),
            event: withNumbers(one.event),
          })),
          due: webhooks.due.map((one) => ({ ...withNumbers(one), event: withNumbers(one.event) })),
        }
      : noWebhooks,
    seededAt: sandbox ? withNumbers(sandbox).seededAt : null,
  }
}

function withTexts<T extends object>(record: T): Converted<T> {
  return convert(record, (epochMs) => isoTime(epochMs as number))
}

function withNumbers<T extends object>(record: T): Converted<T> {
  return convert(record, (text) => Date.parse(text as string))
}

function convert<T extends object>(record: T, instantOf: (value: unknown) => unknown): Converted<T> {
  const entries = Object.entries(record).map(([name, value]): [string, unknown] => [
    name,
    name.endsWith('At') && value !== null ? instantOf(value) : value,
  ])
  return Object.fromEntries(entries) as Converted<T>
}
