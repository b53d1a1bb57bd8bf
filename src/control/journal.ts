import type { Announcement } from '../connect/announcement.js'
import type { Delivery } from '../webhooks/delivery.js'
import type { ClockReading } from '../workspaces/workspace-clock.js'
import type { RecordedRequest } from './recorded-request.js'

/** Something that happened in a workspace, or in none. */
export type Happening =
  | Announcement
  | { readonly type: 'request'; readonly request: RecordedRequest }
  | { readonly type: 'webhook'; readonly url: string; readonly delivery: Delivery }
  | { readonly type: 'clock'; readonly clock: ClockReading }

/** A happening in its place. */
export interface Entry<H extends Happening = Happening> {
  /** Unique in the server; later ones of a workspace have higher numbers at their end. */
  readonly id: string
  /** Its place among the entries of all workspaces. */
  readonly order: number
  /** Epoch milliseconds of the workspace. */
  readonly atMs: number
  readonly workspaceId: string | null
  readonly what: H
  /** About how many bytes it holds. */
  readonly size: number
}

export type RequestEntry = Entry<Extract<Happening, { type: 'request' }>>
export type WebhookEntry = Entry<Extract<Happening, { type: 'webhook' }>>

/** Which entries are meant: those of one workspace, or of all and of none. */
export type Scope = string | null

interface Ring {
  entries: Entry[]
  /** How many there ever were, for their ids. */
  made: number
}

export interface JournalLimits {
  /** Entries of one workspace. */
  readonly entries: number
  /** Bytes of all workspaces together, counted roughly. */
  readonly bytes: number
}

const ringSize = 500

/**
 * What happened, per workspace and in order. The oldest entries of a workspace are forgotten first, and when all
 * together hold too much, those of the workspace where nothing has happened for longest.
 */
export class Journal {
  readonly #limits: JournalLimits
  readonly #rings = new Map<string | null, Ring>()
  readonly #listeners = new Map<Scope, Set<(entry: Entry) => void>>()
  #size = 0
  #order = 0

  constructor(limits: JournalLimits = { entries: 1000, bytes: 64 * 1024 * 1024 }) {
    this.#limits = limits
  }

  /** @param size about how many bytes `what` holds. */
  record(workspaceId: string | null, atMs: number, what: Happening, size = roughSize(what)): void {
    const ring = this.#ringOf(workspaceId)
    const id = `jrn_${workspaceId?.slice(-12) ?? 'server'}_${++ring.made}`
    const entry = { id, order: ++this.#order, atMs, workspaceId, what, size }
    ring.entries.push(entry)
    this.#size += size
    if (ring.entries.length > this.#limits.entries) this.#dropOldest(ring)
    while (this.#size > this.#limits.bytes) this.#makeRoom()
    for (const scope of workspaceId === null ? [null] : [workspaceId, null]) {
      for (const listener of this.#listeners.get(scope) ?? []) listener(entry)
    }
  }

  /** The entries of a scope, oldest first. */
  list(scope: Scope): readonly Entry[] {
    if (scope !== null) return [...(this.#rings.get(scope)?.entries ?? [])]
    return [...this.#rings.values()].flatMap(({ entries }) => entries).sort((a, b) => a.order - b.order)
  }

  /** Forgets the requests of a scope, and nothing else. */
  clearRequests(scope: Scope): void {
    const rings = scope === null ? [...this.#rings.values()] : [this.#ringOf(scope)]
    for (const ring of rings) {
      for (const { size } of ring.entries.filter(isRequest)) this.#size -= size
      ring.entries = ring.entries.filter((entry) => !isRequest(entry))
    }
  }

  /** Forgets everything of a workspace, or of all. */
  forget(scope: Scope): void {
    for (const ring of scope === null ? this.#rings.values() : [this.#ringOf(scope)]) {
      for (const { size } of ring.entries) this.#size -= size
      ring.entries = []
    }
  }

  /**
   * Tells of every entry of a scope from now on.
   *
   * @returns what ends it.
   */
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
    if (known === undefined) this.#size += ringSize
    const ring = known ?? { entries: [], made: 0 }
    this.#rings.delete(workspaceId)
    this.#rings.set(workspaceId, ring)
    return ring
  }

  #makeRoom(): void {
    const [id, ring] = this.#rings.entries().next().value as [string | null, Ring]
    if (ring.entries.length > 0) this.#dropOldest(ring)
    else if (this.#rings.delete(id)) this.#size -= ringSize
  }

  #dropOldest(ring: Ring): void {
    this.#size -= (ring.entries.shift() as Entry).size
  }
}

/** About how many bytes a happening holds that nobody has measured; an attempt at a webhook has what came back, too. */
function roughSize({ type }: Happening): number {
  return type === 'webhook' ? 8000 : 4000
}

export function isRequest(entry: Entry): entry is RequestEntry {
  return entry.what.type === 'request'
}

export function isWebhook(entry: Entry): entry is WebhookEntry {
  return entry.what.type === 'webhook'
}
