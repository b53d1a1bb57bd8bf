import { encodeWrites, findFull, type TextWrite } from './bounds.js'
import { MemoryCollection } from './memory-collection.js'
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

/** Keeps records in this process, as texts: nobody can change one but by a commit. */
export class MemoryRecordStore implements RecordStore {
  readonly isShared = false
  readonly #workspaces = new Map<string, Collections>()
  readonly #listeners = new Set<(workspaceId: string) => void>()
  /** The last version of all, so that none is used twice, not even by a workspace that was forgotten. */
  #lastVersion = 0

  async read<T>(workspaceId: string, refs: readonly RecordRef<T>[]) {
    return refs.map(({ collection, id }) => this.#find(workspaceId, collection, id))
  }

  async list<T>(
    workspaceId: string,
    collection: Collection<T>,
    { limit = Number.POSITIVE_INFINITY }: Page = {},
  ): Promise<RecordList<T>> {
    const kept = this.#workspaces.get(workspaceId)?.get(collection.name)
    if (kept === undefined) return { records: [], version: 0 }
    return { records: recordsOf(kept, collection, limit), version: kept.version }
  }

  async readAll(workspaceId: string): Promise<Contents> {
    const all = new Map(this.#workspaces.get(workspaceId))
    // The texts are read now, because a commit may come before they are asked for.
    const texts = new Map([...all].map(([name, kept]) => [name, kept.first(Number.POSITIVE_INFINITY)]))
    return {
      of: <T>({ name, codec }: Collection<T>) =>
        (texts.get(name) ?? []).map(([id, { text, ...rest }]) => ({
          id,
          ...rest,
          value: codec.decode(text, id),
        })),
    }
  }

  async commit(workspaceId: string, change: Change): Promise<Outcome> {
    const before = this.#workspaces.get(workspaceId)
    if (!change.expected.every((one) => isMet(before, one))) return { kind: 'conflict' }
    const collections: Collections = (change.isReplacing ? undefined : before) ?? new Map()
    const writes = encodeWrites(change.writes)
    const full = findFull(writes, (name) => collections.get(name))
    if (full !== undefined) return { kind: 'full', collection: full }
    for (const write of writes) this.#apply(collections, write)
    this.#workspaces.set(workspaceId, collections)
    if (change.isAnnounced) for (const listener of this.#listeners) listener(workspaceId)
    return { kind: 'committed' }
  }

  async collections(workspaceId: string): Promise<readonly string[]> {
    return this.#namesOf(workspaceId)
  }

  async workspaces(): Promise<readonly string[]> {
    return [...this.#workspaces.keys()]
  }

  async register(workspaceId: string): Promise<void> {
    if (!this.#workspaces.has(workspaceId)) this.#workspaces.set(workspaceId, new Map())
  }

  async forget(workspaceId: string, onlyWith?: ReadonlySet<string>): Promise<boolean> {
    if (onlyWith !== undefined && this.#namesOf(workspaceId).some((name) => !onlyWith.has(name))) return false
    this.#workspaces.delete(workspaceId)
    return true
  }

  watch(listener: (workspaceId: string) => void): () => void {
    const own = (workspaceId: string) => listener(workspaceId)
    this.#listeners.add(own)
    return () => this.#listeners.delete(own)
  }

  #namesOf(workspaceId: string): readonly string[] {
    const all = [...(this.#workspaces.get(workspaceId) ?? [])]
    return all.filter(([, kept]) => kept.count > 0).map(([name]) => name)
  }

  #find<T>(workspaceId: string, { name, codec }: Collection<T>, id: string): StoredRecord<T> | undefined {
    const found = this.#workspaces.get(workspaceId)?.get(name)?.get(id)
    if (found === undefined) return undefined
    return { id, version: found.version, position: found.position, value: codec.decode(found.text, id) }
  }

  #apply(collections: Collections, write: TextWrite): void {
    const { collection } = write
    const kept = collections.get(collection.name) ?? new MemoryCollection()
    collections.set(collection.name, kept)
    const version = ++this.#lastVersion
    if (write.kind === 'clear') kept.clear()
    else if (write.kind === 'delete') kept.delete(write.id)
    else kept.put(write.id, version, write.text, write.position)
    kept.version = version
    if (collection.overflow === 'drop-oldest') kept.shrink(collection.maxItems, collection.maxSize)
  }
}

function recordsOf<T>(
  kept: MemoryCollection,
  { codec }: Collection<T>,
  limit: number,
): readonly StoredRecord<T>[] {
  return kept
    .first(limit)
    .map(([id, { version, position, text }]) => ({ id, version, position, value: codec.decode(text, id) }))
}

function isMet(collections: Collections | undefined, expected: Expectation): boolean {
  const kept = collections?.get(expected.collection.name)
  const version = 'id' in expected ? kept?.get(expected.id)?.version : kept?.version
  return (version ?? 0) === expected.version
}
