import type { ServerResponse } from 'node:http'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { fail } from '../errors/api-error.js'
import { workspaceOrNull } from '../http/context.js'
import { type Pause, parseInstant } from '../lib/clock.js'
import { durationMs } from '../lib/duration.js'
import { AbortController } from '../lib/node-globals.js'
import { awaitEntries } from './awaiting.js'
import { entriesSince, isNewSince, type Since } from './entry-filter.js'
import type { Journal, JournalEntry } from './journal.js'

/** The longest that a call waits, in milliseconds. */
const longestWaitMs = 60_000

/** How a call asks for entries of the journal. */
export interface ListingQuery {
  readonly since?: string
  readonly limit?: number
  readonly count?: number
  readonly wait?: string
}

/** Lists the entries that fit, oldest first; waits until there are `count` of them, when the query says so. */
export type Listing = <T extends JournalEntry>(
  request: FastifyRequest,
  reply: FastifyReply,
  fits: (entry: JournalEntry) => entry is T,
  query: ListingQuery,
) => Promise<readonly T[]>

/**
 * @throws {ApiError} (from the listing) `invalid_params` for too long a wait or what is no instant; `shutting_down` when the
 * server closes meanwhile.
 */
export function createListing(
  app: FastifyInstance,
  { journal, pause }: { readonly journal: Journal; readonly pause: Pause },
): Listing {
  const closing = new AbortController()
  app.addHook('preClose', async () => closing.abort())
  return async (request, reply, fits, query) => {
    const { since, wait, count = 1, limit = Number.POSITIVE_INFINITY } = query
    const scope = workspaceOrNull(request)?.id ?? null
    const from = since === undefined ? undefined : sinceOf(since)
    const find = async () => (await entriesSince(journal, scope, from)).filter(fits)
    const waitMs = wait === undefined ? 0 : waitOf(wait)
    if (waitMs > 0) {
      const counts = (entry: JournalEntry) => fits(entry) && isNewSince(entry, from)
      await awaitEntries(journal, scope, find, counts, count, (enough) =>
        untilAny([enough, closing.signal], reply.raw, (over) => pause(waitMs, over)),
      )
      if (closing.signal.aborted) fail('shutting_down')
    }
    return (await find()).slice(-limit)
  }
}

/** Waits until it is over, one of the signals says so, or whoever asked has gone. */
async function untilAny(
  signals: readonly AbortSignal[],
  socket: ServerResponse,
  wait: (over: AbortSignal) => Promise<void>,
): Promise<void> {
  const over = new AbortController()
  const end = () => over.abort()
  socket.once('close', end)
  for (const signal of signals) signal.addEventListener('abort', end)
  if (!signals.some(({ aborted }) => aborted)) await wait(over.signal)
  for (const signal of signals) signal.removeEventListener('abort', end)
  socket.off('close', end)
}

/** @throws {ApiError} `invalid_params` when it is too long. */
function waitOf(text: string): number {
  const waitMs = durationMs(text)
  if (waitMs <= longestWaitMs) return waitMs
  fail('invalid_params', {
    message: `wait is ${text}, which is longer than a minute.`,
    fix: 'Send 60s at most, and ask again.',
    field: 'wait',
    value_received: text,
  })
}

/**
 * Reads `since`: the id of an entry, or an instant.
 *
 * @throws {ApiError} `invalid_params` for what looks like an instant and is none.
 */
export function sinceOf(text: string): Since {
  if (text.startsWith('jrn_')) return { entry: text }
  const atMs = parseInstant(text)
  if (atMs !== undefined) return { atMs }
  fail('invalid_params', {
    message: `since is ${text}, which is no instant.`,
    fix: 'Send the id of an entry, or an instant like 2026-11-21T09:00:00.000Z.',
    field: 'since',
    value_received: text,
  })
}
