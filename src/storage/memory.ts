import { type Growth, MemoryBudget, recordBytes, workspaceBytes } from './memory-budget.js'
import { MemoryCollection, type StoredText } from './memory-collection.js'
import type {
  Change,
  Collection,
  Contents,
  Expectation,
  Outcome,
  Page,
  RecordList,
  RecordRef,
  RecordStore,
  StoredRecord,
  Write,
} from './records.js'

type Collections = Map<string, MemoryCollection>

/** A change that adds no record to larger collections, and no more bytes than this, only goes on with what there is. */
const smallBytes = 2048

/** Keeps records in this process, as texts: nothing but a commit can change one. */
export class MemoryRecordStore implements RecordStore {
  readonly isShared = false
  readonly #workspaces = new Map<string, Collections>()
  readonly #budget: MemoryBudget
  readonly #listeners = new Set<(workspaceId: string) => void>()
  /** The last version of all, so that none is used twice, not even by a workspace that was forgotten. */
  #lastVersion = 0

  constructor(budget: MemoryBudget = new MemoryBudget()) {
    this.#budget = budget
  }

  read<T>(workspaceId: string, refs: readonly RecordRef<T>[]): readonly (StoredRecord<T> | undefined)[] {
    const collections = this.#workspaces.get(workspaceId)
    return refs.map(({ collection, id }) => {
      const found = collections?.get(collection.name)?.get(id)
      return found && decode(collection, found)
    })
  }

  list<T>(workspaceId: string, collection: Collection<T>, { limit }: Page = {}): RecordList<T> {
    const kept = this.#workspaces.get(workspaceId)?.get(collection.name)
    if (kept === undefined) return { records: [], version: 0 }
    return { records: kept.first(limit).map((one) => decode(collection, one)), version: kept.version }
  }

  readAll(workspaceId: string): Contents {
    const collections = this.#workspaces.get(workspaceId) ?? []
    // The texts are read now, because a commit may come before they are asked for.
    const texts = new Map([...collections].map(([name, kept]) => [name, kept.first()]))
    return { of: (collection) => (texts.get(collection.name) ?? []).map((one) => decode(collection, one)) }
  }

