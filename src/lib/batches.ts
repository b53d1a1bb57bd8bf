import { OneByOne } from './one-by-one.js'

/** Does works of one name in batches: those that come while one is done are counted, and done together after it. */
export class Batches<T> {
  readonly #oneByOne = new OneByOne()
  readonly #waiting = new Map<string, { count: number; readonly result: Promise<T> }>()

  /**
   * Joins the batch that waits, or begins one.
   *
   * @param work gets how many have joined.
   * @returns what the work of the batch returns or throws.
   */
  join(name: string, work: (count: number) => Promise<T>): Promise<T> {
    const waiting = this.#waiting.get(name)
    if (waiting !== undefined) {
      waiting.count++
      return waiting.result
    }
    const result: Promise<T> = this.#oneByOne.run(name, () => {
      this.#waiting.delete(name)
      return work(batch.count)
    })
    const batch = { count: 1, result }
    this.#waiting.set(name, batch)
    return result
  }
}
