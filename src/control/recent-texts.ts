import { bounds } from '../lib/bounds.js'

/**
 * The last texts that were made, by a key, so that many who read the same at about the same time cost one of them. With
 * `bounds.eventTexts` the oldest are forgotten.
 */
export class RecentTexts {
  readonly #texts = new Map<string, Buffer>()
  #size = 0

  /** The text of a key; makes it when it is not there. */
  of(key: string, make: () => string): Buffer {
    const known = this.#texts.get(key)
    if (known !== undefined) return known
    const text = Buffer.from(make())
    this.#texts.set(key, text)
    this.#size += key.length + text.length
    for (const [oldest, { length }] of this.#texts) {
      if (this.#size <= bounds.eventTexts.maxSize) break
      this.#texts.delete(oldest)
      this.#size -= oldest.length + length
    }
    return text
  }
}