  commit(workspaceId: string, change: Change): Outcome {
    const before = this.#workspaces.get(workspaceId)
    if (!change.expected.every((one) => holds(before, one))) return { kind: 'conflict' }
    const collections: Collections = (change.isReplacing ? undefined : before) ?? new Map()
    const writes = change.writes.map((write) => prepare(collections, change, write))
    const full = findFull(writes)
    if (full !== undefined) return { kind: 'full', collection: full }
    const bytesBefore = bytesOf(before)
    const per = this.#budget.whoIsFull(growthOf(change, writes, before), bytesBefore)
    if (per !== null) return { kind: 'no-memory', per }
    this.#workspaces.set(workspaceId, collections)
    this.#apply(collections, change, writes)
    this.#budget.add(bytesOf(collections) - bytesBefore)
    if (change.isAnnounced) for (const listener of this.#listeners) listener(workspaceId)
    return { kind: 'committed' }
  }

  collections(workspaceId: string): readonly string[] {
    const all = [...(this.#workspaces.get(workspaceId) ?? [])]
    return all.filter(([, kept]) => kept.count > 0).map(([name]) => name)
  }

  workspaces(): readonly string[] {
    return [...this.#workspaces.keys()]
  }

  register(workspaceId: string): void {
    if (this.#workspaces.has(workspaceId)) return
    this.#workspaces.set(workspaceId, new Map())
    this.#budget.add(workspaceBytes)
  }

  forget(workspaceId: string): void {
    this.#budget.add(-this.bytesOf(workspaceId))
    this.#workspaces.delete(workspaceId)
  }

  ids(workspaceId: string, collection: Collection<unknown>): Iterable<string> {
    return this.#workspaces.get(workspaceId)?.get(collection.name)?.ids() ?? []
  }

  /** How many bytes of the heap a workspace takes. */
  bytesOf(workspaceId: string): number {
    return bytesOf(this.#workspaces.get(workspaceId))
  }

  watch(listener: (workspaceId: string) => void): () => void {
    const own = (workspaceId: string) => listener(workspaceId)
    this.#listeners.add(own)
    return () => this.#listeners.delete(own)
  }

  #apply(collections: Collections, { cleared = [] }: Change, writes: readonly PreparedWrite[]): void {
    const changing = ({ name }: Collection<unknown>) => {
      const kept = collections.get(name) ?? new MemoryCollection()
      collections.set(name, kept)
      kept.version = ++this.#lastVersion
      return kept
    }
    for (const collection of cleared) changing(collection).clear()
    for (const { write, text, before } of writes) {
      const kept = changing(write.collection)
      if (write.kind === 'put') kept.put(write.id, text, before, write.position)
      else if (before !== undefined) kept.delete(before)
    }
    for (const { write } of writes)
      if (write.collection.overflow === 'drop-oldest')
        collections.get(write.collection.name)?.dropOldest(write.collection)
  }
}

function bytesOf(collections: Collections | undefined): number {
  if (collections === undefined) return 0
  let bytes = workspaceBytes
  for (const kept of collections.values()) bytes += kept.bytes
  return bytes
}

/**
 * How much more a workspace takes after a change. The few records of the server itself do not count: their own bound is low,
 * and an eviction writes them.
 */
function growthOf(
  { isReplacing, cleared = [] }: Change,
  writes: readonly PreparedWrite[],
  collections: Collections | undefined,
): Growth {
  let bytes = isReplacing || collections === undefined ? workspaceBytes - bytesOf(collections) : 0
  if (!isReplacing) for (const { name } of cleared) bytes -= collections?.get(name)?.bytes ?? 0
  let isAdding = false
  let isDeleting = false
  for (const { write, text, before } of writes) {
    if (write.collection.per === 'server') continue
    if (before !== undefined) bytes -= recordBytes(write.id, before.text)
    if (write.kind === 'delete') {
      isDeleting ||= before !== undefined
      continue
    }
    bytes += recordBytes(write.id, text)
    if (before === undefined && write.collection.maxSize > smallBytes) isAdding = true
  }
  return { bytes, isNewWork: !isDeleting && (isAdding || bytes > smallBytes) }
}

/** A write, the text that it puts, and the record before. */
interface PreparedWrite {
  readonly write: Write
  readonly text: string
  readonly kept: MemoryCollection | undefined
  readonly before: StoredText | undefined
}

function prepare(collections: Collections, { cleared }: Change, write: Write): PreparedWrite {
  const { collection, id } = write
  const isCleared = cleared?.some(({ name }) => name === collection.name)
  const kept = isCleared ? undefined : collections.get(collection.name)
  const text = write.kind === 'put' ? collection.codec.encode(write.value) : ''
  return { write, text, kept, before: kept?.get(id) }
}

function decode<T>({ codec }: Collection<T>, { id, version, position, text }: StoredText): StoredRecord<T> {
  return { id, version, position, value: codec.decode(text, id) }
}

function holds(collections: Collections | undefined, { collection, id, version }: Expectation): boolean {
  const kept = collections?.get(collection.name)
  return ((id === undefined ? kept : kept?.get(id))?.version ?? 0) === version
}

/**
 * The name of the first collection that writes would fill beyond its bound; undefined when all have room. The script of
 * commits counts the same way, because a commit there is one call.
 */
function findFull(writes: readonly PreparedWrite[]): string | undefined {
  const totals: { readonly collection: Collection<unknown>; count: number; size: number }[] = []
  for (const { write, text, kept, before } of writes) {
    const { collection } = write
    if (collection.overflow !== 'refuse') continue
    let total = totals.find((one) => one.collection.name === collection.name)
    if (total === undefined) {
      total = { collection, count: kept?.count ?? 0, size: kept?.size ?? 0 }
      totals.push(total)
    }
    total.count += Number(write.kind === 'put') - Number(before !== undefined)
    total.size += text.length - (before?.text.length ?? 0)
  }
  const isFull = ({ collection: { maxItems, maxSize }, count, size }: (typeof totals)[number]) =>
    count > maxItems || size > maxSize
  return totals.find(isFull)?.collection.name
}
