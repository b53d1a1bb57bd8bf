import type { SessionRow } from './session-row.js'

/** The members of a row that say who its neighbours are. */
export type Links =
  | readonly [older: 'older', newer: 'newer']
  | readonly [older: 'olderOfOwn', newer: 'newerOfOwn']

/** Rows in the order of their addition. Adding and removing touch the neighbours only, however many there are. */
export class RowList {
  readonly #older: Links[0]
  readonly #newer: Links[1]
  #oldest: SessionRow | undefined = undefined
  #newest: SessionRow | undefined = undefined

  constructor([older, newer]: Links) {
    this.#older = older
    this.#newer = newer
  }

  get oldest(): SessionRow | undefined {
    return this.#oldest
  }

  append(row: SessionRow): void {
    row[this.#older] = this.#newest
    if (this.#newest === undefined) this.#oldest = row
    else this.#newest[this.#newer] = row
    this.#newest = row
  }

  remove(row: SessionRow): void {
    const { [this.#older]: older, [this.#newer]: newer } = row
    if (older === undefined) this.#oldest = newer
    else older[this.#newer] = newer
    if (newer === undefined) this.#newest = older
    else newer[this.#older] = older
  }

  *[Symbol.iterator](): Generator<SessionRow> {
    for (let row = this.#oldest; row !== undefined; row = row[this.#newer]) yield row
  }
}
