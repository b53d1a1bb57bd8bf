import { script } from './redis-script.js'

/**
 * What both scripts know of the three keys of a space:
 *
 * - `records`, a hash: `<collection>/<id>` → `<version> <position> <size> <text>`.
 * - `order`, a sorted set by name: `<collection>/<position><version><id>`, both numbers with 16 digits.
 * - `meta`, a hash: `last` → the last version of the space, `<collection>/` → `<version> <count> <size> <last position>`.
 *
 * A version is never used twice, not even by a space that was forgotten: the first is the time in microseconds.
 */
const layout = `
local records, order, meta = KEYS[1], KEYS[2], KEYS[3]
local function whole(number) return string.format('%.0f', number) end
`

/**
 * Makes a change, or none of it. What no write came to yet is refused, unless the head says that it may be new.
 *
 * KEYS: records, order, meta. ARGV: a head as JSON, then lists of steps as JSON.
 *
 * @returns `committed`, `conflict`, `unknown`, or `full` and the place of the collection.
 */
export const commitScript = script(
  `${layout}
local head = cjson.decode(ARGV[1])
local batch = 1000
local lists = {}
for at = 2, #ARGV do lists[at - 1] = cjson.decode(ARGV[at]) end
local function eachStep(run)
  for _, list in ipairs(lists) do
    for _, step in ipairs(list) do
      if run(step) then return true end
    end
  end
end

local last = tonumber(redis.call('HGET', meta, 'last'))
if not last then
  if not head.isNew then return { 'unknown' } end
  local now = redis.call('TIME')
  last = tonumber(now[1]) * 1000000 + tonumber(now[2])
end

local held = {}
for at, collection in ipairs(head.collections) do
  local line = redis.call('HGET', meta, collection[1] .. '/')
  local version, count, size, position = string.match(line or '0 0 0 0', '^(%d+) (%d+) (%d+) (%d+)$')
  held[at] = {
    prefix = collection[1] .. '/', maxItems = collection[2], maxSize = collection[3], isRefusing = collection[4] == 1,
    version = version, count = tonumber(count), size = tonumber(size), position = tonumber(position),
    known = {}, isFresh = count == '0',
  }
end

local function find(own, id)
  local found = own.known[id]
  if found == nil then
    local line = not own.isFresh and redis.call('HGET', records, own.prefix .. id)
    found = false
    if line then
      local version, position, size = string.match(line, '^(%d+) (%d+) (%d+) ')
      found = { version = version, position = position, size = tonumber(size) }
    end
    own.known[id] = found
  end
  return found
end

if eachStep(function(step)
  local own = held[step[2]]
  if step[1] == 'same' then return own.version ~= whole(step[3]) end
  if step[1] ~= 'is' then return false end
  local found = find(own, step[3])
  return (found and found.version or '0') ~= whole(step[4])
end) then return { 'conflict' } end

local function empty(own)
  own.count, own.size, own.known, own.isFresh = 0, 0, {}, true
end
if head.isReplacing then
  for _, own in ipairs(held) do
    empty(own)
    own.version, own.position = '0', 0
  end
end

for at, own in ipairs(held) do
  if own.isRefusing then
    local count, size, written, isCleared, isTouched = own.count, own.size, {}, false, false
    eachStep(function(step)
      if step[2] ~= at then return end
      local kind, id = step[1], step[3]
      if kind == 'same' or kind == 'is' then return end
      isTouched = true
      if kind == 'clear' then
        count, size, written, isCleared = 0, 0, {}, true
      else
        local before = written[id]
        if before == nil then
          local found = not isCleared and find(own, id)
          before = found and found.size
        end
        local after = kind == 'put' and step[5]
        count = count + (after and 1 or 0) - (before and 1 or 0)
        size = size + (after or 0) - (before or 0)
        written[id] = after or false
      end
    end)
    if isTouched and (count > own.maxItems or size > own.maxSize) then return { 'full', at } end
  end
end

local sets, adds, removes = {}, {}, {}
local function flush()
  if #sets > 0 then redis.call('HSET', records, unpack(sets)) end
  if #adds > 0 then redis.call('ZADD', order, unpack(adds)) end
  if #removes > 0 then redis.call('ZREM', order, unpack(removes)) end
  sets, adds, removes = {}, {}, {}
end
local function placeOf(own, id, record)
  return own.prefix .. string.rep('0', 16 - #record.position) .. record.position
    .. string.rep('0', 16 - #record.version) .. record.version .. id
end
local function delete(own, id)
  local found = find(own, id)
  if not found then return end
  flush()
  redis.call('HDEL', records, own.prefix .. id)
  redis.call('ZREM', order, placeOf(own, id, found))
  own.count, own.size, own.known[id] = own.count - 1, own.size - found.size, false
end
local function oldest(own, count)
  flush()
  local places = redis.call('ZRANGEBYLEX', order, '[' .. own.prefix, '(' .. own.prefix .. ':', 'LIMIT', 0, count)
  for at, place in ipairs(places) do places[at] = string.sub(place, #own.prefix + 33) end
  return places
end
local function put(own, id, position, size, text)
  local found = find(own, id)
  local at = position > 0 and whole(position) or found and found.position or whole(own.position + 1)
  local record = { version = own.version, position = at, size = size }
  if found then removes[#removes + 1] = placeOf(own, id, found) end
  sets[#sets + 1] = own.prefix .. id
  sets[#sets + 1] = record.version .. ' ' .. at .. ' ' .. whole(size) .. ' ' .. text
  adds[#adds + 1] = 0
  adds[#adds + 1] = placeOf(own, id, record)
  own.count = own.count + (found and 0 or 1)
  own.size = own.size + size - (found and found.size or 0)
  own.position = math.max(own.position, tonumber(at))
  own.known[id] = record
  if #sets >= batch then flush() end
end

if head.isReplacing then redis.call('UNLINK', records, order, meta) end
eachStep(function(step)
  local kind, own, id = step[1], held[step[2]], step[3]
  if kind == 'same' or kind == 'is' then return end
  last = last + 1
  own.version = whole(last)
  if kind == 'put' then
    put(own, id, step[4], step[5], step[6])
  elseif kind == 'delete' then
    delete(own, id)
  else
    local ids = oldest(own, batch)
    while #ids > 0 do
      for _, one in ipairs(ids) do delete(own, one) end
      ids = oldest(own, batch)
    end
    empty(own)
  end
  while not own.isRefusing and own.count > 0 and (own.count > own.maxItems or own.size > own.maxSize) do
    delete(own, oldest(own, 1)[1])
  end
end)
flush()

redis.call('HSET', meta, 'last', whole(last))
for at, own in ipairs(held) do
  if own.version ~= '0' then
    local line = own.version .. ' ' .. whole(own.count) .. ' ' .. whole(own.size) .. ' ' .. whole(own.position)
    redis.call('HSET', meta, own.prefix, line)
  end
end
for _, key in ipairs(KEYS) do redis.call('PEXPIRE', key, head.keptMs) end
if head.channel then redis.call('PUBLISH', head.channel, head.message) end
return { 'committed' }
`,
  (reply) => String(reply) === 'committed',
)

/**
 * The records of a collection in their order.
 *
 * KEYS: records, order, meta. ARGV: the collection, how many (-1 for all), the place after which it begins or ''.
 *
 * @returns the version of the collection, then id and line of each record.
 */
export const listScript = script(
  `${layout}
local prefix, limit, after = ARGV[1] .. '/', tonumber(ARGV[2]), ARGV[3]
local found = { string.match(redis.call('HGET', meta, prefix) or '0', '^%d+') }
local from = after == '' and '[' .. prefix or '(' .. after
local places = redis.call('ZRANGEBYLEX', order, from, '(' .. prefix .. ':', 'LIMIT', 0, limit)
for first = 1, #places, 1000 do
  local fields = {}
  for at = first, math.min(first + 999, #places) do
    fields[#fields + 1] = prefix .. string.sub(places[at], #prefix + 33)
  end
  local lines = redis.call('HMGET', records, unpack(fields))
  for at, field in ipairs(fields) do
    found[#found + 1] = string.sub(field, #prefix + 1)
    found[#found + 1] = lines[at]
  end
end
return found
`,
  null,
)
