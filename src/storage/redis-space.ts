import { setImmediate } from '../lib/node-globals.js'
import type {
  Change,
  Collection,
  CollectionSize,
  Expectation,
  Outcome,
  Page,
  RecordList,
  StoredRecord,
  Write,
} from './records.js'
import { type Link, storeTtlMs } from './redis-link.js'
import { commitScript, listScript, readAllScript } from './redis-scripts.js'
import type { StoredText } from './stored-text.js'

/** How many ids are found at a time. */
const idsOfPage = 1000

/** So many steps, or so many characters, are encoded before others of this process get their turn. */
const maxSteps = 500
const maxCharacters = 500_000

/** A step of a change as the script of commits reads it; a collection is meant by its place in the head. */
type Step =
  | readonly ['is', place: number, version: number, id?: string]
  | readonly ['put', place: number, id: string, size: number, position: number, text: string]
  | readonly ['delete', place: number, id: string]

/** Records that are kept together, in keys of one slot of a cluster. Each call is one round trip. */
export class RedisSpace {
  readonly #link: Link
  readonly #keys: readonly [records: string, order: string, meta: string]
  readonly #keptMs: number

  /**
   * @param name what its keys have in common.
   * @param keptMs how long the store keeps it after the last commit, in real time.
   */
  constructor(link: Link, name: string, keptMs = storeTtlMs) {
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

  /** Every record as it is kept: `<collection>/<id>` and the line of each. */
  async readAll(): Promise<readonly string[]> {
    return (await this.#link.run(readAllScript, [this.#keys[0]])) as readonly string[]
  }

  /** The ids of a collection, some at a time. */
  async *ids({ name }: Collection<unknown>): AsyncIterable<readonly string[]> {
    const prefix = `${name}/`
    let from = `[${prefix}`
    let places: readonly string[]
    do {
      const range = [from, `(${prefix}:`, 'LIMIT', 0, idsOfPage]
      places = await this.#link.read<readonly string[]>('zrangebylex', [this.#keys[1]], range)
      from = `(${places.at(-1)}`
      yield places.map((place) => place.slice(prefix.length + 32))
    } while (places.length === idsOfPage)
  }

  /** @param after the record behind which the list begins. */
  async list<T>(
    collection: Collection<T>,
    { limit = -1, skip = 0, isNewestFirst = false, before, including = '' }: Page,
    after?: StoredRecord<T>,
  ): Promise<RecordList<T>> {
    const place = after === undefined ? '' : placeOf(collection, after)
    const end = before === undefined ? '' : String(Math.max(0, before)).padStart(16, '0')
    const args = [collection.name, limit, skip, place, Number(isNewestFirst), end, including]
    const [version, count, ...rest] = (await this.#link.run(
      listScript,
      this.#keys,
      args,
    )) as readonly string[]
    const records: StoredRecord<T>[] = []
    for (let at = 0; at < rest.length; at += 2)
      records.push(readLine(collection, rest[at] as string, rest[at + 1] as string))
    return { records, version: Number(version), count: Number(count) }
  }

  /** How much there is of each collection. */
  async sizes(): Promise<ReadonlyMap<string, CollectionSize>> {
    const meta = await this.#link.read<Readonly<Record<string, string>>>('hgetall', [this.#keys[2]])
    return new Map(
      Object.entries(meta)
        .filter(([field]) => field.endsWith('/'))
        .map(([field, line]) => {
          const [, count, size] = line.split(' ').map(Number) as [number, number, number]
          return [field.slice(0, -1), { count, size }]
        }),
    )
  }

  /**
   * Makes a change.
   *
   * @param notice the channel that hears of it, and the message.
   * @returns `unknown`, and nothing is changed, when the space is not there and may not be new.
   */
  async commit(
    change: Change,
    mayBeNew: boolean,
    notice?: { readonly channel: string; readonly message: string },
  ): Promise<Outcome | { kind: 'unknown' }> {
    const collections = collectionsOf(change)
    const head = {
      keptMs: this.#keptMs,
      isNew: mayBeNew,
      isReplacing: change.isReplacing === true,
      collections: collections.map(({ name, maxItems, maxSize, overflow }) => [
        name,
        maxItems,
        maxSize,
        Number(overflow === 'refuse'),
        Number(change.cleared?.some((one) => one.name === name) === true),
      ]),
      ...notice,
    }
    const lists = await encodeSteps(change, new Map(collections.map(({ name }, at) => [name, at + 1])))
    const args = [JSON.stringify(head), ...lists]
    const reply = await this.#link.run(commitScript, this.#keys, args, lists.length > 1)
    const [kind, place] = reply as ['committed' | 'conflict' | 'unknown' | 'full', number?]
    if (kind !== 'full') return { kind }
    return { kind, collection: (collections[Number(place) - 1] as Collection<unknown>).name }
  }

  async forget(): Promise<void> {
    await this.#link.write('unlink', this.#keys)
  }
}

/** Reads a record as it is kept: version, position, size and text, with a space between. */
function readLine<T>({ codec }: Collection<T>, id: string, line: string): StoredRecord<T> {
  const { text, ...record } = readText(id, line)
  return { ...record, value: codec.decode(text, id) }
}

/** The same, without its value. */
export function readText(id: string, line: string): StoredText {
  const afterVersion = line.indexOf(' ') + 1
  const afterPosition = line.indexOf(' ', afterVersion) + 1
  const afterSize = line.indexOf(' ', afterPosition) + 1
  return {
    id,
    version: Number(line.slice(0, afterVersion)),
    position: Number(line.slice(afterVersion, afterPosition)),
    text: line.slice(afterSize),
  }
}

/** Where a record stands in the order of its collection. */
function placeOf({ name }: Collection<unknown>, { id, position, version }: StoredRecord<unknown>): string {
  return `${name}/${String(position).padStart(16, '0')}${String(version).padStart(16, '0')}${id}`
}

/** The collections of a change: those that are written to first, because the first of them is the first found full. */
function collectionsOf({ expected, cleared = [], writes }: Change): readonly Collection<unknown>[] {
  const collections = new Map<string, Collection<unknown>>()
  for (const { collection } of [...writes, ...cleared.map((collection) => ({ collection })), ...expected])
    collections.set(collection.name, collection)
  return [...collections.values()]
}

/**
 * The steps of a change, as lists in JSON. Those of a large one are encoded in parts, so that nobody waits for the whole.
 */
async function encodeSteps(
  { expected, writes }: Change,
  places: ReadonlyMap<string, number>,
): Promise<readonly (string | Buffer)[]> {
  const lists: (string | Buffer)[] = []
  let list: Step[] = []
  let characters = 0
  for (const one of [...expected, ...writes]) {
    const step = stepOf(one, places.get(one.collection.name) as number)
    list.push(step)
    characters += step[0] === 'put' ? step[3] : 0
    if (list.length < maxSteps && characters < maxCharacters) continue
    lists.push(Buffer.from(JSON.stringify(list)))
    list = []
    characters = 0
    await new Promise<void>((resolve) => setImmediate(resolve))
  }
  lists.push(JSON.stringify(list))
  return lists
}

function stepOf(one: Expectation | Write, place: number): Step {
  if (!('kind' in one))
    return one.id === undefined
      ? ['is', place, one.version]
      : ['is', place, one.version, one.id.toWellFormed()]
  const id = one.id.toWellFormed()
  if (one.kind === 'delete') return ['delete', place, id]
  // The script reads no half of a character, and the store would not keep it.
  const text = one.collection.codec.encode(one.value).toWellFormed()
  return ['put', place, id, text.length, one.position ?? 0, text]
}
