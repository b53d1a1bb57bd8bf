import type { Document, Documents } from '../documents.js'

/** Keeps documents in this process. Those who write them see to it that there are not too many. */
export class MemoryDocuments<T> implements Documents<T> {
  readonly isShared = false
  readonly #documents = new Map<string, Document<T>>()
  #versions = 0

  async read(key: string): Promise<Document<T> | undefined> {
    return this.#documents.get(key)
  }

  async write(key: string, value: T | null, version: number): Promise<boolean> {
    if ((this.#documents.get(key)?.version ?? 0) !== version) return false
    if (value === null) this.#documents.delete(key)
    else this.#documents.set(key, { value, version: ++this.#versions })
    return true
  }

  async keys(): Promise<readonly string[]> {
    return [...this.#documents.keys()]
  }
}
