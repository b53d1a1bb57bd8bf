import { script } from './redis-link.js'

/**
 * What the scripts know of the keys of the log, which are in one slot of a cluster:
 *
 * - `meta`, a hash: `order` → the last one of all, `size` → the bytes of all.
 * - `entries`, a hash: order → number, order, type, list, time and JSON of an entry, with spaces between.
 * - `places`, a sorted set by name: `<list>/<order>` of each entry, and the same once more in the list `*` of all.
 * - `sizes`, a sorted set: the bytes of each list. `counted`, a hash: how many entries of the counted type it has.
 * - `made`, a hash: how many entries there ever were of each list.
 * - `gone`, a sorted set: the lists without entries, by the order of their last one.
 *
 * An order has 16 digits, so that orders are in order as texts. It is the time in microseconds, or the next one after the
 * last: whoever follows the log goes on when the store has lost some of it, or all.
 */
const layout = `
local meta, entries, places, sizes, counted, made, gone = unpack(KEYS)
local function pad(order) return string.rep('0', 16 - #order) .. order end
local function forgetNumbers(most)
  for _ = most + 1, redis.call('ZCARD', gone) do
    redis.call('HDEL', made, redis.call('ZPOPMIN', gone)[1])
  end
end
local function drop(order, countedType, most)
  local text = redis.call('HGET', entries, order)
  if not text then return end
  local type, list = string.match(text, '^%d+ %d+ (%S+) (%S+) ')
  redis.call('HDEL', entries, order)
  redis.call('ZREM', places, '*/' .. order, list .. '/' .. order)
  redis.call('HINCRBY', meta, 'size', -#text)
  if type == countedType then redis.call('HINCRBY', counted, list, -1) end
  if tonumber(redis.call('ZINCRBY', sizes, -#text, list)) > 0 then return end
  redis.call('ZREM', sizes, list)
  redis.call('HDEL', counted, list)
  redis.call('ZADD', gone, order, list)
  forgetNumbers(most)
end
`

export const logKeys = ['meta', 'entries', 'places', 'sizes', 'counted', 'made', 'gone'].map(
  (name) => `{journal}:log:${name}`,
)

/**
 * Appends an entry and drops the oldest beyond the bounds: those of its list, and then those of the largest list.
 *
 * ARGV: how long keys are kept in ms, the list, type, time and JSON of the entry, the counted type, how many of those a list
 * may have, the most bytes of a list and of all, of how many empty lists the last number is remembered, the channel that
 * hears of it.
 */
export const recordScript = script(`${layout}
local keptMs, list, type, rest, countedType = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]
local maxEntries, maxSize, maxTotalSize, most = tonumber(ARGV[6]), tonumber(ARGV[7]), tonumber(ARGV[8]), tonumber(ARGV[9])
if #rest > maxSize then return end
local number = redis.call('HINCRBY', made, list, 1)
local now = redis.call('TIME')
local least = (redis.call('HGET', meta, 'order') or 0) + 1
local order = string.format('%.0f', math.max(least, now[1] * 1000000 + now[2]))
redis.call('HSET', meta, 'order', order)
local text = number .. ' ' .. order .. ' ' .. type .. ' ' .. list .. ' ' .. rest
local place = pad(order)
redis.call('HSET', entries, place, text)
redis.call('ZADD', places, 0, '*/' .. place, 0, list .. '/' .. place)
local total = redis.call('HINCRBY', meta, 'size', #text)
local size = tonumber(redis.call('ZINCRBY', sizes, #text, list))
local count = type == countedType and redis.call('HINCRBY', counted, list, 1) or 0
redis.call('ZREM', gone, list)
local function dropOldest(of)
  local first = redis.call('ZRANGEBYLEX', places, '[' .. of .. '/', '(' .. of .. '0', 'LIMIT', 0, 1)[1]
  if first then drop(string.sub(first, #of + 2), countedType, most) else redis.call('ZREM', sizes, of) end
end
while count > maxEntries or size > maxSize do
  dropOldest(list)
  count = tonumber(redis.call('HGET', counted, list) or 0)
  size = tonumber(redis.call('ZSCORE', sizes, list) or 0)
end
total = tonumber(redis.call('HGET', meta, 'size'))
while total > maxTotalSize do
  local largest = redis.call('ZREVRANGE', sizes, 0, 0)[1]
  if largest then dropOldest(largest) else redis.call('HSET', meta, 'size', 0) end
  total = tonumber(redis.call('HGET', meta, 'size'))
end
for _, key in ipairs(KEYS) do redis.call('PEXPIRE', key, keptMs) end
redis.call('PUBLISH', ARGV[10], text)
`)

