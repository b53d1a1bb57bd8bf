import type { Static } from '@sinclair/typebox'
import { type Connection, idOfConnection } from '../connections/model.js'
import { fail } from '../errors/api-error.js'
import { isoTime } from '../lib/clock.js'
import type { Session } from '../sessions/model.js'
import { requireValidSessions } from '../sessions/validate.js'
import { type KeptWebhooks, noWebhooks } from '../webhooks/snapshot.js'
import type { ClockReading } from '../workspaces/workspace-clock.js'
import { requireInstant } from './clock-schema.js'
import { type Fault, requirePossible } from './fault.js'
import type { SnapshotRecord } from './snapshot-schema.js'

/** Everything that a workspace holds but its journal, apart from the workspace that it was taken of. */
export interface Snapshot {
  readonly clock: Pick<ClockReading, 'nowMs' | 'frozen'>
  readonly sessions: readonly Session[]
  readonly connections: readonly (Omit<Connection, 'id'> & { readonly position: number })[]
  readonly faults: readonly Fault[]
  readonly webhooks: KeptWebhooks
  /** Epoch milliseconds of the last seeding of the sandbox; null when it was not seeded. */
  readonly seededAt: number | null
}

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

/** How deep the data of an event may be nested (ours). */
const maxDepth = 64

/**
 * Refuses a snapshot that no workspace could have been in, so that one from outside breaks nothing.
 *
 * @throws {ApiError} `invalid_body` for the first problem, `invalid_provider` for a fault of an unknown provider.
 */
export function requireValidSnapshot(workspaceId: string, snapshot: Snapshot): void {
  const { clock, sessions, connections, faults, webhooks, seededAt } = snapshot
  requireInstant(clock.nowMs, 'clock.now')
  if (seededAt !== null) requireInstant(seededAt, 'sandbox.seededAt')
  requireValidSessions(sessions)
  for (const [at, fault] of faults.entries()) requirePossible(fault, `faults[${at}].`)
  requireDistinct(workspaceId, connections)
  for (const name of ['deliveries', 'due'] as const) {
    const at = webhooks[name].findIndex(({ event }) => !isShallow(event.data, maxDepth))
    if (at >= 0) refuse(`webhooks.${name}[${at}].event.data`, `is nested deeper than ${maxDepth}`)
  }
}

/** Refuses an account that is there twice, and positions that do not rise. */
function requireDistinct(workspaceId: string, connections: Snapshot['connections']): void {
  const ids = new Set<string>()
  let last = 0
  for (const [at, { provider, account, position }] of connections.entries()) {
    const id = idOfConnection(workspaceId, provider, account.id)
    if (position <= last || ids.has(id))
      refuse(`connections[${at}]`, 'repeats an account, or its position is not above the one before it')
    ids.add(id)
    last = position
  }
}

/** Whether a JSON value is nested no deeper than this. Without recursion, which could exhaust the stack. */
function isShallow(value: unknown, maxDepth: number): boolean {
  const rest = [{ value, depth: 0 }]
  for (let next = rest.pop(); next !== undefined; next = rest.pop()) {
    const { value, depth } = next
    if (typeof value !== 'object' || value === null) continue
    if (depth === maxDepth) return false
    for (const member of Object.values(value)) rest.push({ value: member, depth: depth + 1 })
  }
  return true
}

function refuse(field: string, problem: string): never {
  fail('invalid_body', {
    message: `${field} ${problem}. Nothing was changed.`,
    fix: 'Send a snapshot as GET /_mock/snapshot answered it.',
    field,
  })
}
