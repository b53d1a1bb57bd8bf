import type { Static } from '@sinclair/typebox'
import { fail } from '../errors/api-error.js'
import { parseInstant } from '../lib/clock.js'
import { fitsGlob } from '../lib/glob.js'
import type { Turns } from '../lib/turns.js'
import { eventTypeOf } from '../webhooks/event-types.js'
import {
  isRequest,
  isWebhook,
  type Journal,
  type JournalEntry,
  type RequestEntry,
  type Scope,
  type WebhookEntry,
} from './journal.js'
import type { RequestFilter, SentQuery } from './journal-schema.js'

export type Filter<T extends JournalEntry> = (entry: JournalEntry) => entry is T

/** Matches requests. What the query leaves out, matches all. */
export function requestFilter(query: Static<typeof RequestFilter>): Filter<RequestEntry> {
  const { method, path = '*', status, code, session } = query
  return (entry): entry is RequestEntry => {
    if (!isRequest(entry)) return false
    const { request } = entry.what
    return (
      (method ?? request.method) === request.method &&
      fitsGlob(path, request.path) &&
      (status ?? request.status) === request.status &&
      (code ?? request.code) === request.code &&
      (session ?? request.sessionId) === request.sessionId
    )
  }
}

/** Matches attempts to deliver events. What the query leaves out, matches all. */
export function webhookFilter({
  type: name,
  webhook,
  success,
}: Static<typeof SentQuery>): Filter<WebhookEntry> {
  const type = name && eventTypeOf(name)
  return (entry): entry is WebhookEntry => {
    if (!isWebhook(entry)) return false
    const { delivery } = entry.what
    return (
      (type ?? delivery.event.type) === delivery.event.type &&
      (webhook ?? delivery.webhookId) === delivery.webhookId &&
      (success ?? delivery.success) === delivery.success
    )
  }
}

/** Which entries a call is about. */
export interface Range {
  readonly scope: Scope
  /** Only those behind this order. */
  readonly after: number
  /** Only those from this instant on, in epoch milliseconds. */
  readonly sinceMs: number
}

/**
 * The entries of a scope that a query means.
 *
 * @param since the id of an entry, for those after it (all when it is gone), or an instant.
 * @throws {ApiError} `invalid_params` for an instant that does not exist.
 */
export async function rangeOf(journal: Journal, scope: Scope, since: string | undefined): Promise<Range> {
  const all = { scope, after: 0, sinceMs: Number.NEGATIVE_INFINITY }
  if (since === undefined) return all
  if (!since.startsWith('jrn_')) return { ...all, sinceMs: instantOf(since) }
  return { ...all, after: (await journal.orderOf(scope, since)) ?? 0 }
}

/**
 * When a workspace was called last, in epoch milliseconds of its time; null when its last entries, a page of them, have no
 * request.
 */
export async function lastCallAt(journal: Journal, workspaceId: string): Promise<number | null> {
  // Most often the last entry is a request.
  const [last] = await journal.before(workspaceId, Number.POSITIVE_INFINITY, 1)
  if (last === undefined || isRequest(last)) return last?.atMs ?? null
  return (await journal.before(workspaceId, last.order)).find(isRequest)?.atMs ?? null
}

/** Reads the journal in turns with everything else, and never holds more of it than a page. */
export class JournalReader {
  readonly #journal: Journal
  readonly #turns: Turns

  constructor(journal: Journal, turns: Turns) {
    this.#journal = journal
    this.#turns = turns
  }

  /** Visits the entries of a range, newest first, as long as the visitor returns true. */
  async visit({ scope, after, sinceMs }: Range, visitor: (entry: JournalEntry) => boolean): Promise<void> {
    let before = Number.POSITIVE_INFINITY
    while (before > after) {
      const page = await this.#journal.before(scope, before)
      before = page.at(-1)?.order ?? after
      for (const entry of page) {
        if (this.#turns.isOver) await this.#turns.next()
        if (entry.order <= after) return
        if (entry.atMs >= sinceMs && !visitor(entry)) return
      }
    }
  }

  /** The entries that have these orders and are still there, each made into a text. Both are oldest first. */
  async *texts(
    scope: Scope,
    orders: readonly number[],
    present: (entry: JournalEntry) => unknown,
  ): AsyncGenerator<string> {
    for (let at = 0; at < orders.length; ) {
      const page = await this.#journal.after(scope, (orders[at] as number) - 1)
      const last = page.at(-1)?.order ?? Number.POSITIVE_INFINITY
      for (const entry of page) {
        while ((orders[at] as number) < entry.order) at++
        if (orders[at] !== entry.order) continue
        if (this.#turns.isOver) await this.#turns.next()
        yield JSON.stringify(present(entry))
      }
      while ((orders[at] as number) <= last) at++
    }
  }
}

/** The instant of `since` in epoch milliseconds. */
function instantOf(since: string): number {
  const epochMs = parseInstant(since)
  if (epochMs !== undefined) return epochMs
  fail('invalid_params', {
    message: `since is ${since}, which is no instant.`,
    fix: 'Send the id of an entry, or an instant like 2026-11-21T09:00:00.000Z.',
    field: 'since',
    value_received: since,
  })
}
