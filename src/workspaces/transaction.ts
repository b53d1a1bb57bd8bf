import type { Bound } from '../lib/bounds.js'
import type { Clock } from '../lib/clock.js'
import { type MaybePromise, then } from '../lib/maybe-promise.js'
import type {
  Change,
  Collection,
  CollectionSize,
  Expectation,
  Page,
  RecordList,
  RecordStore,
  StoredRecord,
  Write,
} from '../storage/records.js'
import type { ApiVersion } from '../versions/api-version.js'
import type { DomainEvent } from './domain-event.js'
import type { RandomSource } from './random-source.js'
import { stateId, states, type WorkspaceState } from './state.js'
import { WorkspaceClock } from './workspace-clock.js'

export interface TransactionDeps {
  readonly records: RecordStore
  /** Real time. */
  readonly clock: Clock
  /** What workspaces speak that have no version of their own. */
  readonly apiVersion: ApiVersion
  readonly randomSourceFor: (tx: Transaction) => RandomSource
  /** Adds the deliveries of an event to its transaction. */
  readonly plan: (tx: Transaction, event: DomainEvent) => MaybePromise<void>
}

export interface PutOptions {
  readonly position?: number | undefined
  /** Is called, and the record is left out, where its collection is full; without it the whole transaction is refused. */
  readonly whenFull?: (() => void) | undefined
}

type PlannedWrite = Write & Pick<PutOptions, 'whenFull'>

/**
 * The changes of one workspace that are made together or not at all. What was read is expected to be still so at the
 * commit; else the transaction runs again.
 */
export class Transaction {
  readonly workspaceId: string
  readonly randomSource: RandomSource
  readonly #deps: TransactionDeps
  /** By collection and id; null as long as nothing was read. */
  #expected: Map<string, Expectation> | null = null
  readonly #writes = new Map<string, PlannedWrite>()
  readonly #cleared: Collection<unknown>[] = []
  readonly events: DomainEvent[] = []
  /** What is done once it is committed. */
  readonly afterCommit: (() => void)[] = []
  #isReplacing = false
  #isAnnounced = false
  #state: WorkspaceState
  readonly #stateVersion: number

  constructor(deps: TransactionDeps, workspaceId: string, state: WorkspaceState, stateVersion: number) {
    this.workspaceId = workspaceId
    this.#deps = deps
    this.#state = state
    this.#stateVersion = stateVersion
    this.randomSource = deps.randomSourceFor(this)
  }

  /** Whether the workspace has a state: not before its first call, nor once it was forgotten. */
  get hasState(): boolean {
    return this.#stateVersion > 0
  }

  get state(): WorkspaceState {
    return this.#state
  }

  /** The workspace's time. */
  get clock(): WorkspaceClock {
    return new WorkspaceClock(this.#deps.clock, this.#state.clock)
  }

  /** The version of the API that the workspace speaks. */
  get apiVersion(): ApiVersion {
    return this.#state.apiVersion ?? this.#deps.apiVersion
  }

  /** A record as this transaction leaves it so far; undefined when there is none. */
  get<T>(collection: Collection<T>, id: string): MaybePromise<T | undefined> {
    const written = this.#writes.get(keyOf(collection, id))
    if (written !== undefined) return written.kind === 'put' ? (written.value as T) : undefined
    return then(this.#deps.records.read(this.workspaceId, [{ collection, id }]), ([found]) => {
      this.#expect({ collection, id, version: found?.version ?? 0 })
      return found?.value
    })
  }

  /** A record that may have changed when the transaction is committed. */
  async peek<T>(collection: Collection<T>, id: string): Promise<T | undefined> {
    const [found] = await this.#deps.records.read(this.workspaceId, [{ collection, id }])
    return found?.value
  }

  /** The records of a collection, the oldest first. Not for a collection that this transaction writes. */
  async list<T>(collection: Collection<T>): Promise<readonly StoredRecord<T>[]> {
    const { records, version } = await this.#deps.records.list(this.workspaceId, collection)
    this.#expect({ collection, version })
    return records
  }

