import { luaRecord } from './record.js'
import { script } from './script.js'

/**
 * The keys, each behind the prefix:
 * - `webhooks:<workspace>` hash of id → record;
 * - `webhooks-position:<workspace>` the last position of one;
 * - `deliveries:<workspace>:<webhook>` list of JSON, oldest first.
 */
const common = `${luaRecord}
local lateMs, workspace = ARGV[1], ARGV[2]
local webhooks = KEYS[1] .. 'webhooks:' .. workspace
local last = KEYS[1] .. 'webhooks-position:' .. workspace
local function deliveries(id) return KEYS[1] .. 'deliveries:' .. workspace .. ':' .. id end

local function put(id, version, position, json)
  redis.call('HSET', webhooks, id, join(version, position, json))
end
local function log(id, most, json)
  redis.call('RPUSH', deliveries(id), json)
  redis.call('LTRIM', deliveries(id), -most, -1)
end

local function renew()
  redis.call('PEXPIRE', webhooks, lateMs)
  redis.call('PEXPIRE', last, lateMs)
  for _, id in ipairs(redis.call('HKEYS', webhooks)) do redis.call('PEXPIRE', deliveries(id), lateMs) end
end
`

/** lateMs, workspace, most, id, version, JSON → outcome */
export const addWebhook = script(`${common}
local id = ARGV[4]
if redis.call('HEXISTS', webhooks, id) == 1 then return 'taken' end
if redis.call('HLEN', webhooks) >= tonumber(ARGV[3]) then return 'full' end
put(id, ARGV[5], redis.call('INCR', last), ARGV[6])
renew()
return 'added'
`)

/** lateMs, workspace, id → webhook */
export const findWebhook = script(`${common}
return redis.call('HGET', webhooks, ARGV[3])
`)

/** lateMs, workspace → webhooks */
export const listWebhooks = script(`${common}
return redis.call('HVALS', webhooks)
`)

/** lateMs, workspace, id, version, JSON → 1 or 0 */
export const replaceWebhook = script(`${common}
local id, version = ARGV[3], ARGV[4]
local record = redis.call('HGET', webhooks, id)
if not record then return 0 end
local before, position = split(record)
if before ~= version - 1 then return 0 end
put(id, version, position, ARGV[5])
renew()
return 1
`)

/** lateMs, workspace, id → 1 or 0 */
export const removeWebhook = script(`${common}
if redis.call('HDEL', webhooks, ARGV[3]) == 0 then return 0 end
redis.call('DEL', deliveries(ARGV[3]))
if redis.call('EXISTS', webhooks) == 0 then redis.call('DEL', last) end
renew()
return 1
`)

/** lateMs, workspace, webhook, how many are kept, JSON */
export const addDelivery = script(`${common}
if redis.call('HEXISTS', webhooks, ARGV[3]) == 1 then log(ARGV[3], ARGV[4], ARGV[5]) end
renew()
`)

/** lateMs, workspace, webhook → deliveries */
export const listDeliveries = script(`${common}
return redis.call('LRANGE', deliveries(ARGV[3]), 0, -1)
`)

/**
 * lateMs, workspace, how many deliveries are kept, how many webhooks, their ids, versions, positions and JSON, then
 * deliveries (webhook, JSON)
 */
export const replaceWebhooks = script(`${common}
for _, id in ipairs(redis.call('HKEYS', webhooks)) do redis.call('DEL', deliveries(id)) end
redis.call('DEL', webhooks, last)
local next = 5 + ARGV[4] * 4
for at = 5, next - 1, 4 do
  put(ARGV[at], ARGV[at + 1], ARGV[at + 2], ARGV[at + 3])
  redis.call('SET', last, ARGV[at + 2])
end
for at = next, #ARGV, 2 do
  if redis.call('HEXISTS', webhooks, ARGV[at]) == 1 then log(ARGV[at], ARGV[3], ARGV[at + 1]) end
end
renew()
`)
