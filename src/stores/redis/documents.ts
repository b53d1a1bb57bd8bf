import type { Document, Documents } from '../../documents.js'
import { lateMs } from './late.js'
import type { Link } from './link.js'
import { script } from './script.js'

/**
 * The keys, each behind the prefix: `<kind>:<key>` hash of version and JSON; `<kind>` sorted set of the keys that there
 * are, the oldest first;
 * `versions` the last version of all. What nobody reads is forgotten late.
 */
const read = script(`
local document = redis.call('HMGET', KEYS[1], 'version', 'json')
redis.call('PEXPIRE', KEYS[1], ARGV[1])
return document
`)

/** lateMs, key, version that must be there, JSON or '' to remove it → 1 or 0 */
const write = script(`
local key, before, json = ARGV[2], ARGV[3], ARGV[4]
if (redis.call('HGET', KEYS[1], 'version') or '0') ~= before then return 0 end
if json == '' then
  redis.call('DEL', KEYS[1])
  redis.call('ZREM', KEYS[2], key)
else
  local version = redis.call('INCR', KEYS[3])
  redis.call('HSET', KEYS[1], 'version', version, 'json', json)
  redis.call('PEXPIRE', KEYS[1], ARGV[1])
  redis.call('ZADD', KEYS[2], 'NX', version, key)
end
return 1
`)

const list = script(`
local keys = {}
for _, key in ipairs(redis.call('ZRANGE', KEYS[2], 0, -1)) do
  if redis.call('EXISTS', KEYS[1] .. key) == 1 then keys[#keys + 1] = key else redis.call('ZREM', KEYS[2], key) end
end
return keys
`)

/** Keeps documents in Redis or Valkey, for all servers. Each method is one script. */
export class RedisDocuments<T> implements Documents<T> {
  readonly isShared = true
  readonly #link: Link
  readonly #kind: string

  /** @param kind sets them apart from other documents, e.g. `lanes`. */
  constructor(link: Link, kind: string) {
    this.#link = link
    this.#kind = kind
  }

  async read(key: string): Promise<Document<T> | undefined> {
    const [version, json] = (await this.#link.run(read, [this.#keyOf(key)], [lateMs])) as (string | null)[]
    return version && json ? { value: JSON.parse(json) as T, version: Number(version) } : undefined
  }

  async write(key: string, value: T | null, version: number): Promise<boolean> {
    const keys = [this.#keyOf(key), this.#kind, 'versions']
    const json = value === null ? '' : JSON.stringify(value)
    return (await this.#link.run(write, keys, [lateMs, key, version, json])) === 1
  }

  async keys(): Promise<readonly string[]> {
    return (await this.#link.run(list, [this.#keyOf(''), this.#kind])) as readonly string[]
  }

  #keyOf(key: string): string {
    return `${this.#kind}:${key}`
  }
}
