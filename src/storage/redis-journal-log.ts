import {
  Followers,
  type JournalLog,
  type LogEntry,
  type LogOptions,
  type LogScope,
  type Typed,
} from './journal-log.js'
import { type Link, script, storeTtlMs } from './redis-link.js'

const channel = 'journal'

/** All keys are in one slot of a cluster: a hash of counters, workspaces by their last entry, and what lists begin with. */
const counters = '{journal}:journal'
const recent = '{journal}:journals'
const prefix = '{journal}:journal:'
const keys = [counters, recent, prefix] as const

/** The name of the list of entries of no workspace. */
const nobody = 'server'

/**
 * Removes entries from a list, or from all, or appends one and drops the oldest beyond the bounds: those of the list that
 * was appended to, and of the lists that were not appended to for longest.
 *
 * An entry is its number in its list, its order among all, its type and its JSON, with spaces between. The hash has
 * `order`, the last one of all, `size`, the bytes of all, and `made:<list>`, how many there ever were of each.
 *
 * ARGV: how long keys are kept in ms, the list or '' for all, then a type or '' for all; or type and JSON of an entry, the
 * most entries of the list, the most bytes of all, the channel that hears of it.
 */
const changeScript = script(`
local meta, recent, prefix = KEYS[1], KEYS[2], KEYS[3]
local keptMs, list, text = ARGV[1], ARGV[2], ARGV[3]
local function drop(name)
  local entry = redis.call('LPOP', prefix .. name)
  if entry then redis.call('HINCRBY', meta, 'size', -#entry) end
  return entry
end
local function append(name, entry)
  redis.call('RPUSH', prefix .. name, entry)
  redis.call('HINCRBY', meta, 'size', #entry)
  redis.call('PEXPIRE', prefix .. name, keptMs)
end
if #ARGV == 3 then
  for _, name in ipairs(list == '' and redis.call('ZRANGE', recent, 0, -1) or { list }) do
    for _ = 1, redis.call('LLEN', prefix .. name) do
      local entry = drop(name)
      if text ~= '' and string.match(entry, '^%d+ %d+ (%S+)') ~= text then append(name, entry) end
    end
  end
  return
end
local order = redis.call('HINCRBY', meta, 'order', 1)
local entry = redis.call('HINCRBY', meta, 'made:' .. list, 1) .. ' ' .. order .. ' ' .. text
append(list, entry)
redis.call('ZADD', recent, order, list)
if redis.call('LLEN', prefix .. list) > tonumber(ARGV[4]) then drop(list) end
while tonumber(redis.call('HGET', meta, 'size')) > tonumber(ARGV[5]) do
  local quiet = redis.call('ZRANGE', recent, 0, 0)[1]
  if not quiet then
    redis.call('HSET', meta, 'size', 0)
  elseif not drop(quiet) then
    redis.call('ZREM', recent, quiet)
    redis.call('HDEL', meta, 'made:' .. quiet)
  end
end
redis.call('PEXPIRE', meta, keptMs)
redis.call('PEXPIRE', recent, keptMs)
redis.call('PUBLISH', ARGV[6], entry)
`)

/** Keeps a log in Redis or Valkey, for all servers, and for listeners on any of them. */
export class RedisJournalLog<Event extends Typed> implements JournalLog<Event> {
  readonly #link: Link
  readonly #options: LogOptions<Event>
  readonly #followers = new Followers<Event>()
  /** The last entry that is on its way. */
  #last: Promise<void> | undefined

  /** Listens from the beginning, so that those who wait on this server miss nothing. */
  constructor(link: Link, options: LogOptions<Event>) {
    this.#link = link
    this.#options = options
    link.subscribe(channel, (message) => {
      if (!this.#followers.isEmpty) this.#followers.tell(this.#read(message))
    })
  }

  record(workspaceId: string | null, atMs: number, what: Event): void {
    const { maxEntries, maxBytes } = this.#options
    const text = `${what.type} ${JSON.stringify({ atMs, workspaceId, what })}`
    const args = [storeTtlMs, workspaceId ?? nobody, text, maxEntries, maxBytes, this.#link.nameOf(channel)]
    // While the store is away nothing is kept; the link has logged why.
    const recorded: Promise<void> = this.#link
      .run(changeScript, keys, args)
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

  async list(scope: LogScope): Promise<readonly LogEntry<Event>[]> {
    if (scope !== null) return this.#entriesOf(scope)
    const [last, names] = await Promise.all([
      this.#link.read<string | null>('hget', [counters], ['order']),
      this.#link.read<readonly string[]>('zrange', [recent], [0, -1]),
    ])
    const entries = (await Promise.all(names.map((name) => this.#entriesOf(name)))).flat()
    // Those that came meanwhile may be there in part.
    return entries.filter(({ order }) => order <= Number(last)).sort((a, b) => a.order - b.order)
  }

  async forget(scope: LogScope, type: Event['type'] | '' = ''): Promise<void> {
    await this.#link.run(changeScript, keys, [storeTtlMs, scope ?? '', type])
  }

  listen(scope: LogScope, listener: (entry: LogEntry<Event>) => void): () => void {
    return this.#followers.add(scope, listener)
  }

  async #entriesOf(name: string): Promise<readonly LogEntry<Event>[]> {
    const texts = await this.#link.read<readonly string[]>('lrange', [prefix + name], [0, -1])
    return texts.map((text) => this.#read(text))
  }

  #read(text: string): LogEntry<Event> {
    // The script has written each text so.
    const [head, number, order] = /^(\d+) (\d+) \S+ /.exec(text) as unknown as [string, string, string]
    const json = text.slice(head.length)
    const { atMs, workspaceId, what } = JSON.parse(json) as Pick<
      LogEntry<Event>,
      'atMs' | 'workspaceId' | 'what'
    >
    const id = this.#options.idOf(workspaceId, Number(number))
    return { id, order: Number(order), atMs, workspaceId, what, size: json.length }
  }
}
