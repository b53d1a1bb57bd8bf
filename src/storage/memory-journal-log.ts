import { setImmediate } from '../lib/node-globals.js'
import {
  Followers,
  type JournalLog,
  type LogEntry,
  type LogOptions,
  type LogScope,
  pageLength,
  partsOfId,
  rememberedNumbers,
  type Typed,
} from './journal-log.js'
import { type Place, PlaceRow } from './place-row.js'
import { SizeClasses } from './size-classes.js'

/** An entry whose id is made when somebody reads it. */
class MemoryEntry<Event> implements LogEntry<Event> {
  readonly atMs: number
  readonly what: Event
  readonly size: number
  readonly #ring: Ring<Event>
  readonly #place: Place<LogEntry<Event>>

  constructor(ring: Ring<Event>, place: Place<LogEntry<Event>>, atMs: number, what: Event, size: number) {
    this.#ring = ring
    this.#place = place
    this.atMs = atMs
    this.what = what
    this.size = size
  }

  get id(): string {
    return `${this.#ring.name}_${this.#place.number}`
  }

  get order(): number {
    return this.#place.order
  }

  get workspaceId(): string | null {
    return this.#ring.workspaceId
  }
}

/** The entries of a workspace. */
interface Ring<Event> {
  readonly workspaceId: string | null
  readonly name: string
  readonly row: PlaceRow<LogEntry<Event>>
  /** How many there ever were, for their ids. */
  made: number
  /** How many of them are of the type that is counted. */
  counted: number
  size: number
}

/** What a workspace takes beside its entries, in bytes. */
const ringSize = 1000

/** How many workspaces forget a type of events before other work has its turn. */
const ringsATurn = 50

/** Keeps a log in this process, by reference: an entry costs nothing more until somebody reads it. */
export class MemoryJournalLog<Event extends Typed> implements JournalLog<Event> {
  readonly #options: LogOptions<Event>
  readonly #rings = new Map<string | null, Ring<Event>>()
  readonly #named = new Map<string, Ring<Event>>()
  #bySize = new SizeClasses<Ring<Event>>()
  /** How many entries there ever were of workspaces that have none, the one that lost its last one first at the front. */
  readonly #numbers = new Map<string | null, number>()
  readonly #followers = new Followers<Event>()
  #all = new PlaceRow<LogEntry<Event>>()
  #size = 0
  #order = 0

  constructor(options: LogOptions<Event>) {
    this.#options = options
  }

  /** About how many bytes all entries hold. */
  get size(): number {
    return this.#size
  }

