import type { Session } from '../connect/session.js'
import { Commons } from './commons.js'
import { RowList } from './row-list.js'
import { SessionRow } from './session-row.js'

/** A Map that grows moves all that it has at once: 100 ms for a million sessions, less than one for a part of them. */
const shardCount = 256

/** The sessions of one workspace. */
interface Own {
  readonly rows: RowList
  readonly commons: Commons
}

/** Sessions by id, and oldest first. No step takes longer because there are many of them. */
export class SessionTable {
  readonly #shards = Array.from({ length: shardCount }, () => new Map<string, SessionRow>())
  readonly #rows = new RowList(['older', 'newer'])
  readonly #own = new Map<string, Own>()
  readonly #cursors: Cursor[] = []
  #size = 0

  get size(): number {
    return this.#size
  }

  find(id: string): SessionRow | undefined {
    return this.#shardOf(id).get(id)
  }

  /** All of them, oldest first. */
  all(): Iterable<SessionRow> {
    return this.#rows
  }

  /** The workspace's, oldest first. */
  of(workspaceId: string): Iterable<SessionRow> {
    return this.#own.get(workspaceId)?.rows ?? []
  }

  hasOf(workspaceId: string): boolean {
    return this.#own.has(workspaceId)
  }

  /** Adds a session whose id is not there, as the newest. */
  add(session: Session): void {
    const { id, workspaceId } = session
    const own = this.#own.get(workspaceId) ?? {
      rows: new RowList(['olderOfOwn', 'newerOfOwn']),
      commons: new Commons(),
    }
    this.#own.set(workspaceId, own)
    const row = new SessionRow(session, own.commons.of(session))
    own.rows.append(row)
    this.#rows.append(row)
    this.#shardOf(id).set(id, row)
    this.#size++
  }

  /** Puts the next version of a session into its row. */
  replace(row: SessionRow, next: Session): void {
    row.replace(next, (this.#own.get(row.workspaceId) as Own).commons.of(next))
  }

  remove(row: SessionRow): void {
    const own = this.#own.get(row.workspaceId) as Own
    for (const cursor of this.#cursors) cursor.leave(row)
    own.rows.remove(row)
    if (own.rows.oldest === undefined) this.#own.delete(row.workspaceId)
    this.#rows.remove(row)
    this.#shardOf(row.id).delete(row.id)
    this.#size--
  }

  /** A place in the table that stays good whatever is removed. */
  createCursor(): Cursor {
    const cursor = new Cursor(this.#rows)
    this.#cursors.push(cursor)
    return cursor
  }

  #shardOf(id: string): Map<string, SessionRow> {
    return this.#shards[shardOf(id)] as Map<string, SessionRow>
  }
}

/** The part in which a session is kept, of 256. It follows from the end of the id, which is random. */
export function shardOf(id: string): number {
  let hash = 0
  for (let at = Math.max(0, id.length - 4); at < id.length; at++) hash = hash * 31 + id.charCodeAt(at)
  return hash % shardCount
}

/** Goes through the rows of a table, from the oldest to the newest and then again. */
export class Cursor {
  readonly #rows: RowList
  #next: SessionRow | undefined = undefined

  constructor(rows: RowList) {
    this.#rows = rows
  }

  /** The next row; undefined at the end, and the oldest after that. */
  next(): SessionRow | undefined {
    const row = this.#next
    this.#next = row === undefined ? this.#rows.oldest : row.newer
    return row
  }

  /** Goes on behind a row that is about to be removed. */
  leave(row: SessionRow): void {
    if (this.#next === row) this.#next = row.newer
  }
}
