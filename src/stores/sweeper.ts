import type { Forgetting } from '../connect/store.js'
import type { SessionRow } from './session-row.js'
import type { Cursor, SessionTable } from './session-table.js'

/** How many sessions each addition looks at, so that forgotten ones leave without a timer or a long sweep. */
const sweepStep = 2

/** How many of the oldest sessions, and how many others, an addition to a full table looks at. */
const searchStep = 2000

/** How many sessions that changed while the table was full are remembered. */
const mostChanged = 1000

/** Lets sessions of a table go, a few at a time: nobody waits for a look at all of them. */
export class Sweeper {
  readonly #table: SessionTable
  readonly #maxSessions: number
  readonly #sweep: Cursor
  readonly #search: Cursor
  readonly #changed = new Set<string>()

  constructor(table: SessionTable, maxSessions: number) {
    this.#table = table
    this.#maxSessions = maxSessions
    this.#sweep = table.createCursor()
    this.#search = table.createCursor()
  }

  /** Lets a few go that answer to nobody any more. */
  sweep(forgetting: Forgetting): void {
    for (let step = 0; step < sweepStep; step++) {
      const row = this.#sweep.next()
      if (row !== undefined && forgetting.isForgotten(row)) this.#table.remove(row)
    }
  }

  /** Takes note of a session that has changed: in a full table it may be the only one that may go now. */
  noteChange({ id }: SessionRow): void {
    if (this.#table.size >= this.#maxSessions && this.#changed.size < mostChanged) this.#changed.add(id)
  }

  /**
   * Makes room in a full table: about one in a thousand goes, so that the next addition need not search again.
   *
   * It looks at the 2000 oldest, so in a table of no more than that the oldest that may go do. In a larger one it looks at
   * 2000 more, from where the search before stopped, and at those that changed while the table was full. So it may overlook
   * some that expired in the midst of very many open ones, until the additions that it refuses have come round to them.
   *
   * @returns false when it found none that may go.
   */
  makeRoom(forgetting: Forgetting): boolean {
    const wanted = Math.ceil(this.#maxSessions / 1000)
    let found = 0
    for (const row of this.#candidates()) {
      if (!forgetting.mayForget(row.session)) continue
      this.#table.remove(row)
      if (++found === wanted) break
    }
    return found > 0
  }

  /**
   * Makes room for so many more, and looks at all sessions if it must. None goes when that would not be enough.
   *
   * @returns whether there is room now.
   */
  makeRoomFor(needed: number, forgetting: Forgetting): boolean {
    const found: SessionRow[] = []
    for (const row of this.#table.all()) {
      if (found.length >= needed) break
      if (forgetting.mayForget(row.session)) found.push(row)
    }
    if (found.length < needed) return false
    for (const row of found) this.#table.remove(row)
    return true
  }

  *#candidates(): Generator<SessionRow> {
    let step = 0
    for (const row of this.#table.all()) {
      if (step++ === searchStep) break
      yield row
    }
    for (step = 0; step < searchStep; step++) {
      const row = this.#search.next()
      if (row !== undefined) yield row
    }
    for (const id of this.#changed) {
      this.#changed.delete(id)
      const row = this.#table.find(id)
      if (row !== undefined) yield row
    }
  }
}
