import { firstIndex } from '../lib/first-index.js'

/** The place of an item among others, which stays when the item goes. */
export interface Place<T> {
  readonly order: number
  readonly number: number
  item: T | undefined
}

/** So many empty places are kept in any case. */
const spare = 64

/** Places by their order, and by their number. Finding one takes logarithmic time, adding and emptying one constant time. */
export class PlaceRow<T> {
  #places: Place<T>[] = []
  /** Those in front of it are empty. */
  #first = 0
  #empty = 0

  /** How many items there are. */
  get count(): number {
    return this.#places.length - this.#empty
  }

  /** The first place that has an item. */
  get oldest(): Place<T> | undefined {
    while (this.#first < this.#places.length && this.#places[this.#first]?.item === undefined) this.#first++
    return this.#places[this.#first]
  }

  /** Adds a place behind all others: its order and its number are the highest. */
  add(place: Place<T>): void {
    this.#places.push(place)
  }

  /** Is to be called when a place has lost its item. */
  emptied(): void {
    this.#empty++
    if (this.#empty <= this.count + spare) return
    this.#places = this.#places.filter(({ item }) => item !== undefined)
    this.#first = 0
    this.#empty = 0
  }

  /** The places that have an item now. */
  filled(): Place<T>[] {
    return this.#places.filter(({ item }) => item !== undefined)
  }

  /** The place with a number; it may be empty. */
  numbered(number: number): Place<T> | undefined {
    const place = this.#places[this.#find((one) => one.number >= number)]
    return place?.number === number ? place : undefined
  }

  /** The next items behind an order, in their order. */
  after(order: number, limit: number): T[] {
    const found: T[] = []
    for (let at = this.#find((one) => one.order > order); at < this.#places.length; at++) {
      const { item } = this.#places[at] as Place<T>
      if (item !== undefined && found.push(item) === limit) break
    }
    return found
  }

  /** The last items in front of an order, the last one first. */
  before(order: number, limit: number): T[] {
    const found: T[] = []
    for (let at = this.#find((one) => one.order >= order) - 1; at >= 0; at--) {
      const { item } = this.#places[at] as Place<T>
      if (item !== undefined && found.push(item) === limit) break
    }
    return found
  }

  /** The index of the first place of which something holds that also holds of all behind it. */
  #find(holds: (place: Place<T>) => boolean): number {
    return firstIndex(this.#places.length, (at) => holds(this.#places[at] as Place<T>))
  }
}
