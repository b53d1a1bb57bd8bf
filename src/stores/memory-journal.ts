import {
  type JournalEntry as Entry,
  entryId,
  type JournalEvent as Happening,
  isRequest,
  type Journal,
  type JournalLimits,
  journalLimits,
  roughSize,
  type Scope,
} from '../control/journal.js'
import { Queue } from '../lib/queue.js'

interface Ring {
  readonly entries: Queue<Entry>
  /** How many there ever were, for their ids. */
  made: number
}

const ringSize = 500

/** Keeps what happened in this process, by reference: an entry costs nothing more until somebody reads it. */
export class MemoryJournal implements Journal {
  readonly #limits: JournalLimits
  readonly #rings = new Map<string | null, Ring>()
  readonly #listeners = new Map<Scope, Set<(entry: Entry) => void>>()
  /** The ring in last place. */
  #last: Ring | undefined
  #size = 0
  #order = 0

  constructor(limits = journalLimits) {
    this.#limits = limits
  }

  record(workspaceId: string | null, atMs: number, what: Happening, size = roughSize(what)): void {
    const ring = this.#ringOf(workspaceId)
    const id = entryId(workspaceId, ++ring.made)
    const entry = { id, order: ++this.#order, atMs, workspaceId, what, size }
    ring.entries.add(entry)
    this.#size += size
    if (ring.entries.count > this.#limits.entries) this.#dropOldest(ring)
    while (this.#size > this.#limits.bytes) this.#makeRoom()
    if (this.#listeners.size === 0) return
    for (const scope of workspaceId === null ? [null] : [workspaceId, null]) {
      for (const listener of this.#listeners.get(scope) ?? []) listener(entry)
    }
  }

  settled(): undefined {}

  async list(scope: Scope): Promise<readonly Entry[]> {
    if (scope !== null) return this.#rings.get(scope)?.entries.toArray() ?? []
    return [...this.#rings.values()]
      .flatMap(({ entries }) => entries.toArray())
      .sort((a, b) => a.order - b.order)
  }

  async clearRequests(scope: Scope): Promise<void> {
    const rings = scope === null ? [...this.#rings.values()] : [this.#ringOf(scope)]
    for (const ring of rings) {
      this.#keep(ring, (entry) => !isRequest(entry))
    }
  }

  async forget(scope: Scope): Promise<void> {
    for (const ring of scope === null ? this.#rings.values() : [this.#ringOf(scope)]) {
      this.#keep(ring, () => false)
    }
  }

  listen(scope: Scope, listener: (entry: Entry) => void): () => void {
    const listeners = this.#listeners.get(scope) ?? new Set()
    this.#listeners.set(scope, listeners.add(listener))
    return () => {
      listeners.delete(listener)
      if (listeners.size === 0 && this.#listeners.get(scope) === listeners) this.#listeners.delete(scope)
    }
  }

  /** The workspace's ring, in last place because something happens in it. */
  #ringOf(workspaceId: string | null): Ring {
    const known = this.#rings.get(workspaceId)
    if (known !== undefined && known === this.#last) return known
    if (known === undefined) this.#size += ringSize
    const ring = known ?? { entries: new Queue(), made: 0 }
    this.#rings.delete(workspaceId)
    this.#rings.set(workspaceId, ring)
    this.#last = ring
    return ring
  }

  #makeRoom(): void {
    const [id, ring] = this.#rings.entries().next().value as [string | null, Ring]
    if (ring.entries.count > 0) this.#dropOldest(ring)
    else if (this.#rings.delete(id)) this.#size -= ringSize
  }

  #dropOldest(ring: Ring): void {
    this.#size -= (ring.entries.dropOldest() as Entry).size
  }

  #keep({ entries }: Ring, isKept: (entry: Entry) => boolean): void {
    for (let left = entries.count; left > 0; left--) {
      const entry = entries.dropOldest() as Entry
      if (isKept(entry)) entries.add(entry)
      else this.#size -= entry.size
    }
  }
}
