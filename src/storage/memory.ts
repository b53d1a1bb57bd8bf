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
} from './records.js'

type Collections = Map<string, MemoryCollection>

/** A record that is put, as text; null for one that is deleted. */
type Text = string | null

/** Keeps records in this process, as texts: nothing but a commit can change one. */
export class MemoryRecordStore implements RecordStore {
  readonly isShared = false
  readonly #workspaces = new Map<string, Collections>()
  readonly #listeners = new Set<(workspaceId: string) => void>()
  /** The last version of all, so that none is used twice, not even by a workspace that was forgotten. */
  #lastVersion = 0

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
    const texts = change.writes.map((one) =>
      one.kind === 'put' ? one.collection.codec.encode(one.value) : null,
    )
    const full = findFull(collections, change, texts)
    if (full !== undefined) return { kind: 'full', collection: full }
    this.#apply(collections, change, texts)
    this.#workspaces.set(workspaceId, collections)
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
    if (!this.#workspaces.has(workspaceId)) this.#workspaces.set(workspaceId, new Map())
  }

  forget(workspaceId: string, onlyWith?: ReadonlySet<string>): boolean {
    if (onlyWith !== undefined && this.collections(workspaceId).some((name) => !onlyWith.has(name)))
      return false
    this.#workspaces.delete(workspaceId)
    return true
  }

  watch(listener: (workspaceId: string) => void): () => void {
    const own = (workspaceId: string) => listener(workspaceId)
    this.#listeners.add(own)
    return () => this.#listeners.delete(own)
  }

  #apply(collections: Collections, { cleared = [], writes }: Change, texts: readonly Text[]): void {
    const changing = ({ name }: Collection<unknown>) => {
      const kept = collections.get(name) ?? new MemoryCollection()
      collections.set(name, kept)
      kept.version = ++this.#lastVersion
      return kept
    }
    for (const collection of cleared) changing(collection).clear()
    for (const [at, write] of writes.entries()) {
      const kept = changing(write.collection)
      if (write.kind === 'put') kept.put(write.id, texts[at] as string, write.position)
      else kept.delete(write.id)
    }
    for (const { collection } of writes)
      if (collection.overflow === 'drop-oldest') collections.get(collection.name)?.dropOldest(collection)
  }
}

function decode<T>({ codec }: Collection<T>, { id, version, position, text }: StoredText): StoredRecord<T> {
  return { id, version, position, value: codec.decode(text, id) }
}

function holds(collections: Collections | undefined, { collection, id, version }: Expectation): boolean {
  const kept = collections?.get(collection.name)
  return ((id === undefined ? kept : kept?.get(id))?.version ?? 0) === version
}

/**
 * The name of the first collection that a change would fill beyond its bound; undefined when all have room. The script of
 * commits counts the same way, because a commit there is one call.
 */
function findFull(
  collections: Collections,
  { cleared = [], writes }: Change,
  texts: readonly Text[],
): string | undefined {
  const totals = new Map<string, { collection: Collection<unknown>; count: number; size: number }>()
  for (const [at, { collection, id }] of writes.entries()) {
    const { name, overflow } = collection
    if (overflow !== 'refuse') continue
    const kept = cleared.some((one) => one.name === name) ? undefined : collections.get(name)
    const total = totals.get(name) ?? { collection, count: kept?.count ?? 0, size: kept?.size ?? 0 }
    totals.set(name, total)
    const before = kept?.get(id)?.text
    const after = texts[at] ?? undefined
    total.count += Number(after !== undefined) - Number(before !== undefined)
    total.size += (after?.length ?? 0) - (before?.length ?? 0)
  }
  for (const [name, { collection, count, size }] of totals)
    if (count > collection.maxItems || size > collection.maxSize) return name
  return undefined
}
