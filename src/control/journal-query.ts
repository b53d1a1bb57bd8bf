import type { Static } from '@sinclair/typebox'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { fail } from '../errors/api-error.js'
import { type Pause, parseInstant } from '../lib/clock.js'
import { durationMs } from '../lib/duration.js'
import { fitsGlob } from '../lib/glob.js'
import { AbortController } from '../lib/node-globals.js'
import { scopeOf } from './deps.js'
import {
  isRequest,
  isWebhook,
  type Journal,
  type JournalEntry,
  type RequestEntry,
  type Scope,
  type WebhookEntry,
} from './journal.js'
import type { CountQuery, SentQuery } from './journal-schema.js'

/** The longest that a call waits, in milliseconds. */
const longestWaitMs = 60_000

type Filter<T extends JournalEntry> = (entry: JournalEntry) => entry is T
type ListingQuery = Pick<Static<typeof SentQuery>, 'since' | 'limit' | 'count' | 'wait'>

/** Matches requests. What the query leaves out, matches all. */
export function requestFilter(query: Static<typeof CountQuery>): Filter<RequestEntry> {
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
export function webhookFilter({ type, webhook, success }: Static<typeof SentQuery>): Filter<WebhookEntry> {
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

/**
 * The entries of a scope, oldest first.
 *
 * @param since the id of an entry, for those after it (all when it is gone), or an instant.
 * @throws {ApiError} `invalid_params` for an instant that does not exist.
 */
export async function entriesSince(
  journal: Journal,
  scope: Scope,
  since: string | undefined,
): Promise<readonly JournalEntry[]> {
  const sinceMs = instantOf(since)
  if (sinceMs === undefined) return entriesAfter(journal, scope, since)
  return (await journal.list(scope)).filter(({ atMs }) => atMs >= sinceMs)
}

/** The entries of a scope behind the one with this id, oldest first; all when it is gone. */
export async function entriesAfter(
  journal: Journal,
  scope: Scope,
  last: string | undefined,
): Promise<readonly JournalEntry[]> {
  const all = await journal.list(scope)
  return all.slice(all.findIndex(({ id }) => id === last) + 1)
}

/**
 * Makes what lists the entries that match, oldest first. When the query has `wait`, it waits until `count` of them are there.
 *
 * @throws {ApiError} (from the listing) `invalid_params` for too long a wait or an instant that does not exist;
 * `shutting_down` when the server closes meanwhile.
 */
export function createListing(
  app: FastifyInstance,
  { journal, pause }: { readonly journal: Journal; readonly pause: Pause },
) {
  const closing = new AbortController()
  app.addHook('preClose', async () => closing.abort())

  return async <T extends JournalEntry>(
    request: FastifyRequest,
    reply: FastifyReply,
    isMatch: Filter<T>,
    { since, wait = '0', count = 1, limit = Number.POSITIVE_INFINITY }: ListingQuery,
  ): Promise<readonly T[]> => {
    const scope = scopeOf(request)
    const sinceMs = instantOf(since) ?? Number.NEGATIVE_INFINITY
    const waitMs = requireShort(wait)
    const find = async () => (await entriesSince(journal, scope, since)).filter(isMatch)
    if (waitMs > 0) {
      const over = new AbortController()
      const end = () => over.abort()
      const found = new Set<string>()
      const add = ({ id }: JournalEntry) => {
        if (found.add(id).size >= count) end()
      }
      // Listens before it looks, so that it misses no entry in between.
      const stop = journal.listen(scope, (entry) => {
        if (isMatch(entry) && entry.atMs >= sinceMs) add(entry)
      })
      closing.signal.addEventListener('abort', end)
      reply.raw.once('close', end)
      try {
        for (const entry of await find()) add(entry)
        if (!over.signal.aborted && !closing.signal.aborted) await pause(waitMs, over.signal)
      } finally {
        stop()
        closing.signal.removeEventListener('abort', end)
        reply.raw.off('close', end)
      }
      if (closing.signal.aborted) fail('shutting_down')
    }
    return (await find()).slice(-limit)
  }
}

/** @throws {ApiError} `invalid_params` for more than a minute. */
function requireShort(wait: string): number {
  const waitMs = durationMs(wait)
  if (waitMs <= longestWaitMs) return waitMs
  fail('invalid_params', {
    message: `wait is ${wait}, which is longer than a minute.`,
    fix: 'Send 60s at most, and ask again.',
    field: 'wait',
    value_received: wait,
  })
}

/** The instant of `since` in epoch milliseconds; undefined for none, and for the id of an entry. */
function instantOf(since: string | undefined): number | undefined {
  if (since === undefined || since.startsWith('jrn_')) return undefined
  const epochMs = parseInstant(since)
  if (epochMs !== undefined) return epochMs
  fail('invalid_params', {
    message: `since is ${since}, which is no instant.`,
    fix: 'Send the id of an entry, or an instant like 2026-11-21T09:00:00.000Z.',
    field: 'since',
    value_received: since,
  })
}
