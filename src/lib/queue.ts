/** A first-in, first-out queue. Adding and dropping items takes constant time, whatever its length. */
export class Queue<T> {
  #items: (T | undefined)[] = []
  /** How many at the beginning of the list are gone. */
  #gone = 0

  get count(): number {
    return this.#items.length - this.#gone
  }

  get oldest(): T | undefined {
    return this.#items[this.#gone]
  }

  get newest(): T | undefined {
    return this.count === 0 ? undefined : this.#items[this.#items.length - 1]
  }

  add(item: T): void {
    this.#items.push(item)
  }

  dropOldest(): T | undefined {
    const item = this.oldest
    if (this.count === 0) return undefined
    this.#items[this.#gone++] = undefined
    if (this.#gone * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#gone)
      this.#gone = 0
    }
    return item
  }

  dropNewest(): void {
    if (this.count > 0) this.#items.pop()
  }

  /** All of them, oldest first. */
  toArray(): T[] {
    return this.#items.slice(this.#gone) as T[]
  }
}
