import type { Bound } from '../lib/bounds.js'
import type { MaybePromise } from '../lib/maybe-promise.js'

/** How values of a collection are written as text, and read again. */
export interface Codec<T> {
  encode(value: T): string
  /** @param id that of the record, which its text need not have. */
  decode(text: string, id: string): T
}

/** The codec of most collections. */
export function jsonCodec<T>(): Codec<T> {
  return { encode: (value) => JSON.stringify(value), decode: (text) => JSON.parse(text) as T }
}

/** One kind of record of a workspace, declared once. Two collections are the same when their names are. */
export interface Collection<T> extends Bound {
  /** Without a slash. */
  readonly name: string
  readonly codec: Codec<T>
}

/** A record and what the store knows of it. */
export interface StoredRecord<T> {
  readonly id: string
  /** Changes with every write, and no two writes of a workspace have the same. Above 0. */
  readonly version: number
  /** Its place among the records of its collection, the oldest first. A record that is replaced keeps it. */
  readonly position: number
  readonly value: T
}

/** The records of a collection, as they were at one moment. */
export interface RecordList<T> {
  readonly records: readonly StoredRecord<T>[]
  /** Changes with every write of the collection; 0 when it has no records. */
  readonly version: number
  /** How many records the collection has; where a page is of those with a text, how many have it. */
  readonly count: number
}

export interface RecordRef<T = unknown> {
  readonly collection: Collection<T>
  readonly id: string
}

/** Which records of a collection are meant. All when everything is left out. */
export interface Page {
  /** How many records at most, from the first. */
  readonly limit?: number | undefined
  /** How many are left out before the first. */
  readonly skip?: number | undefined
  /** Whether the newest comes first. */
  readonly isNewestFirst?: boolean
  /** Only with `isNewestFirst`: only records with positions below this one. */
  readonly before?: number | undefined
  /** Only records whose text, as the codec writes it, has this part. There must be few different parts: a store may keep an index for each. */
  readonly including?: string | undefined
}

/** How much there is of a collection. */
export interface CollectionSize {
  readonly count: number
  /** Characters of all texts together. */
  readonly size: number
}

/** The version that a record, or without an `id` its whole collection, must still have at a commit; 0 for none. */
export interface Expectation {
  readonly collection: Collection<unknown>
  readonly id?: string
  readonly version: number
}

/** What a commit does to one record. */
export type Write =
  | Put
  | { readonly kind: 'delete'; readonly collection: Collection<unknown>; readonly id: string }

export interface Put {
  readonly kind: 'put'
  readonly collection: Collection<unknown>
  readonly id: string
  readonly value: unknown
  /** A whole number above 0; when left out, that of the record before, or behind all others. */
  readonly position?: number | undefined
}

/** A change of one workspace, made whole or not at all. */
export interface Change {
  readonly expected: readonly Expectation[]
  /** Collections that are emptied before the writes are made. */
  readonly cleared?: readonly Collection<unknown>[]
  /** In this order, and at most one for each record. */
  readonly writes: readonly Write[]
  /** Whether the workspace is emptied before the writes are made. */
  readonly isReplacing?: boolean
  /** Whether watchers hear of it. */
  readonly isAnnounced?: boolean
}

export type Outcome =
  | { readonly kind: 'committed' }
  /** An expectation does not hold; nothing was changed. */
  | { readonly kind: 'conflict' }
  /** The collection has no room; nothing was changed. */
  | { readonly kind: 'full'; readonly collection: string }
  /** The memory of this process has no room, or a workspace has its share of it; nothing was changed. */
  | { readonly kind: 'no-memory'; readonly per: 'workspace' | 'server' }

/** Everything that a workspace holds, as it was at one moment. */
export interface Contents {
  /** The records of a collection, the oldest first. */
  of<T>(collection: Collection<T>): readonly StoredRecord<T>[]
  /** The same, each decoded when its turn comes. */
  each<T>(collection: Collection<T>): Iterable<StoredRecord<T>>
}

/**
 * Keeps the records of workspaces and knows no domain. A workspace is the unit of consistency: each call is of one moment,
 * and a commit is made whole or not at all.
 *
 * What it answers is there at once where the store is in this process. Every method may throw `store_unavailable` (ApiError) where the store is another process. Whether a commit was made is
 * not known then.
 */
export interface RecordStore {
  /** Whether other servers change the records too, so that what was read before may be out of date. */
  readonly isShared: boolean
  /** The records in the order of `refs`; undefined for those that are not there. */
  read<T>(
    workspaceId: string,
    refs: readonly RecordRef<T>[],
  ): MaybePromise<readonly (StoredRecord<T> | undefined)[]>
  /** The records of a collection, the oldest first unless the page says otherwise. */
  list<T>(workspaceId: string, collection: Collection<T>, page?: Page): MaybePromise<RecordList<T>>
  readAll(workspaceId: string): MaybePromise<Contents>
  /** A very large one that replaces a workspace is prepared in slices, and made at once. */
  commit(workspaceId: string, change: Change): MaybePromise<Outcome>
  /**
   * The ids of a collection, in no order, some at a time. Those that are added or removed meanwhile may be there or not;
   * where the store is in this process, the ids of a workspace that is forgotten meanwhile can be read on.
   */
  ids(workspaceId: string, collection: Collection<unknown>): MaybePromise<AsyncIterable<readonly string[]>>
  /** How much there is of each collection, by its name. */
  sizes(workspaceId: string): MaybePromise<ReadonlyMap<string, CollectionSize>>
  /** The names of the collections of which a workspace has records, in no order. */
  collections(workspaceId: string): MaybePromise<readonly string[]>
  /** The workspaces that may hold records, in no order. */
  workspaces(): MaybePromise<readonly string[]>
  /** Makes a workspace one of `workspaces`, which a commit does too. */
  register(workspaceId: string): MaybePromise<void>
  /** Forgets a workspace with all that it holds. */
  forget(workspaceId: string): MaybePromise<void>
  /**
   * Calls a listener with each workspace in which an announced change was committed, by whichever server.
   *
   * @param missed is called when changes may have been missed, because the store was away.
   * @returns ends it.
   */
  watch(listener: (workspaceId: string) => void, missed?: () => void): () => void
}