  /** A page of a collection, which is expected to stay as it is as a whole. Not for one that this transaction writes. */
  async page<T>(collection: Collection<T>, page: Page): Promise<RecordList<T>> {
    const found = await this.#deps.records.list(this.workspaceId, collection, page)
    this.#expect({ collection, version: found.version })
    return found
  }

  /** How much the workspace has of each collection, which may change until the transaction is committed. */
  sizes(): MaybePromise<ReadonlyMap<string, CollectionSize>> {
    return this.#deps.records.sizes(this.workspaceId)
  }

  /** The first records of a collection. Others may come before them meanwhile. */
  async firsts<T>(collection: Collection<T>, limit: number): Promise<readonly StoredRecord<T>[]> {
    const { records } = await this.#deps.records.list(this.workspaceId, collection, { limit })
    for (const { id, version } of records) this.#expect({ collection, id, version })
    return records
  }

  /** The records of a collection, which may have changed when the transaction is committed. */
  peekAll<T>(collection: Collection<T>): MaybePromise<readonly StoredRecord<T>[]> {
    return then(this.#deps.records.list(this.workspaceId, collection), ({ records }) => records)
  }

  put<T>(collection: Collection<T>, id: string, value: T, { position, whenFull }: PutOptions = {}): void {
    this.#write({ kind: 'put', collection, id, value, position, whenFull })
  }

  delete<T>(collection: Collection<T>, id: string): void {
    this.#write({ kind: 'delete', collection, id })
  }

  /** Removes all records of a collection but those that this transaction writes. */
  clear<T>(collection: Collection<T>): void {
    this.#cleared.push(collection)
  }

  /** Replaces everything that the workspace holds by what this transaction writes. */
  replaceAll(): void {
    this.#isReplacing = true
  }

  setState(state: WorkspaceState): void {
    this.#state = state
    this.put(states, stateId, state)
  }

  /** Tells of a change: its deliveries are part of the same commit. */
  emit(event: DomainEvent): MaybePromise<void> {
    this.events.push(event)
    return this.#deps.plan(this, event)
  }

  /** Lets those that watch the store, like DeliveryWorker and ExpiryWatch, look at the workspace once this is committed. */
  announce(): void {
    this.#isAnnounced = true
  }

  /** Whether there is nothing to commit. */
  get isEmpty(): boolean {
    return this.#writes.size === 0 && this.#cleared.length === 0 && !this.#isReplacing && !this.#isAnnounced
  }

  toChange(): Change {
    const state: Expectation = { collection: states, id: stateId, version: this.#stateVersion }
    return {
      expected: this.#expected === null ? [state] : [state, ...this.#expected.values()],
      cleared: this.#cleared,
      writes: [...this.#writes.values()],
      isReplacing: this.#isReplacing,
      isAnnounced: this.#isAnnounced,
    }
  }

  /** Leaves out the writes to a full collection that may be left out. Returns false when there are none. */
  leaveOut(collection: string): boolean {
    let isSmaller = false
    for (const [key, write] of this.#writes) {
      if (write.collection.name !== collection || write.whenFull === undefined) continue
      this.#writes.delete(key)
      write.whenFull()
      isSmaller = true
    }
    return isSmaller
  }

  /** The bound of a collection that the commit found full. */
  boundOf(collection: string): Bound {
    const writes = [...this.#writes.values()]
    return (writes.find((write) => write.collection.name === collection) as PlannedWrite).collection
  }

  #write(write: PlannedWrite): void {
    this.#writes.set(keyOf(write.collection, write.id), write)
  }

  /** The first reading counts: what changed between two of them lets the commit fail. */
  #expect(expectation: Expectation): void {
    const { collection, id } = expectation
    const key = id === undefined ? collection.name : keyOf(collection, id)
    this.#expected ??= new Map()
    if (!this.#expected.has(key)) this.#expected.set(key, expectation)
  }
}

function keyOf({ name }: Pick<Collection<unknown>, 'name'>, id: string): string {
  return `${name} ${id}`
}
