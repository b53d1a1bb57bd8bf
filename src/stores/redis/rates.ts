import { lateMs } from '../../storage/late.js'
import { type Counted, type RatedWorkspace, type Rates, rateLimit, type Tally } from '../../storage/rates.js'
import type { Link } from '../../storage/redis-link.js'
import { script } from '../../storage/redis-script.js'

/**
 * `rates:{<workspace>}:<generation>` list of the instants of calls, the oldest first.
 *
 * lateMs, now, window, most, 1 to count a call, 1 to refuse one too many → calls, the oldest, 1 for one too many
 */
const countCall = script(`
local now, most = tonumber(ARGV[2]), tonumber(ARGV[4])
local function at(place) return tonumber(redis.call('LINDEX', KEYS[1], place) or now) end
while at(0) <= now - ARGV[3] do redis.call('LPOP', KEYS[1]) end
while at(-1) > now do redis.call('RPOP', KEYS[1]) end
local isOver = redis.call('LLEN', KEYS[1]) >= most
if ARGV[5] == '1' and not (isOver and ARGV[6] == '1') then
  redis.call('RPUSH', KEYS[1], ARGV[2])
  if isOver then redis.call('LPOP', KEYS[1]) end
end
redis.call('PEXPIRE', KEYS[1], ARGV[1])
return { redis.call('LLEN', KEYS[1]), redis.call('LINDEX', KEYS[1], 0), isOver and 1 or 0 }
`)

/** Counts calls in Redis or Valkey, over all servers. */
export class RedisRates implements Rates {
  readonly #link: Link

  constructor(link: Link) {
    this.#link = link
  }

  count(workspace: RatedWorkspace, isRefusing: boolean): Promise<Counted> {
    return this.#run(workspace, 1, isRefusing ? 1 : 0)
  }

  async look(workspace: RatedWorkspace): Promise<Tally> {
    const { count, oldestMs } = await this.#run(workspace, 0, 0)
    return { count, oldestMs }
  }

  /** A workspace that begins again has another generation; what is left is forgotten late. */
  async forget(): Promise<void> {}

  async #run({ id, generation, clock }: RatedWorkspace, isCall: 0 | 1, isRefusing: 0 | 1): Promise<Counted> {
    const { calls, windowMs } = rateLimit
    const args = [lateMs, clock.now(), windowMs, calls, isCall, isRefusing]
    const [count, oldest, isOver] = (await this.#link.run(
      countCall,
      [`rates:{${id}}:${generation}`],
      args,
    )) as [number, string | null, number]
    return { count, oldestMs: oldest === null ? null : Number(oldest), isOver: isOver === 1 }
  }
}
