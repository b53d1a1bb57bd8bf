import type { Clock } from '../lib/clock.js'
import { OneByOne } from '../lib/one-by-one.js'
import { inSlices, type Steps, sortSteps } from '../lib/steps.js'
import type {
  Change,
  Collection,
  CollectionSize,
  Contents,
  Outcome,
  Page,
  RecordList,
  RecordRef,
  RecordStore,
  StoredRecord,
} from './records.js'
import { type Link, storeTtlMs } from './redis-link.js'
import { RedisSpace, readText } from './redis-space.js'
import { byPosition, type StoredText } from './stored-text.js'

/** The channel of announced changes. */
const channel = 'changes'

/** A sorted set of all workspaces by the instant of their registration, in epoch milliseconds. */
const registry = 'workspaces'

/** A workspace is registered anew after this long, so that one that nobody writes to any more leaves the registry. */
const renewMs = 24 * 60 * 60 * 1000

/** So many workspaces are remembered as registered. */
const maxRemembered = 10_000

/** Keeps records in Redis or Valkey, for all servers with the same prefix. Each call is one round trip. */
export class RedisRecordStore implements RecordStore {
  readonly isShared = true
  readonly #link: Link
  readonly #clock: Clock
  /** When this server registered a workspace. */
  readonly #registeredMs = new Map<string, number>()
  readonly #searches = new OneByOne()

  /** @param clock real time. */
  constructor(link: Link, clock: Clock) {
    this.#link = link
    this.#clock = clock
  }

  read<T>(workspaceId: string, refs: readonly RecordRef<T>[]) {
    return this.#spaceOf(workspaceId).read(refs)
  }

  list<T>(workspaceId: string, collection: Collection<T>, page: Page = {}): Promise<RecordList<T>> {
    const list = () => this.#spaceOf(workspaceId).list(collection, page)
    // The store looks at all records for those that include a text, and answers nobody meanwhile.
    return page.including === undefined ? list() : this.#searches.run(workspaceId, list)
  }

  async readAll(workspaceId: string): Promise<Contents> {
    const all = await this.#spaceOf(workspaceId).readAll()
    const texts = new Map<string, StoredText[]>()
    await inSlices(groupSteps(all, texts))
    for (const [name, unsorted] of texts)
      texts.set(name, [...(await inSlices(sortSteps(unsorted, byPosition)))])
    function* each<T>({ name, codec }: Collection<T>): Iterable<StoredRecord<T>> {
      for (const { text, ...one } of texts.get(name) ?? [])
        yield { ...one, value: codec.decode(text, one.id) }
    }
    return { of: (collection) => [...each(collection)], each }
  }

  async commit(workspaceId: string, change: Change): Promise<Outcome> {
    const registeredMs = this.#registeredMs.get(workspaceId) ?? Number.NEGATIVE_INFINITY
    const mayBeNew = this.#clock.now() >= registeredMs + renewMs
    const notice = change.isAnnounced
      ? { channel: this.#link.channelOf(channel), message: workspaceId }
      : undefined
    // Sent together and in this order: a workspace that has records is registered.
    const [, outcome] = await Promise.all([
      mayBeNew && this.register(workspaceId),
      this.#spaceOf(workspaceId).commit(change, mayBeNew, notice),
    ])
    if (outcome.kind !== 'unknown') return outcome
    // Another server has forgotten it, or the store has.
    this.#registeredMs.delete(workspaceId)
    return this.commit(workspaceId, change)
  }

  async collections(workspaceId: string): Promise<readonly string[]> {
    const sizes = [...(await this.sizes(workspaceId))]
    return sizes.filter(([, { count }]) => count > 0).map(([name]) => name)
  }

  sizes(workspaceId: string): Promise<ReadonlyMap<string, CollectionSize>> {
    return this.#spaceOf(workspaceId).sizes()
  }

  ids(workspaceId: string, collection: Collection<unknown>): AsyncIterable<readonly string[]> {
    return this.#spaceOf(workspaceId).ids(collection)
  }

  workspaces(): Promise<readonly string[]> {
    return this.#link.read('zrangebyscore', [registry], [this.#expiredMs(), '+inf'])
  }

  /** Registers a workspace, and removes those whose records the store no longer has. */
  async register(workspaceId: string): Promise<void> {
    const nowMs = this.#clock.now()
    await Promise.all([
      this.#link.write('zadd', [registry], [nowMs, workspaceId]),
      this.#link.write('zremrangebyscore', [registry], ['-inf', this.#expiredMs()]),
      this.#link.write('pexpire', [registry], [storeTtlMs + renewMs]),
    ])
    if (this.#registeredMs.size >= maxRemembered) this.#registeredMs.clear()
    this.#registeredMs.set(workspaceId, nowMs)
  }

  async forget(workspaceId: string): Promise<void> {
    this.#registeredMs.delete(workspaceId)
    // In this order: a commit that comes between is lost with the rest, or registers it again.
    await this.#link.write('zrem', [registry], [workspaceId])
    await this.#spaceOf(workspaceId).forget()
  }

  watch(listener: (workspaceId: string) => void, missed?: () => void): () => void {
    return this.#link.subscribe(channel, listener, missed)
  }

  #expiredMs(): number {
    return this.#clock.now() - storeTtlMs - renewMs
  }

  #spaceOf(workspaceId: string): RedisSpace {
    return new RedisSpace(this.#link, `workspace:${workspaceId}`)
  }
}

/** Sorts what a space holds, fields and lines in turn, by collection. */
function* groupSteps(all: readonly string[], texts: Map<string, StoredText[]>): Steps<void> {
  for (let at = 0; at < all.length; at += 2) {
    const field = all[at] as string
    const slash = field.indexOf('/')
    const name = field.slice(0, slash)
    const group = texts.get(name) ?? []
    texts.set(name, group)
    group.push(readText(field.slice(slash + 1), all[at + 1] as string))
    yield
  }
}
