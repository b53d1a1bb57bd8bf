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
export interface Collection<T> {
  /** Without a slash. */
  readonly name: string
  readonly codec: Codec<T>
  /** How many records a workspace may have of it. */
  readonly maxItems: number
  /** How many characters their texts may have together. */
  readonly maxSize: number
  /** What happens past the bound: the commit is refused, or the oldest records go. */
  readonly overflow: 'refuse' | 'drop-oldest'
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
  /** Changes with every write of the collection; 0 when there was none. */
  readonly version: number
}

/** Which record is meant. */
export interface RecordRef<T = unknown> {
  readonly collection: Collection<T>
  readonly id: string
}

/** Which records of a collection are meant. */
export interface Page {
  /** The first so many. All when left out. */
  readonly limit?: number
}

/** What must still be so at a commit. */
export type Expectation =
  | { readonly collection: Collection<unknown>; readonly id: string; readonly version: number }
  /** That no record of the collection was written since. */
  | { readonly collection: Collection<unknown>; readonly version: number }

/** What a commit does to one record, or to all records of a collection. */
export type Write =
  /** @see Draft */
  | {
      readonly kind: 'put'
      readonly collection: Collection<unknown>
      readonly id: string
      readonly draft: Draft
    }
  | { readonly kind: 'delete'; readonly collection: Collection<unknown>; readonly id: string }
  | { readonly kind: 'clear'; readonly collection: Collection<unknown> }

/** A record as it is written. */
export interface Draft {
  readonly value: unknown
  /** Where it stands, a whole number above 0; behind all others when left out, or where it stood. */
  readonly position?: number | undefined
}

/** A change of one workspace, made whole or not at all. */
export interface Change {
  readonly expected: readonly Expectation[]
  /** In this order. */
  readonly writes: readonly Write[]
  /** Whether everything that the workspace holds goes before the writes are made. */
  readonly isReplacing?: boolean
  /** Whether whoever watches hears of it. */
  readonly isAnnounced?: boolean
}

export type Outcome =
  | { readonly kind: 'committed' }
  /** Something is no more as it was expected; nothing was changed. */
  | { readonly kind: 'conflict' }
  /** The collection has no room; nothing was changed. */
  | { readonly kind: 'full'; readonly collection: string }

/** Everything that a workspace holds, as it was at one moment. */
export interface Contents {
  /** The records of a collection, the oldest first. */
  of<T>(collection: Collection<T>): readonly StoredRecord<T>[]
}

/**
 * Keeps the records of workspaces and knows no domain. A workspace is the unit of consistency: each call is of one moment,
 * and a commit is made whole or not at all.
 *
 * Every method may throw `store_unavailable` (ApiError) where the store is another process. Whether a commit was made is
 * not known then.
 */
export interface RecordStore {
  /** Whether other servers change the records too, so that what was read before may be out of date. */
  readonly isShared: boolean
  /** The records that are meant, in their order; undefined for those that are not there. */
  read<T>(
    workspaceId: string,
    refs: readonly RecordRef<T>[],
  ): Promise<readonly (StoredRecord<T> | undefined)[]>
  /** The records of a collection, the oldest first. */
  list<T>(workspaceId: string, collection: Collection<T>, page?: Page): Promise<RecordList<T>>
  readAll(workspaceId: string): Promise<Contents>
  commit(workspaceId: string, change: Change): Promise<Outcome>
  /** The names of the collections of which a workspace has records, in no order. */
  collections(workspaceId: string): Promise<readonly string[]>
  /** The workspaces that may hold records, in no order. */
  workspaces(): Promise<readonly string[]>
  /** Makes a workspace one of `workspaces`, which a commit does too. */
  register(workspaceId: string): Promise<void>
  /**
   * Forgets a workspace with all that it holds.
   *
   * @param onlyWith when given, a workspace that has records of other collections than these stays.
   * @returns whether it is forgotten.
   */
  forget(workspaceId: string, onlyWith?: ReadonlySet<string>): Promise<boolean>
  /**
   * Tells of workspaces in which an announced change was committed, by whichever server. What happens while the store is
   * away may be missed.
   *
   * @returns what ends it.
   */
  watch(listener: (workspaceId: string) => void): () => void
}
