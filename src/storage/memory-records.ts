import { type MaybePromise, then } from '../lib/maybe-promise.js'
import { eachStep, inSlices, mapSteps, type Steps } from '../lib/steps.js'
import { MemoryBudget, workspaceBytes } from './memory-budget.js'
import { MemoryCollection, readLine } from './memory-collection.js'
import {
  bytesOf,
  type Collections,
  findFull,
  growthOf,
  isOver,
  type PreparedWrite,
  prepare,
} from './prepared-writes.js'
import type {
  Change,
  Collection,
  CollectionSize,
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
import type { StoredText } from './stored-text.js'

/** A change of more writes than this, by which a workspace is replaced, is prepared in slices. */
const largeChange = 500

/** How many ids are found at a time. */
const idsOfPage = 500

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

  list<T>(workspaceId: string, collection: Collection<T>, page: Page = {}): MaybePromise<RecordList<T>> {
    const kept = this.#workspaces.get(workspaceId)?.get(collection.name)
    if (kept === undefined) return { records: [], version: 0, count: 0 }
    return then(kept.page(page), ({ texts, count }) => ({
      records: texts.map((one) => decode(collection, one)),
      version: kept.version,
      count,
    }))
  }

  async readAll(workspaceId: string): Promise<Contents> {
    const collections = this.#workspaces.get(workspaceId) ?? []
    // All lines are there before the first pause, because a commit may come then.
    const lines = [...collections].map(([name, kept]) => [name, kept.entries()] as const)
    const texts = new Map<string, readonly StoredText[]>()
    for (const [name, entries] of lines)
      texts.set(name, await inSlices(mapSteps(entries, ([id, line]) => readLine(id, line))))
    function* each<T>(collection: Collection<T>): Iterable<StoredRecord<T>> {
      for (const one of texts.get(collection.name) ?? []) yield decode(collection, one)
    }
    return { of: (collection) => [...each(collection)], each }
  }

  commit(workspaceId: string, change: Change): MaybePromise<Outcome> {
    if (change.isReplacing && change.writes.length > largeChange) return this.#replace(workspaceId, change)
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

  ids(workspaceId: string, { name }: Collection<unknown>): AsyncIterable<readonly string[]> {
    return pagesOf(this.#workspaces.get(workspaceId)?.get(name)?.ids() ?? [])
  }

  sizes(workspaceId: string): ReadonlyMap<string, CollectionSize> {
    return this.#workspaces.get(workspaceId) ?? new Map()
  }

  collections(workspaceId: string): readonly string[] {
    return [...(this.#workspaces.get(workspaceId)?.keys() ?? [])]
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

  /** How many bytes of the heap a workspace takes. */
  bytesOf(workspaceId: string): number {
    return bytesOf(this.#workspaces.get(workspaceId))
  }

  watch(listener: (workspaceId: string) => void): () => void {
    const own = (workspaceId: string) => listener(workspaceId)
    this.#listeners.add(own)
    return () => this.#listeners.delete(own)
  }

  /** Makes everything beside what is there, and puts it in its place when it is whole. */
  async #replace(workspaceId: string, change: Change): Promise<Outcome> {
    const made: Collections = new Map()
    await inSlices(this.#fill(made, change.writes))
    if (!change.expected.every((one) => holds(this.#workspaces.get(workspaceId), one)))
      return { kind: 'conflict' }
    const full = change.writes.find(
      ({ collection }) =>
        collection.overflow === 'refuse' && isOver(collection, made.get(collection.name) as MemoryCollection),
    )
    if (full !== undefined) return { kind: 'full', collection: full.collection.name }
    const bytesBefore = this.bytesOf(workspaceId)
    const growth = { bytes: bytesOf(made) - bytesBefore, isNewWork: true }
    const per = this.#budget.whoIsFull(growth, bytesBefore)
    if (per !== null) return { kind: 'no-memory', per }
    this.#workspaces.set(workspaceId, made)
    this.#budget.add(growth.bytes)
    if (change.isAnnounced) for (const listener of this.#listeners) listener(workspaceId)
    return { kind: 'committed' }
  }

  #fill(made: Collections, writes: readonly Write[]): Steps<void> {
    return eachStep(writes, (write) => {
      const prepared = prepare(made, { expected: [], writes: [] }, write)
      this.#apply(made, { expected: [], writes: [] }, [prepared])
    })
  }

  #apply(collections: Collections, { cleared = [] }: Change, writes: readonly PreparedWrite[]): void {
    const changing = ({ name }: Collection<unknown>) => {
      const kept = collections.get(name) ?? new MemoryCollection()
      collections.set(name, kept)
      kept.version = ++this.#lastVersion
      return kept
    }
    for (const collection of cleared) changing(collection).clear()
    for (const { write, text, before, bytes, bytesBefore } of writes) {
      const kept = changing(write.collection)
      if (write.kind === 'put') kept.put(write.id, text, bytes - bytesBefore, before, write.position)
      else if (before !== undefined) kept.delete(before)
    }
    for (const { write } of writes)
      if (write.collection.overflow === 'drop-oldest')
        collections.get(write.collection.name)?.dropOldest(write.collection)
    // Each commit counts the bytes of all collections of a workspace, so none stays that is empty.
    for (const { name } of [...cleared, ...writes.map(({ write }) => write.collection)])
      if (collections.get(name)?.count === 0) collections.delete(name)
  }
}

async function* pagesOf(ids: Iterable<string>): AsyncIterable<readonly string[]> {
  let page: string[] = []
  for (const id of ids) {
    page.push(id)
    if (page.length < idsOfPage) continue
    yield page
    page = []
  }
  yield page
}

function decode<T>({ codec }: Collection<T>, { id, version, position, text }: StoredText): StoredRecord<T> {
  return { id, version, position, value: codec.decode(text, id) }
}

function holds(collections: Collections | undefined, { collection, id, version }: Expectation): boolean {
  const kept = collections?.get(collection.name)
  return ((id === undefined ? kept : kept?.get(id))?.version ?? 0) === version
}
