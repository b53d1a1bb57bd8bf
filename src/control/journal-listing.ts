import type { Static } from '@sinclair/typebox'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { fail } from '../errors/api-error.js'
import { pieceLength, sendStreamed } from '../http/streamed.js'
import { bounds } from '../lib/bounds.js'
import type { Pause } from '../lib/clock.js'
import { durationMs } from '../lib/duration.js'
import { AbortController } from '../lib/node-globals.js'
import type { Turns } from '../lib/turns.js'
import { Concurrency } from '../workspaces/concurrency.js'
import { scopeOf } from './deps.js'
import type { Journal, JournalEntry } from './journal.js'
import { type Filter, JournalReader, type Range, rangeOf } from './journal-query.js'
import type { CountQuery, SentQuery } from './journal-schema.js'

/** The longest that a call waits, in milliseconds. */
const longestWaitMs = 60_000

/** How many entries a list has, when nobody asks for fewer. */
const mostListed = 1000

export interface ListingDeps {
  readonly journal: Journal
  readonly turns: Turns
  readonly pause: Pause
}

/** Which entries are listed, and how each is shown. */
export interface Listed<T extends JournalEntry> {
  readonly query: Pick<Static<typeof SentQuery>, 'since' | 'limit' | 'count' | 'wait'>
  readonly isMatch: Filter<T>
  readonly present: (entry: T) => unknown
}

/**
 * Lists entries of the journal, oldest first, and of many the newest. With `wait` it waits until `count` of them are there.
 * A waiting call holds orders and no entries. It looks at the journal once, and then at what comes.
 */
export class JournalListing {
  readonly #deps: ListingDeps
  readonly #reader: JournalReader
  readonly #waiting = new Concurrency(bounds.longPolls, bounds.allLongPolls)
  /** What ends each wait. */
  readonly #waits = new Set<() => void>()
  #isClosing = false

  constructor(app: FastifyInstance, deps: ListingDeps) {
    this.#deps = deps
    this.#reader = new JournalReader(deps.journal, deps.turns)
    app.addHook('preClose', async () => {
      this.#isClosing = true
      for (const end of this.#waits) end()
    })
  }

  /**
   * Answers with the entries that match.
   *
   * @throws {ApiError} `invalid_params` for too long a wait or an instant that does not exist; `capacity_exceeded` when too
   * many calls wait; `shutting_down` when the server closes meanwhile.
   */
  async send<T extends JournalEntry>(
    request: FastifyRequest,
    reply: FastifyReply,
    { query: { since, wait = '0', count = 1, limit = mostListed }, isMatch, present }: Listed<T>,
  ): Promise<FastifyReply> {
    const waitMs = requireShort(wait)
    const range = await rangeOf(this.#deps.journal, scopeOf(request), since)
    const orders =
      waitMs === 0
        ? await this.#find(new Set(), range, isMatch, limit, () => reply.raw.destroyed)
        : await this.#wait(reply, range, isMatch, { count, limit, waitMs })
    const newest = [...orders].sort((a, b) => a - b).slice(-limit)
    const texts = this.#reader.texts(range.scope, newest, (entry) => present(entry as T))
    return sendPieces(reply, piecesOf(texts))
  }

  /** How many entries match; no more than the limit, if there is one. */
  async count(
    request: FastifyRequest,
    { since, limit = Number.POSITIVE_INFINITY }: Static<typeof CountQuery>,
    isMatch: Filter<JournalEntry>,
  ): Promise<number> {
    const range = await rangeOf(this.#deps.journal, scopeOf(request), since)
    let count = 0
    await this.#reader.visit(range, (entry) => {
      if (isMatch(entry)) count++
      return count < limit
    })
    return count
  }

  /**
   * Adds the orders of the newest entries that match.
   *
   * @param isOver whether nobody needs them any more.
   */
  async #find(
    orders: Set<number>,
    range: Range,
    isMatch: Filter<JournalEntry>,
    most: number,
    isOver: () => boolean,
  ): Promise<Set<number>> {
    await this.#reader.visit(range, (entry) => {
      if (isMatch(entry)) orders.add(entry.order)
      return orders.size < most && !isOver()
    })
    return orders
  }

  async #wait(
    reply: FastifyReply,
    range: Range,
    isMatch: Filter<JournalEntry>,
    { count, limit, waitMs }: { readonly count: number; readonly limit: number; readonly waitMs: number },
  ): Promise<ReadonlySet<number>> {
    const { journal, pause } = this.#deps
    const giveBack = this.#waiting.begin(range.scope)
    const over = new AbortController()
    const end = () => over.abort()
    const orders = new Set<number>()
    // Listens before it looks, so that it misses no entry in between.
    const stop = journal.listen(range.scope, (entry) => {
      if (over.signal.aborted || entry.order <= range.after || entry.atMs < range.sinceMs) return
      if (!isMatch(entry)) return
      if (orders.add(entry.order).size >= count) end()
    })
    let hasLeft = false
    const leave = () => {
      hasLeft = true
      end()
    }
    this.#waits.add(end)
    reply.raw.once('close', leave)
    try {
      const isOver = () => hasLeft || this.#isClosing
      await this.#find(orders, range, isMatch, Math.max(count, limit), isOver)
      if (orders.size < count && !over.signal.aborted && !isOver()) await pause(waitMs, over.signal)
    } finally {
      stop()
      giveBack()
      this.#waits.delete(end)
      reply.raw.off('close', leave)
    }
    if (this.#isClosing) fail('shutting_down')
    return hasLeft ? new Set() : orders
  }
}

/** A list as JSON, in pieces. */
async function* piecesOf(texts: AsyncIterable<string>): AsyncGenerator<string> {
  let piece = '{"data":['
  let separator = ''
  for await (const text of texts) {
    piece += separator + text
    separator = ','
    if (piece.length < pieceLength) continue
    yield piece
    piece = ''
  }
  yield `${piece}]}`
}

/** A short list goes at once, and a long one as fast as it is taken. */
async function sendPieces(reply: FastifyReply, pieces: AsyncGenerator<string>): Promise<FastifyReply> {
  reply.type('application/json; charset=utf-8')
  const first = await pieces.next()
  const second = await pieces.next()
  if (second.done === true) return reply.send(first.value)
  async function* all() {
    yield first.value as string
    yield second.value as string
    yield* pieces
  }
  return sendStreamed(reply, all())
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
