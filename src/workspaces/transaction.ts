import type { Clock } from '../lib/clock.js'
import type {
  Change,
  Collection,
  Draft,
  Expectation,
  RecordStore,
  StoredRecord,
  Write,
} from '../storage/records.js'
import type { DomainEvent } from './domain-event.js'
import type { RandomSource } from './random-source.js'
import { stateId, states, type WorkspaceState } from './state.js'
import { WorkspaceClock } from './workspace-clock.js'

type Version = { readonly collection: Collection<unknown>; readonly id?: string; readonly version: number }

/** What happens when a record has no room; without it the whole transaction is refused. */
type WhenFull = () => void

/**
 * The changes of one workspace that are made together or not at all. What was read is expected to be still so at the
 * commit; else the transaction runs again.
 */
export class Transaction {
  readonly workspaceId: string
  readonly randomSource: RandomSource
  readonly #records: RecordStore
  readonly #real: Clock
  readonly #plan: (tx: Transaction, event: DomainEvent) => Promise<void>
  readonly #read = new Map<string, Version>()
  readonly #writes = new Map<string, Write>()
  readonly #optional = new Map<string, WhenFull>()
  readonly #cleared: Collection<unknown>[] = []
  readonly events: DomainEvent[] = []
  #isReplacing = false
  #isAnnounced = false
  #state: WorkspaceState
  readonly #stateVersion: number

  constructor(deps: TransactionDeps, workspaceId: string, state: WorkspaceState, stateVersion: number) {
    this.workspaceId = workspaceId
    this.#records = deps.records
    this.#real = deps.clock
    this.#plan = deps.plan
    this.#state = state
    this.#stateVersion = stateVersion
    this.#read.set(keyOf(states, stateId), { collection: states, id: stateId, version: stateVersion })
    this.randomSource = deps.randomSourceFor(this)
  }

  /** Whether the workspace has no state yet, and begins with this transaction. */
  get isNew(): boolean {
    return this.#stateVersion === 0
  }

  get state(): WorkspaceState {
    return this.#state
  }

  /** The workspace's time. */
  get clock(): WorkspaceClock {
    return new WorkspaceClock(this.#real, this.#state.clock)
  }

  /** A record as this transaction leaves it so far; undefined when there is none. */
  async get<T>(collection: Collection<T>, id: string): Promise<T | undefined> {
    return (await this.find(collection, id))?.value
  }

  /** A record and its position. */
  async find<T>(
    collection: Collection<T>,
    id: string,
  ): Promise<Pick<StoredRecord<T>, 'value' | 'position'> | undefined> {
    const key = keyOf(collection, id)
    const written = this.#writes.get(key)
    if (written?.kind === 'put')
      return { value: written.draft.value as T, position: written.draft.position ?? 0 }
    if (written !== undefined) return undefined
    const [found] = await this.#records.read(this.workspaceId, [{ collection, id }])
    this.#expectRecord(collection, id, found?.version ?? 0)
    return found
  }

  /** A record that may have changed when the transaction is committed. */
  async peek<T>(collection: Collection<T>, id: string): Promise<T | undefined> {
    const [found] = await this.#records.read(this.workspaceId, [{ collection, id }])
    return found?.value
  }

  /** The records of a collection that this transaction has not written, the oldest first. */
  async list<T>(collection: Collection<T>): Promise<readonly StoredRecord<T>[]> {
    const { records, version } = await this.#records.list(this.workspaceId, collection)
    this.#expect(collection.name, { collection: collection as Collection<unknown>, version })
    return records
  }

  /** The first record of a collection that this transaction has not written. Others may come before it meanwhile. */
  async first<T>(collection: Collection<T>): Promise<StoredRecord<T> | undefined> {
    const { records } = await this.#records.list(this.workspaceId, collection, { limit: 1 })
    const [found] = records
    if (found !== undefined) this.#expectRecord(collection, found.id, found.version)
    return found
  }

  /** The records of a collection, which may have changed when the transaction is committed. */
  async peekAll<T>(collection: Collection<T>): Promise<readonly StoredRecord<T>[]> {
    return (await this.#records.list(this.workspaceId, collection)).records
  }

  /** @param whenFull is called, and the record is left out, where the collection has no room for it. */
  put<T>(collection: Collection<T>, id: string, value: T, { position, whenFull }: PutOptions = {}): void {
    const draft: Draft = { value, position }
    const key = keyOf(collection, id)
    this.#writes.set(key, { kind: 'put', collection: collection as Collection<unknown>, id, draft })
    if (whenFull) this.#optional.set(key, whenFull)
  }

  delete<T>(collection: Collection<T>, id: string): void {
    this.#writes.set(keyOf(collection, id), {
      kind: 'delete',
      collection: collection as Collection<unknown>,
      id,
    })
  }

  /** Removes all records of a collection but those that this transaction writes. */
  clear<T>(collection: Collection<T>): void {
    this.#cleared.push(collection as Collection<unknown>)
  }

  /** Replaces everything that the workspace holds by what this transaction writes. */
  replaceAll(): void {
    this.#isReplacing = true
  }

  setState(state: WorkspaceState): void {
    this.#state = state
    this.put(states, stateId, state)
  }

  /** Tells of a change: what webhooks are to hear of it is part of the same commit. */
  async emit(event: DomainEvent): Promise<void> {
    this.events.push(event)
    await this.#plan(this, event)
  }

  /** Lets those that deliver look at the workspace once this is committed. */
  announce(): void {
    this.#isAnnounced = true
  }

  /** Whether there is nothing to commit. */
  get isEmpty(): boolean {
    return this.#writes.size === 0 && this.#cleared.length === 0 && !this.#isReplacing && !this.#isAnnounced
  }

  toChange(): Change {
    const clears = this.#cleared.map((collection): Write => ({ kind: 'clear', collection }))
    return {
      expected: [...this.#read.values()] as Expectation[],
      writes: [...clears, ...this.#writes.values()],
      isReplacing: this.#isReplacing,
      isAnnounced: this.#isAnnounced,
    }
  }

  /** Leaves out what a full collection need not take. Returns false when there is no such thing. */
  leaveOut(collection: string): boolean {
    let isSmaller = false
    for (const [key, whenFull] of this.#optional) {
      if (this.#writes.get(key)?.collection.name !== collection) continue
      this.#writes.delete(key)
      this.#optional.delete(key)
      whenFull()
      isSmaller = true
    }
    return isSmaller
  }

  #expectRecord<T>(collection: Collection<T>, id: string, version: number): void {
    this.#expect(keyOf(collection, id), { collection: collection as Collection<unknown>, id, version })
  }

  /** The first reading counts: what changed between two of them lets the commit fail. */
  #expect(key: string, version: Version): void {
    if (!this.#read.has(key)) this.#read.set(key, version)
  }
}

export interface PutOptions {
  readonly position?: number | undefined
  readonly whenFull?: WhenFull
}

export interface TransactionDeps {
  readonly records: RecordStore
  /** Real time. */
  readonly clock: Clock
  readonly randomSourceFor: (tx: Transaction) => RandomSource
  /** Adds what webhooks are to hear of an event. */
  readonly plan: (tx: Transaction, event: DomainEvent) => Promise<void>
}

function keyOf({ name }: Pick<Collection<unknown>, 'name'>, id: string): string {
  return `${name} ${id}`
}