  record(workspaceId: string | null, atMs: number, what: Event, size = this.#options.sizeOf(what)): void {
    const { counted, maxEntries, maxSize, maxTotalSize } = this.#options
    if (size > maxSize) return
    const ring = this.#ringOf(workspaceId)
    const place: Place<LogEntry<Event>> = { order: ++this.#order, number: ++ring.made, item: undefined }
    const entry = new MemoryEntry(ring, place, atMs, what, size)
    place.item = entry
    ring.row.add(place)
    this.#all.add(place)
    if (what.type === counted) ring.counted++
    let growth = size
    while (ring.counted > maxEntries || ring.size + growth > maxSize) growth -= this.#dropOldest(ring)
    this.#resize(ring, growth)
    while (this.#size > maxTotalSize) this.#shrink(this.#bySize.largest as Ring<Event>)
    if (!this.#followers.isEmpty) this.#followers.tell(entry)
  }

  settled(): undefined {}

  last(): number {
    return this.#order
  }

  orderOf(scope: LogScope, id: string): number | undefined {
    const { name, number } = partsOfId(id)
    const ring = this.#named.get(name)
    if (ring === undefined || (scope !== null && scope !== ring.workspaceId)) return undefined
    const place = ring.row.numbered(number)
    return place?.item === undefined ? undefined : place.order
  }

  after(scope: LogScope, order: number): readonly LogEntry<Event>[] {
    return this.#rowOf(scope)?.after(order, pageLength) ?? []
  }

  before(scope: LogScope, order: number, limit = pageLength): readonly LogEntry<Event>[] {
    return this.#rowOf(scope)?.before(order, limit) ?? []
  }

  forget(scope: LogScope, type?: Event['type']): void | Promise<void> {
    if (scope === null) return type === undefined ? this.#forgetAll() : this.#forgetType(type)
    const ring = this.#rings.get(scope)
    if (ring !== undefined) this.#forgetIn(ring, type)
  }

  listen(scope: LogScope, listener: (entry: LogEntry<Event>) => void): () => void {
    return this.#followers.add(scope, listener)
  }

  #rowOf(scope: LogScope): PlaceRow<LogEntry<Event>> | undefined {
    return scope === null ? this.#all : this.#rings.get(scope)?.row
  }

  #ringOf(workspaceId: string | null): Ring<Event> {
    const known = this.#rings.get(workspaceId)
    if (known !== undefined) return known
    const name = this.#options.nameOf(workspaceId)
    const made = this.#numbers.get(workspaceId) ?? 0
    this.#numbers.delete(workspaceId)
    const ring = { workspaceId, name, row: new PlaceRow<LogEntry<Event>>(), made, counted: 0, size: 0 }
    this.#rings.set(workspaceId, ring)
    this.#named.set(name, ring)
    this.#bySize.add(ring)
    this.#size += ringSize
    return ring
  }

  #resize(ring: Ring<Event>, by: number): void {
    const before = ring.size
    ring.size += by
    this.#size += by
    this.#bySize.moved(ring, before)
  }

  /** Takes one entry from a ring, which may be its last. */
  #shrink(ring: Ring<Event>): void {
    this.#resize(ring, -this.#dropOldest(ring))
    if (ring.row.count === 0) this.#remove(ring)
  }

  #dropOldest(ring: Ring<Event>): number {
    return this.#drop(ring, ring.row.oldest as Place<LogEntry<Event>>)
  }

  /** @returns how many bytes are free then, by which whoever calls resizes the ring. */
  #drop(ring: Ring<Event>, place: Place<LogEntry<Event>>): number {
    const { what, size } = place.item as LogEntry<Event>
    place.item = undefined
    ring.row.emptied()
    this.#all.emptied()
    if (what.type === this.#options.counted) ring.counted--
    return size
  }

  #remove(ring: Ring<Event>): void {
    this.#rings.delete(ring.workspaceId)
    this.#named.delete(ring.name)
    this.#bySize.remove(ring)
    this.#size -= ringSize
    this.#remember(ring)
  }

  #remember({ workspaceId, made }: Ring<Event>): void {
    this.#numbers.set(workspaceId, made)
    for (const id of this.#numbers.keys()) {
      if (this.#numbers.size <= rememberedNumbers) break
      this.#numbers.delete(id)
    }
  }

  #forgetIn(ring: Ring<Event>, type?: Event['type']): void {
    let freed = 0
    for (const place of ring.row.filled()) {
      if (type === undefined || place.item?.what.type === type) freed += this.#drop(ring, place)
    }
    this.#resize(ring, -freed)
    if (ring.row.count === 0) this.#remove(ring)
  }

  #forgetAll(): void {
    for (const ring of this.#rings.values()) this.#remember(ring)
    this.#rings.clear()
    this.#named.clear()
    this.#bySize = new SizeClasses()
    this.#all = new PlaceRow()
    this.#size = 0
  }

  async #forgetType(type: Event['type']): Promise<void> {
    let count = 0
    for (const ring of [...this.#rings.values()]) {
      if (++count % ringsATurn === 0) await new Promise((resolve) => setImmediate(resolve))
      if (this.#rings.get(ring.workspaceId) === ring) this.#forgetIn(ring, type)
    }
  }
}
