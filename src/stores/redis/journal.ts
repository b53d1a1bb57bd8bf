import {
  type JournalEntry as Entry,
  entryId,
  type JournalEvent as Happening,
  type Journal,
  type JournalLimits,
  journalLimits,
  type Scope,
} from '../../control/journal.js'
import { lateMs } from '../../storage/late.js'
import type { Link } from '../../storage/redis-link.js'
import { forgetEntries, listEntries, recordEntry } from './journal-scripts.js'

const channel = 'journal'

/** What the keys begin with: all of them are in one slot of a cluster. */
const space = '{journal}:'

/** Where entries of no workspace are kept. */
const nobody = 'server'

type Listener = (entry: Entry) => void

/** Keeps the journal in Redis or Valkey, for all servers, and tells those that listen on any of them. */
export class RedisJournal implements Journal {
  readonly #link: Link
  readonly #limits: JournalLimits
  readonly #listeners = new Map<Listener, Scope>()
  /** The last entry that is on its way. */
  #last: Promise<void> | undefined

  /** Listens from the beginning, so that whoever waits on this server misses nothing. */
  constructor(link: Link, limits = journalLimits) {
    this.#link = link
    this.#limits = limits
    link.subscribe(channel, (message) => this.#hear(message))
  }

  record(workspaceId: string | null, atMs: number, what: Happening): void {
    const { entries, bytes } = this.#limits
    // The kind stands first, because the store knows requests by it.
    const json = `${what.type} ${JSON.stringify({ atMs, workspaceId, what })}`
    const args = [lateMs, workspaceId ?? nobody, json, entries, bytes, this.#link.nameOf(channel)]
    // Away, the store remembers nothing; the link has told why.
    const recorded: Promise<void> = this.#link.run(recordEntry, [space], args).then(
      () => this.#forgetLast(recorded),
      () => this.#forgetLast(recorded),
    )
    // The store takes calls in their order, so that all are there once the last one is.
    this.#last = recorded
  }

  settled(): Promise<void> | undefined {
    return this.#last
  }

  async list(scope: Scope): Promise<readonly Entry[]> {
    const args = scope === null ? [lateMs] : [lateMs, scope]
    const found = (await this.#link.run(listEntries, [space], args)) as readonly [string, readonly string[]][]
    const entries = found.flatMap(([, texts]) => texts.map((text) => readEntry(text)))
    return entries.sort((a, b) => a.order - b.order)
  }

  async clearRequests(scope: Scope): Promise<void> {
    await this.#forget('request ', scope)
  }

  async forget(scope: Scope): Promise<void> {
    await this.#forget('', scope)
  }

  listen(scope: Scope, listener: Listener): () => void {
    const own: Listener = (entry) => listener(entry)
    this.#listeners.set(own, scope)
    return () => this.#listeners.delete(own)
  }

  #forgetLast(recorded: Promise<void>): void {
    if (this.#last === recorded) this.#last = undefined
  }

  async #forget(mark: string, scope: Scope): Promise<void> {
    await this.#link.run(forgetEntries, [space], [lateMs, mark, ...(scope === null ? [] : [scope])])
  }

  #hear(message: string): void {
    if (this.#listeners.size === 0) return
    const entry = readEntry(message)
    for (const [listener, scope] of this.#listeners) {
      if (scope === null || scope === entry.workspaceId) listener(entry)
    }
  }
}

function readEntry(text: string): Entry {
  const [number, afterNumber] = splitOnce(text)
  const [order, afterOrder] = splitOnce(afterNumber)
  const [, json] = splitOnce(afterOrder)
  const { atMs, workspaceId, what } = JSON.parse(json) as Pick<Entry, 'atMs' | 'workspaceId' | 'what'>
  const id = entryId(workspaceId, Number(number))
  return { id, order: Number(order), atMs, workspaceId, what, size: json.length }
}

function splitOnce(text: string): [string, string] {
  const at = text.indexOf(' ')
  return [text.slice(0, at), text.slice(at + 1)]
}
