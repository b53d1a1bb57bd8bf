import type { Clock } from '../lib/clock.js'
import type {
  Change,
  Collection,
  Contents,
  Outcome,
  Page,
  RecordList,
  RecordRef,
  RecordStore,
  StoredRecord,
} from './records.js'
import { type Link, storeTtlMs } from './redis-link.js'
import { RedisSpace, readLine } from './redis-space.js'

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

  /** @param clock real time. */
  constructor(link: Link, clock: Clock) {
    this.#link = link
    this.#clock = clock
  }

  read<T>(workspaceId: string, refs: readonly RecordRef<T>[]) {
    return this.#spaceOf(workspaceId).read(refs)
  }

  list<T>(workspaceId: string, collection: Collection<T>, page: Page = {}): Promise<RecordList<T>> {
    return this.#spaceOf(workspaceId).list(collection, page)
  }

  async readAll(workspaceId: string): Promise<Contents> {
    const lines = Object.entries(await this.#spaceOf(workspaceId).readAll())
    return { of: (collection) => recordsOf(lines, collection) }
  }

  async commit(workspaceId: string, change: Change): Promise<Outcome> {
    const registeredMs = this.#registeredMs.get(workspaceId) ?? Number.NEGATIVE_INFINITY
    const mayBeNew = this.#clock.now() >= registeredMs + renewMs
    const notice = change.isAnnounced
      ? { channel: this.#link.nameOf(channel), message: workspaceId }
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
    const counts = [...(await this.#spaceOf(workspaceId).counts())]
    return counts.filter(([, count]) => count > 0).map(([name]) => name)
  }

  ids(workspaceId: string, collection: Collection<unknown>): Promise<readonly string[]> {
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

  watch(listener: (workspaceId: string) => void): () => void {
    return this.#link.subscribe(channel, listener)
  }

  #expiredMs(): number {
    return this.#clock.now() - storeTtlMs - renewMs
  }

  #spaceOf(workspaceId: string): RedisSpace {
    return new RedisSpace(this.#link, `workspace:${workspaceId}`)
  }
}

/** The records of a collection in their order, of all that a space holds. */
function recordsOf<T>(
  lines: readonly (readonly [field: string, line: string])[],
  collection: Collection<T>,
): readonly StoredRecord<T>[] {
  const prefix = `${collection.name}/`
  return lines
    .filter(([field]) => field.startsWith(prefix))
    .map(([field, line]) => readLine(collection, field.slice(prefix.length), line))
    .sort((one, other) => one.position - other.position || one.version - other.version)
}
