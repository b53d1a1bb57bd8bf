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
import type { Link } from './redis-link.js'
import { RedisRegistry } from './redis-registry.js'
import { RedisSpace, readLine } from './redis-space.js'

/** The channel of announced changes. */
const channel = 'changes'

/** Keeps records in Redis or Valkey, for all servers with the same prefix. Each call is one round trip. */
export class RedisRecordStore implements RecordStore {
  readonly isShared = true
  readonly #link: Link
  readonly #registry: RedisRegistry

  /** @param clock real time. */
  constructor(link: Link, clock: Clock) {
    this.#link = link
    this.#registry = new RedisRegistry(link, clock)
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
    const mayBeNew = !this.#registry.has(workspaceId)
    const notice = change.isAnnounced
      ? { channel: this.#link.nameOf(channel), message: workspaceId }
      : undefined
    // Sent together and in this order: a workspace that has records is on the list.
    const [, outcome] = await Promise.all([
      mayBeNew && this.#registry.register(workspaceId),
      this.#spaceOf(workspaceId).commit(change, { mayBeNew, notice }),
    ])
    if (outcome.kind !== 'unknown') return outcome
    // Another server has forgotten it, or the store has.
    this.#registry.forgetHere(workspaceId)
    return this.commit(workspaceId, change)
  }

  async collections(workspaceId: string): Promise<readonly string[]> {
    const counts = [...(await this.#spaceOf(workspaceId).counts())]
    return counts.filter(([, count]) => count > 0).map(([name]) => name)
  }

  workspaces(): Promise<readonly string[]> {
    return this.#registry.list()
  }

  register(workspaceId: string): Promise<void> {
    return this.#registry.register(workspaceId)
  }

  async forget(workspaceId: string, onlyWith?: ReadonlySet<string>): Promise<boolean> {
    if (onlyWith !== undefined && (await this.collections(workspaceId)).some((name) => !onlyWith.has(name)))
      return false
    // In this order: a commit that comes between is lost with the rest, or registers it again.
    await this.#registry.remove(workspaceId)
    await this.#spaceOf(workspaceId).forget()
    return true
  }

  watch(listener: (workspaceId: string) => void): () => void {
    return this.#link.subscribe(channel, listener)
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
