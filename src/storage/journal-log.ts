import type { MaybePromise } from '../lib/maybe-promise.js'
import { Queue } from '../lib/queue.js'

/** An event in its place. */
export interface LogEntry<Event> {
  /** Unique in the log. */
  readonly id: string
  /** Its place among the entries of all workspaces. */
  readonly order: number
  /** Epoch milliseconds. */
  readonly atMs: number
  readonly workspaceId: string | null
  readonly what: Event
  /** About how many bytes it holds. */
  readonly size: number
}

/** Which entries are meant: those of one workspace, or of all and of none. */
export type LogScope = string | null

export interface LogOptions<Event> {
  /** Entries of one workspace. */
  readonly maxEntries: number
  /** Bytes of all workspaces together, counted roughly. */
  readonly maxBytes: number
  /** About how many bytes an event holds that nobody has measured. */
  readonly sizeOf: (event: Event) => number
  /** The id of an entry. */
  readonly idOf: (workspaceId: string | null, number: number) => string
}

/** An event with a type, a word without spaces. */
export interface Typed {
  readonly type: string
}

/**
 * A log that can be followed. It keeps the latest entries of each workspace. Past the bound of all together, the
 * workspace that was appended to least recently loses its oldest entries.
 */
export interface JournalLog<Event extends Typed> {
  /**
   * Adds an entry behind all that this server has added before. Never throws.
   *
   * @param size about how many bytes `what` holds.
   */
  record(workspaceId: string | null, atMs: number, what: Event, size?: number): void
  /** Resolves once a list on any server has the entries that this one has added; undefined when there is none to wait for. */
  settled(): Promise<void> | undefined
  /** The entries of a scope, oldest first. */
  list(scope: LogScope): MaybePromise<readonly LogEntry<Event>[]>
  /** Forgets the events of a scope; with a type, those of that type alone. */
  forget(scope: LogScope, type?: Event['type']): MaybePromise<void>
  /**
   * Calls a listener with every entry of a scope from now on.
   *
   * @returns ends it.
   */
  listen(scope: LogScope, listener: (entry: LogEntry<Event>) => void): () => void
}

/** Those who follow a log, each by itself. */
export class Followers<Event> {
  readonly #scopes = new Map<(entry: LogEntry<Event>) => void, LogScope>()

  get isEmpty(): boolean {
    return this.#scopes.size === 0
  }

  /** Returns what ends it. */
  add(scope: LogScope, listener: (entry: LogEntry<Event>) => void): () => void {
    const own = (entry: LogEntry<Event>) => listener(entry)
    this.#scopes.set(own, scope)
    return () => this.#scopes.delete(own)
  }

  tell(entry: LogEntry<Event>): void {
    for (const [listener, scope] of this.#scopes)
      if (scope === null || scope === entry.workspaceId) listener(entry)
  }
}

/** An entry whose id is made when somebody reads it. */
class MemoryEntry<Event> implements LogEntry<Event> {
  readonly order: number
  readonly atMs: number
  readonly workspaceId: string | null
  readonly what: Event
  readonly size: number
  readonly #idOf: LogOptions<Event>['idOf']
  readonly #number: number

  constructor(
    idOf: LogOptions<Event>['idOf'],
    number: number,
    order: number,
    atMs: number,
    workspaceId: string | null,
    what: Event,
    size: number,
  ) {
    this.#idOf = idOf
    this.#number = number
    this.order = order
    this.atMs = atMs
    this.workspaceId = workspaceId
    this.what = what
    this.size = size
  }

  get id(): string {
    return this.#idOf(this.workspaceId, this.#number)
  }
}

interface Ring<Event> {
  readonly entries: Queue<LogEntry<Event>>
  /** How many there ever were, for their ids. */
  made: number
}

const ringSize = 500

/** Keeps a log in this process, by reference: an entry costs nothing more until somebody reads it. */
export class MemoryJournalLog<Event extends Typed> implements JournalLog<Event> {
  readonly #options: LogOptions<Event>
  /** By workspace, the one that was appended to least recently first. */
  readonly #rings = new Map<string | null, Ring<Event>>()
  readonly #followers = new Followers<Event>()
  #last: Ring<Event> | undefined
  #size = 0
  #order = 0

  constructor(options: LogOptions<Event>) {
    this.#options = options
  }

  record(workspaceId: string | null, atMs: number, what: Event, size = this.#options.sizeOf(what)): void {
    const { maxEntries, maxBytes, idOf } = this.#options
    const ring = this.#ringOf(workspaceId)
    const entry = new MemoryEntry(idOf, ++ring.made, ++this.#order, atMs, workspaceId, what, size)
    ring.entries.add(entry)
    this.#size += size
    if (ring.entries.count > maxEntries) this.#dropOldest(ring)
    while (this.#size > maxBytes) this.#evict()
    if (!this.#followers.isEmpty) this.#followers.tell(entry)
  }

  settled(): undefined {}

  list(scope: LogScope): readonly LogEntry<Event>[] {
    if (scope !== null) return this.#rings.get(scope)?.entries.toArray() ?? []
    return [...this.#rings.values()]
      .flatMap(({ entries }) => entries.toArray())
      .sort((a, b) => a.order - b.order)
  }

  forget(scope: LogScope, type?: Event['type']): void {
    for (const { entries } of scope === null ? this.#rings.values() : [this.#ringOf(scope)]) {
      for (let left = entries.count; left > 0; left--) {
        const entry = entries.dropOldest() as LogEntry<Event>
        if (type === undefined || entry.what.type === type) this.#size -= entry.size
        else entries.add(entry)
      }
    }
  }

  listen(scope: LogScope, listener: (entry: LogEntry<Event>) => void): () => void {
    return this.#followers.add(scope, listener)
  }

  /** The workspace's ring, now the most recent one. */
  #ringOf(workspaceId: string | null): Ring<Event> {
    const known = this.#rings.get(workspaceId)
    if (known !== undefined && known === this.#last) return known
    if (known === undefined) this.#size += ringSize
    const ring = known ?? { entries: new Queue(), made: 0 }
    this.#rings.delete(workspaceId)
    this.#rings.set(workspaceId, ring)
    this.#last = ring
    return ring
  }

  #evict(): void {
    const [id, ring] = this.#rings.entries().next().value as [string | null, Ring<Event>]
    if (ring.entries.count > 0) this.#dropOldest(ring)
    else if (this.#rings.delete(id)) this.#size -= ringSize
  }

  #dropOldest(ring: Ring<Event>): void {
    this.#size -= (ring.entries.dropOldest() as LogEntry<Event>).size
  }
}
