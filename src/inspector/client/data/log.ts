import type { Entry, RecordedRequest } from './entries.js'
import { type Filter, fits, noFilter } from './filter.js'
import { isOpening } from './request-story.js'
import { type Row, rowOf } from './row.js'

/** How many rows a page keeps. */
export const maxRows = 10_000

/** The rows of the timeline, oldest first, and those that a filter shows. */
export class Log {
  #rows: Row[] = []
  #shown: Row[] = []
  readonly #byKey = new Map<string, Row>()
  readonly #openings = new Map<string, RecordedRequest>()
  #filter = noFilter
  #workspace: string | null = null

  get rows(): readonly Row[] {
    return this.#rows
  }

  get shown(): readonly Row[] {
    return this.#shown
  }

  /** Adds what is not there yet. The oldest rows go when there are too many. */
  add(entries: readonly Entry[]): readonly Row[] {
    const added: Row[] = []
    for (const entry of entries) {
      const row = rowOf(entry)
      if (this.#byKey.has(row.key)) continue
      this.#byKey.set(row.key, row)
      added.push(row)
    }
    for (const row of added) {
      this.#rows.push(row)
      const { entry } = row
      if (entry.type === 'request' && isOpening(entry.request))
        this.#openings.set(entry.request.sessionId as string, entry.request)
      if (this.#isShown(row)) this.#shown.push(row)
    }
    // By more than one, so that it is done seldom.
    if (this.#rows.length > maxRows * 1.1) this.forget(this.#rows.length - maxRows)
    return added
  }

  show(filter: Filter, workspace: string | null): void {
    this.#filter = filter
    this.#workspace = workspace
    this.#shown = this.#rows.filter((row) => this.#isShown(row))
  }

  clear(): void {
    this.#rows = []
    this.#shown = []
    this.#byKey.clear()
    this.#openings.clear()
  }

  /** The request that opened a session, as far as the page has it. */
  openingOf(sessionId: string): RecordedRequest | undefined {
    return this.#openings.get(sessionId)
  }

  /** The row with this key, or the latest of the entry with this id. */
  find(keyOrId: string): Row | undefined {
    return this.#byKey.get(keyOrId) ?? this.#rows.findLast(({ entry }) => entry.id === keyOrId)
  }

  /** Forgets so many of the oldest rows. */
  forget(count: number): void {
    const gone = this.#rows.splice(0, count)
    for (const { key, sessionId, entry } of gone) {
      this.#byKey.delete(key)
      if (sessionId !== null && this.#openings.get(sessionId)?.id === entry.id)
        this.#openings.delete(sessionId)
    }
    this.#shown = this.#rows.filter((row) => this.#isShown(row))
  }

  #isShown(row: Row): boolean {
    return fits(row, this.#filter, this.#workspace)
  }
}
