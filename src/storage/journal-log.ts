import type { MaybePromise } from '../lib/maybe-promise.js'

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

export interface LogOptions<Event extends Typed> {
  /** The type of events of which one workspace keeps `maxEntries`, with all that came between them. */
  readonly counted: Event['type']
  readonly maxEntries: number
  /** Bytes of one workspace. A larger entry is not kept. */
  readonly maxSize: number
  /** Bytes of all workspaces together. */
  readonly maxTotalSize: number
  /** About how many bytes an event holds that nobody has measured. */
  readonly sizeOf: (event: Event) => number
  /** What the ids of a workspace's entries begin with; a low line and a number follow. */
  readonly nameOf: (workspaceId: string | null) => string
}

/** An event with a type, a word without spaces. */
export interface Typed {
  readonly type: string
}

/**
 * A log that can be followed. It keeps the latest entries of each workspace. Past the bound of all together, the workspace
 * that holds most loses its oldest entries.
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
  /** The order of the latest entry of all that were ever added; 0 before the first. */
  last(): MaybePromise<number>
  /** The order of an entry of a scope; undefined when it is not there. */
  orderOf(scope: LogScope, id: string): MaybePromise<number | undefined>
  /** The next entries of a scope behind an order, oldest first: a page, empty at the end. */
  after(scope: LogScope, order: number): MaybePromise<readonly LogEntry<Event>[]>
  /**
   * The last entries of a scope in front of an order, newest first: a page, empty at the beginning.
   *
   * @param limit how many entries the page has at most; `pageLength` when left out.
   */
  before(scope: LogScope, order: number, limit?: number): MaybePromise<readonly LogEntry<Event>[]>
  /** Forgets the events of a scope; with a type, those of that type alone. */
  forget(scope: LogScope, type?: Event['type']): MaybePromise<void>
  /**
   * Calls a listener with every entry of a scope from now on.
   *
   * @returns ends it.
   */
  listen(scope: LogScope, listener: (entry: LogEntry<Event>) => void): () => void
}

/** How many entries a page has at most. */
export const pageLength = 100

/** Of how many workspaces without entries the last number is remembered, so that no id comes twice. */
export const rememberedNumbers = 10_000

/** The two parts of an entry's id. */
export function partsOfId(id: string): { readonly name: string; readonly number: number } {
  const at = id.lastIndexOf('_')
  return { name: id.slice(0, Math.max(at, 0)), number: Number(id.slice(at + 1)) }
}

/** Those who follow a log, each by itself. */
export class Followers<Event> {
  readonly #scopes = new Map<LogScope, Set<(entry: LogEntry<Event>) => void>>()

  get isEmpty(): boolean {
    return this.#scopes.size === 0
  }

  /** Returns what ends it. */
  add(scope: LogScope, listener: (entry: LogEntry<Event>) => void): () => void {
    const own = (entry: LogEntry<Event>) => listener(entry)
    const listeners = this.#scopes.get(scope) ?? new Set()
    this.#scopes.set(scope, listeners.add(own))
    return () => {
      listeners.delete(own)
      if (listeners.size === 0 && this.#scopes.get(scope) === listeners) this.#scopes.delete(scope)
    }
  }

  tell(entry: LogEntry<Event>): void {
    const { workspaceId } = entry
    if (workspaceId !== null) for (const listener of this.#scopes.get(workspaceId) ?? []) listener(entry)
    for (const listener of this.#scopes.get(null) ?? []) listener(entry)
  }
}
