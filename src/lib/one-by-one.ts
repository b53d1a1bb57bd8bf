/** Does the works of one name one after the other, each when those before are over, and those of other names meanwhile. */
export class OneByOne {
  readonly #last = new Map<string, Promise<unknown>>()

  /** @returns what the work returns or throws. */
  run<T>(name: string, work: () => Promise<T>): Promise<T> {
    const result = (this.#last.get(name) ?? Promise.resolve()).then(work)
    const last = result
      .catch(() => {})
      .then(() => {
        if (this.#last.get(name) === last) this.#last.delete(name)
      })
    this.#last.set(name, last)
    return result
  }
}
