/** Bytes by which two items of a class may differ. */
const step = 64 * 1024

/** Items by their size, in classes of 64 KiB. Each change takes constant time, and so does finding the largest. */
export class SizeClasses<T extends { readonly size: number }> {
  readonly #classes: Set<T>[] = []

  add(item: T): void {
    this.#classOf(item.size).add(item)
  }

  remove(item: T): void {
    this.#take(item, item.size)
  }

  /** Is to be called when the size of an item has changed. */
  moved(item: T, before: number): void {
    if (Math.floor(before / step) === Math.floor(item.size / step)) return
    this.add(item)
    this.#take(item, before)
  }

  /** One that no other exceeds by 64 KiB; undefined when there is none. */
  get largest(): T | undefined {
    return this.#classes.at(-1)?.values().next().value
  }

  #classOf(size: number): Set<T> {
    const at = Math.floor(size / step)
    while (this.#classes.length <= at) this.#classes.push(new Set())
    return this.#classes[at] as Set<T>
  }

  #take(item: T, size: number): void {
    this.#classOf(size).delete(item)
    while (this.#classes.at(-1)?.size === 0) this.#classes.pop()
  }
}
