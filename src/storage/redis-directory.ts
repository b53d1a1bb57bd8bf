import type { Directory, Entry } from './directory.js'
import type { Collection, StoredRecord } from './records.js'
import { type Link, storeTtlMs } from './redis-link.js'
import { RedisSpace } from './redis-space.js'

/** Entries are kept longer than the workspaces that they point to, which may live on without a claim. */
const keptMs = 4 * storeTtlMs

/** The id of a record is that of the entry, its value the workspace. Claims alone are bounded in number. */
const owners: Collection<string> = {
  name: 'owners',
  codec: { encode: (owner) => owner, decode: (text) => text },
  what: 'session ids',
  per: 'server',
  fix: 'Complete some sessions, or let them expire.',
  maxItems: Number.MAX_SAFE_INTEGER,
  maxSize: Number.MAX_SAFE_INTEGER,
  overflow: 'refuse',
}

/** Knows in Redis or Valkey which workspace an id belongs to: the records of a space of its own, in the order of claims. */
export class RedisDirectory implements Directory {
  readonly #space: RedisSpace
  readonly #maxIds: number
  /** Where `next` ended. */
  #last: StoredRecord<string> | undefined

  constructor(link: Link, maxIds: number) {
    this.#space = new RedisSpace(link, 'directory', keptMs)
    this.#maxIds = maxIds
  }

  async claim(
    workspaceId: string,
    wanted: readonly string[],
    replaced = 0,
  ): Promise<'claimed' | 'taken' | 'full'> {
    const ids = [...new Set(wanted)]
    if (ids.length === 0) return 'claimed'
    const collection = { ...owners, maxItems: this.#maxIds + replaced }
    const { kind } = await this.#space.commit(
      {
        expected: ids.map((id) => ({ collection, id, version: 0 })),
        writes: ids.map((id) => ({ kind: 'put', collection, id, value: workspaceId })),
      },
      true,
    )
    if (kind !== 'conflict') return kind === 'full' ? 'full' : 'claimed'
    const found = await this.#read(ids)
    if (found.some((owner) => owner !== undefined && owner !== workspaceId)) return 'taken'
    // Some are claimed by this workspace already, or were released just now.
    return this.claim(
      workspaceId,
      ids.filter((_, at) => found[at] === undefined),
      replaced,
    )
  }

  async find(id: string): Promise<string | undefined> {
    const [owner] = await this.#read([id])
    return owner
  }

  async release(ids: readonly string[]): Promise<void> {
    const writes = ids.map((id) => ({ kind: 'delete', collection: owners, id }) as const)
    await this.#space.commit({ expected: [], writes }, false)
  }

  async oldest(count: number): Promise<readonly Entry[]> {
    const { records } = await this.#space.list(owners, { limit: count })
    return records.map(entryOf)
  }

  async next(count: number): Promise<readonly Entry[]> {
    const after = this.#last
    const { records } = await this.#space.list(owners, { limit: count }, after)
    this.#last = records.length < count ? undefined : records.at(-1)
    if (records.length === 0 && after !== undefined) return this.next(count)
    return records.map(entryOf)
  }

  async size(): Promise<number> {
    return (await this.#space.sizes()).get(owners.name)?.count ?? 0
  }

  async #read(ids: readonly string[]): Promise<readonly (string | undefined)[]> {
    const found = await this.#space.read(ids.map((id) => ({ collection: owners, id })))
    return found.map((record) => record?.value)
  }
}

function entryOf({ id, value }: StoredRecord<string>): Entry {
  return { id, workspaceId: value }
}
