import { OneByOne } from '../lib/one-by-one.js'
import {
  Followers,
  type JournalLog,
  type LogEntry,
  type LogOptions,
  type LogScope,
  pageLength,
  partsOfId,
  rememberedNumbers,
  type Typed,
} from './journal-log.js'
import {
  clearScript,
  dropScript,
  findScript,
  logKeys,
  pageScript,
  recordScript,
} from './redis-journal-scripts.js'
import { type Link, storeTtlMs } from './redis-link.js'

const channel = 'journal'

/** The name of the list of entries of no workspace, and that of all. */
const nobody = 'server'
const everybody = '*'

/** How many bytes a page has, but for one entry. */
const maxPageSize = 64 * 1024

/** How many entries are dropped before the store does something else. */
const dropsATime = 500

/** An entry as the store has it, taken apart when somebody reads it. */
class RedisEntry<Event> implements LogEntry<Event> {
  readonly id: string
  readonly order: number
  readonly atMs: number
  readonly workspaceId: string | null
  readonly size: number
  readonly #json: string
  #what: Event | undefined

  /** @param text is as the script has written it. */
  constructor(text: string, nameOf: (workspaceId: string | null) => string) {
    const [head, number, order, list, atMs] = /^(\d+) (\d+) \S+ (\S+) (\S+) /.exec(
      text,
    ) as unknown as string[]
    this.workspaceId = list === nobody ? null : (list as string)
    this.id = `${nameOf(this.workspaceId)}_${number}`
    this.order = Number(order)
    this.atMs = Number(atMs)
    this.#json = text.slice(head?.length)
    this.size = text.length
  }

  get what(): Event {
    this.#what ??= JSON.parse(this.#json) as Event
    return this.#what
  }
}

/** Keeps a log in Redis or Valkey, for all servers, and for listeners on any of them. */
export class RedisJournalLog<Event extends Typed> implements JournalLog<Event> {
  readonly #link: Link
  readonly #pages = new OneByOne()
  readonly #options: LogOptions<Event>
  readonly #followers = new Followers<Event>()
  /** The order of the latest entry when this server heard something last. */
  #heard = Number.POSITIVE_INFINITY
  /** The last entry that is on its way. */
  #last: Promise<void> | undefined

  /** Listens from the beginning, so that those who wait on this server miss nothing. */
  constructor(link: Link, options: LogOptions<Event>) {
    this.#link = link
    this.#options = options
    link.subscribe(
      channel,
      (message) => {
        this.#heard = orderIn(message)
        if (!this.#followers.isEmpty) this.#followers.tell(this.#read(message))
      },
      // Whoever follows while the store goes away again hears of it in another way.
      () => this.#tellMissed().catch(() => {}),
    )
  }

  record(workspaceId: string | null, atMs: number, what: Event): void {
    const { counted, maxEntries, maxSize, maxTotalSize } = this.#options
    const entry = [workspaceId ?? nobody, what.type, `${atMs} ${JSON.stringify(what)}`]
    const most = [counted, maxEntries, maxSize, maxTotalSize, rememberedNumbers]
    // While the store is away nothing is kept; the link has logged why.
    const recorded: Promise<void> = this.#link
      .run(recordScript, logKeys, [storeTtlMs, ...entry, ...most, this.#link.channelOf(channel)])
      .catch(() => {})
      .then(() => {
        if (this.#last === recorded) this.#last = undefined
      })
    // The store takes calls in their order, so that all are there once the last one is.
    this.#last = recorded
  }

  settled(): Promise<void> | undefined {
    return this.#last
  }

  async last(): Promise<number> {
    return Number(await this.#link.read<string | null>('hget', [logKeys[0] as string], ['order']))
  }

  async orderOf(scope: LogScope, id: string): Promise<number | undefined> {
    const { name, number } = partsOfId(id)
    const list = scope ?? (await this.#listNamed(name))
    if (list === undefined || this.#nameOf(list) !== name || Number.isNaN(number)) return undefined
    const order = await this.#link.run(findScript, logKeys, [list, number])
    return order === null ? undefined : Number(order)
  }

  after(scope: LogScope, order: number): Promise<readonly LogEntry<Event>[]> {
    return this.#page(scope, 'after', order, pageLength)
  }

  before(scope: LogScope, order: number, limit = pageLength): Promise<readonly LogEntry<Event>[]> {
    return this.#page(scope, 'before', Math.min(order, Number.MAX_SAFE_INTEGER), limit)
  }

  async forget(scope: LogScope, type: Event['type'] | '' = ''): Promise<void> {
    if (scope === null && type === '') {
      await this.#link.run(clearScript, logKeys, [storeTtlMs, rememberedNumbers])
      return
    }
    const upTo = await this.last()
    const more = [upTo, dropsATime, this.#options.counted, rememberedNumbers]
    let from: unknown = 0
    while (from !== null)
      from = await this.#link.run(dropScript, logKeys, [scope ?? everybody, type, Number(from), ...more])
  }

  listen(scope: LogScope, listener: (entry: LogEntry<Event>) => void): () => void {
    return this.#followers.add(scope, listener)
  }

  /** Tells followers of what came while this server did not hear it. What comes meanwhile they may hear twice. */
  async #tellMissed(): Promise<void> {
    const last = await this.last()
    let order = this.#followers.isEmpty ? last : this.#heard
    this.#heard = last
    let page: readonly LogEntry<Event>[]
    do {
      page = order < last ? await this.after(null, order) : []
      for (const entry of page) {
        this.#followers.tell(entry)
        order = entry.order
      }
    } while (page.length > 0)
  }

  /** Reads one page of a list at a time, so that its readers leave the store to others between their pages. */
  async #page(
    scope: LogScope,
    direction: 'after' | 'before',
    order: number,
    limit: number,
  ): Promise<readonly LogEntry<Event>[]> {
    const list = scope ?? everybody
    const args = [list, direction, order, limit, maxPageSize]
    const texts = await this.#pages.run(list, () => this.#link.run(pageScript, logKeys, args))
    return (texts as readonly string[]).map((text) => this.#read(text))
  }

  /** The list of the entries whose ids begin so. */
  async #listNamed(name: string): Promise<string | undefined> {
    const lists = await this.#link.read<readonly string[]>('zrange', [logKeys[3] as string], [0, -1])
    return lists.find((list) => this.#nameOf(list) === name)
  }

  #nameOf(list: string): string {
    return this.#options.nameOf(list === nobody ? null : list)
  }

  #read(text: string): LogEntry<Event> {
    return new RedisEntry<Event>(text, this.#options.nameOf)
  }
}

/** The order of an entry as the script has written it. */
function orderIn(text: string): number {
  const at = text.indexOf(' ') + 1
  return Number(text.slice(at, text.indexOf(' ', at)))
}