/**
 * Drops some entries of a list, from its beginning on.
 *
 * ARGV: the list, the type that is dropped or '' for all, the order behind which it begins, the last order that is dropped,
 * how many are looked at, the counted type, of how many empty lists the last number is remembered.
 *
 * @returns the order behind which it goes on; null at the end.
 */
export const dropScript = script(`${layout}
local list, type, from, upTo = ARGV[1], ARGV[2], pad(ARGV[3]), pad(ARGV[4])
local limit, countedType, most = tonumber(ARGV[5]), ARGV[6], tonumber(ARGV[7])
local found = redis.call('ZRANGEBYLEX', places, '(' .. list .. '/' .. from, '[' .. list .. '/' .. upTo, 'LIMIT', 0, limit)
local order
for _, place in ipairs(found) do
  order = string.sub(place, #list + 2)
  local isMeant = type == ''
  if not isMeant then
    local text = redis.call('HGET', entries, order)
    isMeant = text and string.match(text, '^%d+ %d+ (%S+) ') == type
  end
  if isMeant then drop(order, countedType, most) end
end
return #found == limit and order or false
`)

/** Drops all entries. ARGV: how long keys are kept in ms, of how many empty lists the last number is remembered. */
export const clearScript = script(`${layout}
redis.call('ZUNIONSTORE', gone, 2, gone, sizes, 'AGGREGATE', 'MAX')
forgetNumbers(tonumber(ARGV[2]))
redis.call('PEXPIRE', gone, ARGV[1])
redis.call('UNLINK', entries, places, sizes, counted)
if redis.call('EXISTS', meta) == 1 then redis.call('HSET', meta, 'size', 0) end
`)

/**
 * A page of a list.
 *
 * ARGV: the list, `after` or `before`, an order, how many entries at most, how many bytes at most but for one entry.
 */
export const pageScript = script(
  `${layout}
local list, order, limit, left = ARGV[1], pad(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local found
if ARGV[2] == 'after' then
  found = redis.call('ZRANGEBYLEX', places, '(' .. list .. '/' .. order, '(' .. list .. '0', 'LIMIT', 0, limit)
else
  found = redis.call('ZREVRANGEBYLEX', places, '(' .. list .. '/' .. order, '[' .. list .. '/', 'LIMIT', 0, limit)
end
local texts = {}
for _, place in ipairs(found) do
  local text = redis.call('HGET', entries, string.sub(place, #list + 2))
  texts[#texts + 1] = text
  left = left - #text
  if left < 0 then break end
end
return texts
`,
  null,
)

/**
 * The order of the entry of a list that has a number; null when it is not there.
 *
 * ARGV: the list, the number.
 */
export const findScript = script(
  `${layout}
local list, number = ARGV[1], tonumber(ARGV[2])
local first = redis.call('ZLEXCOUNT', places, '-', '(' .. list .. '/')
local count = redis.call('ZLEXCOUNT', places, '[' .. list .. '/', '(' .. list .. '0')
local function numberAt(at)
  local place = redis.call('ZRANGE', places, first + at, first + at)[1]
  local order = string.sub(place, #list + 2)
  return tonumber(string.match(redis.call('HGET', entries, order), '^%d+')), order
end
local low, high = 0, count
while low < high do
  local middle = math.floor((low + high) / 2)
  if numberAt(middle) >= number then high = middle else low = middle + 1 end
end
if low == count then return false end
local at, order = numberAt(low)
return at == number and order or false
`,
  null,
)
