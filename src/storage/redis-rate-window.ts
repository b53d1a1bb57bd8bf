import type { Caller, Counted, RateLimit, RateWindow, Tally } from './rate-window.js'
import { type Link, script, storeTtlMs } from './redis-link.js'

/**
 * KEYS: a list of instants, the oldest first, and the generation whose calls they are. ARGV: how long both are kept in ms,
 * now, the window in ms, the most calls, 1 to count a call, 1 to refuse one too many, the generation of the caller.
 *
 * @returns the calls, the oldest instant, 1 for one too many.
 */
const countScript = script(`
local now, most = tonumber(ARGV[2]), tonumber(ARGV[4])
if redis.call('GET', KEYS[2]) ~= ARGV[7] then
  if ARGV[5] == '0' then return { 0, false, 0 } end
  redis.call('DEL', KEYS[1])
  redis.call('SET', KEYS[2], ARGV[7])
end
local function at(place) return tonumber(redis.call('LINDEX', KEYS[1], place) or now) end
while at(0) <= now - ARGV[3] do redis.call('LPOP', KEYS[1]) end
while at(-1) > now do redis.call('RPOP', KEYS[1]) end
local isOver = redis.call('LLEN', KEYS[1]) >= most
if ARGV[5] == '1' and not (isOver and ARGV[6] == '1') then
  redis.call('RPUSH', KEYS[1], ARGV[2])
  if isOver then redis.call('LPOP', KEYS[1]) end
end
for _, key in ipairs(KEYS) do redis.call('PEXPIRE', key, ARGV[1]) end
return { redis.call('LLEN', KEYS[1]), redis.call('LINDEX', KEYS[1], 0), isOver and 1 or 0 }
`)

/** Counts calls in Redis or Valkey, over all servers. */
export class RedisRateWindow implements RateWindow {
  readonly #link: Link

  constructor(link: Link) {
    this.#link = link
  }

  count(caller: Caller, limit: RateLimit, isRefusing: boolean): Promise<Counted> {
    return this.#run(caller, limit, 1, isRefusing ? 1 : 0)
  }

  async look(caller: Caller, limit: RateLimit): Promise<Tally> {
    const { count, oldestMs } = await this.#run(caller, limit, 0, 0)
    return { count, oldestMs }
  }

  async forget(callerId: string): Promise<void> {
    await this.#link.write('unlink', keysOf(callerId))
  }

  async #run(
    { id, generation, clock }: Caller,
    { calls, windowMs }: RateLimit,
    isCall: 0 | 1,
    isRefusing: 0 | 1,
  ): Promise<Counted> {
    const args = [storeTtlMs, clock.now(), windowMs, calls, isCall, isRefusing, generation]
    const reply = await this.#link.run(countScript, keysOf(id), args)
    const [count, oldest, isOver] = reply as [number, string | null, number]
    return { count, oldestMs: oldest === null ? null : Number(oldest), isOver: isOver === 1 }
  }
}

function keysOf(callerId: string): readonly string[] {
  return [`rates:{${callerId}}`, `rates:{${callerId}}:generation`]
}
