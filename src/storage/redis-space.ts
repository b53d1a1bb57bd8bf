import { lateMs } from './late.js'
import type { Change, Collection, Outcome, RecordList, StoredRecord } from './records.js'
import type { Link } from './redis-link.js'
import { commitScript, listScript } from './redis-scripts.js'
import { encodeChange } from './redis-steps.js'

/** Which records of a collection are meant. */
interface Range {
  /** The first so many. All when left out. */
  readonly limit?: number | undefined
  /** Those behind this one. */
  readonly after?: StoredRecord<unknown> | undefined
}

interface CommitOptions {
  /** Whether the space is made when it is not there. */
  readonly mayBeNew: boolean
  /** The channel that hears of the commit, and the message. */
  readonly notice?: { readonly channel: string; readonly message: string } | undefined
}

/** Records that are kept together, in keys of one slot of a cluster. Each call is one round trip. */
export class RedisSpace {
  readonly #link: Link
  readonly #keys: readonly [records: string, order: string, meta: string]

  readonly #keptMs: number

  /**
   * @param name what its keys have in common.
   * @param keptMs how long the store keeps it after the last commit, in real time.
   */
  constructor(link: Link, name: string, keptMs = lateMs) {
    this.#link = link
    this.#keptMs = keptMs
    this.#keys = [`{${name}}:records`, `{${name}}:order`, `{${name}}:meta`]
  }

  /** Records in the order of their ids; undefined for those that are not there. */
  async read<T>(
    refs: readonly { readonly collection: Collection<T>; readonly id: string }[],
  ): Promise<readonly (StoredRecord<T> | undefined)[]> {
    if (refs.length === 0) return []
    const fields = refs.map(({ collection, id }) => `${collection.name}/${id}`)
    const lines = await this.#link.read<readonly (string | null)[]>('hmget', [this.#keys[0]], fields)
    return refs.map(({ collection, id }, at) => {
      const line = lines[at] ?? null
      return line === null ? undefined : readLine(collection, id, line)
    })
  }

  /** Every record as it is kept, by `<collection>/<id>`. */
  readAll(): Promise<Readonly<Record<string, string>>> {
    return this.#link.read('hgetall', [this.#keys[0]])
  }

  async list<T>(collection: Collection<T>, { limit = -1, after }: Range): Promise<RecordList<T>> {
    const place = after === undefined ? '' : placeOf(collection, after)
    const args = [collection.name, limit, place]
    const [version, ...rest] = (await this.#link.run(listScript, this.#keys, args)) as readonly string[]
    const records: StoredRecord<T>[] = []
    for (let at = 0; at < rest.length; at += 2)
      records.push(readLine(collection, rest[at] as string, rest[at + 1] as string))
    return { records, version: Number(version) }
  }

  /** How many records there are of each collection. */
  async counts(): Promise<ReadonlyMap<string, number>> {
    const meta = await this.#link.read<Readonly<Record<string, string>>>('hgetall', [this.#keys[2]])
    return new Map(
      Object.entries(meta)
        .filter(([field]) => field.endsWith('/'))
        .map(([field, line]) => [field.slice(0, -1), Number(line.split(' ')[1])]),
    )
  }

  /** Makes a change; `unknown`, and nothing is changed, when the space is not there and may not be new. */
  async commit(change: Change, { mayBeNew, notice }: CommitOptions): Promise<Outcome | { kind: 'unknown' }> {
    const { collections, lists } = await encodeChange(change)
    const head = {
      keptMs: this.#keptMs,
      isNew: mayBeNew,
      isReplacing: change.isReplacing === true,
      collections: collections.map(({ name, maxItems, maxSize, overflow }) => [
        name,
        maxItems,
        maxSize,
        Number(overflow === 'refuse'),
      ]),
      ...notice,
    }
    const args = [JSON.stringify(head), ...lists]
    const [kind, place] = (await this.#link.run(commitScript, this.#keys, args, lists.length > 1)) as [
      'committed' | 'conflict' | 'unknown' | 'full',
      number?,
    ]
    if (kind !== 'full') return { kind }
    return { kind, collection: (collections[Number(place) - 1] as Collection<unknown>).name }
  }

  async forget(): Promise<void> {
    await this.#link.write('unlink', this.#keys)
  }
}

/** Reads a record as it is kept: version, position, size and text, with a space between. */
export function readLine<T>({ codec }: Collection<T>, id: string, line: string): StoredRecord<T> {
  const afterVersion = line.indexOf(' ') + 1
  const afterPosition = line.indexOf(' ', afterVersion) + 1
  const afterSize = line.indexOf(' ', afterPosition) + 1
  return {
    id,
    version: Number(line.slice(0, afterVersion)),
    position: Number(line.slice(afterVersion, afterPosition)),
    value: codec.decode(line.slice(afterSize), id),
  }
}

/** Where a record stands in the order of its collection. */
function placeOf({ name }: Collection<unknown>, { id, position, version }: StoredRecord<unknown>): string {
  return `${name}/${String(position).padStart(16, '0')}${String(version).padStart(16, '0')}${id}`
}
