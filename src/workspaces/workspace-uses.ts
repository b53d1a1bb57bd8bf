import type { Clock } from '../lib/clock.js'

/** When a workspace was called last, in epoch milliseconds of real time. */
interface Use {
  readonly id: string
  atMs: number
}

/** Which workspaces a server has seen, and when. Nothing here goes through all of them but `ids`. */
export class WorkspaceUses {
  readonly #clock: Clock
  readonly #idleMs: number
  /** By id, the least recently used first. */
  readonly #uses = new Map<string, Use>()
  #last: Use | undefined
  /** Those that were emptied and not called since. */
  readonly #vacant = new Set<string>()

  /**
   * @param clock real time.
   * @param idleMs for how long nobody has called an idle one, in milliseconds.
   */
  constructor(clock: Clock, idleMs: number) {
    this.#clock = clock
    this.#idleMs = idleMs
  }

  get size(): number {
    return this.#uses.size
  }

  /** The least recently used first. */
  get ids(): readonly string[] {
    return [...this.#uses.keys()]
  }

  has(id: string): boolean {
    return this.#uses.has(id)
  }

  /** Notes a call of a workspace that is known. Returns false for another. */
  note(id: string): boolean {
    const use = id === this.#last?.id ? this.#last : this.#uses.get(id)
    if (use === undefined) return false
    use.atMs = this.#clock.now()
    if (use !== this.#last) this.#putLast(use)
    return true
  }

  add(id: string): void {
    this.#putLast({ id, atMs: this.#clock.now() })
  }

  delete(id: string): void {
    this.#uses.delete(id)
    this.#vacant.delete(id)
    if (this.#last?.id === id) this.#last = undefined
  }

  /** Notes that a workspace was emptied: it is vacant until somebody calls it. */
  noteEmptied(id: string): void {
    if (!this.#uses.has(id)) return
    this.#vacant.add(id)
    this.#last = undefined
  }

  isVacant(id: string): boolean {
    return this.#vacant.has(id)
  }

  /** One that is vacant, if there is one. */
  vacant(): string | undefined {
    return this.#vacant.values().next().value
  }

  /** The least recently used one, if there is one. */
  oldest(): string | undefined {
    return this.#uses.keys().next().value
  }

  /** The least recently used one, if it is idle. */
  longestIdle(): string | undefined {
    const use = this.#uses.values().next().value
    return use !== undefined && this.#clock.now() - use.atMs >= this.#idleMs ? use.id : undefined
  }

  #putLast(use: Use): void {
    this.#uses.delete(use.id)
    this.#uses.set(use.id, use)
    this.#vacant.delete(use.id)
    this.#last = use
  }
}
