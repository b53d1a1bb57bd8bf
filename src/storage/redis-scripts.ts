import { script } from './redis-link.js'

/**
 * What both scripts know of the three keys of a space:
 *
 * - `records`, a hash: `<collection>/<id>` → `<version> <position> <size> <text>`.
 * - `order`, a sorted set by name: `<collection>/<position><version><id>`, both numbers with 16 digits.
 * - `meta`, a hash: `last` → the last version of the space, `<collection>/` → `<version> <count> <size> <last position>`
 *   of one that has records.
 *
 * A version is never used twice, not even by a space that was forgotten: the first is the time in microseconds.
 */
const layout = `
local records, order, meta = KEYS[1], KEYS[2], KEYS[3]
local function placesOf(prefix, from, limit)
  return redis.call('ZRANGEBYLEX', order, from, '(' .. prefix .. ':', 'LIMIT', 0, limit)
end
local function fieldOf(prefix, place) return prefix .. string.sub(place, #prefix + 33) end
`

/**
 * Makes a change, or none of it. A space that is not there is made only when the head says that it may be new. Bounds are
 * counted as the store in memory counts them: asking this process about them would take a second call.
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
local function whole(number) return string.format('%.0f', number) end

local last = tonumber(redis.call('HGET', meta, 'last'))
if not last then
  if not head.isNew then return { 'unknown' } end
  local now = redis.call('TIME')
  last = tonumber(now[1]) * 1000000 + tonumber(now[2])
end

local all = {}
for at, collection in ipairs(head.collections) do
  local prefix = collection[1] .. '/'
  local line = redis.call('HGET', meta, prefix)
  local version, count, size, position = string.match(line or '0 0 0 0', '^(%d+) (%d+) (%d+) (%d+)$')
  all[at] = {
    prefix = prefix, maxItems = collection[2], maxSize = collection[3], isRefusing = collection[4] == 1,
    isCleared = collection[5] == 1, isEmpty = count == '0', known = {},
    version = version, count = tonumber(count), size = tonumber(size), position = tonumber(position),
  }
end
local function find(own, id)
  if own.known[id] == nil then
    local line = not own.isEmpty and redis.call('HGET', records, own.prefix .. id)
    local version, position, size = string.match(line or '', '^(%d+) (%d+) (%d+) ')
    own.known[id] = version and { version = version, position = position, size = tonumber(size) } or false
  end
  return own.known[id]
end
local function each(kinds, run)
  for _, list in ipairs(lists) do
    for _, step in ipairs(list) do
      if kinds[step[1]] and run(all[step[2]], unpack(step)) then return true end
    end
  end
end
local writes = { put = true, delete = true }

if each({ is = true }, function(own, _, _, version, id)
  local found = own
  if id then found = find(own, id) end
  return (found and found.version or '0') ~= whole(version)
end) then return { 'conflict' } end

for _, own in ipairs(all) do
  if head.isReplacing then own.version, own.position = '0', 0 end
  if head.isReplacing or own.isCleared then own.isEmpty, own.count, own.size, own.known = true, 0, 0, {} end
end
each(writes, function(own, kind, _, id, size)
  local found = find(own, id)
  own.isWritten = true
  own.count = own.count + (kind == 'put' and 1 or 0) - (found and 1 or 0)
  own.size = own.size + (size or 0) - (found and found.size or 0)
end)
local function isOver(own) return own.isWritten and (own.count > own.maxItems or own.size > own.maxSize) end
for at, own in ipairs(all) do
  if own.isRefusing and isOver(own) then return { 'full', at } end
end

local sets, adds, dels, removes = {}, {}, {}, {}
local function flush()
  if #dels > 0 then redis.call('HDEL', records, unpack(dels)) end
  if #removes > 0 then redis.call('ZREM', order, unpack(removes)) end
  if #sets > 0 then redis.call('HSET', records, unpack(sets)) end
  if #adds > 0 then redis.call('ZADD', order, unpack(adds)) end
  sets, adds, dels, removes = {}, {}, {}, {}
end
local function placeOf(own, id, record)
  return own.prefix .. string.rep('0', 16 - #record.position) .. record.position
    .. string.rep('0', 16 - #record.version) .. record.version .. id
end

if head.isReplacing then redis.call('UNLINK', records, order, meta) end
for _, own in ipairs(all) do
  if own.isCleared then
    last = last + 1
    own.version = whole(last)
    local places
    repeat
      places = placesOf(own.prefix, '[' .. own.prefix, batch)
      for at, place in ipairs(places) do dels[at], removes[at] = fieldOf(own.prefix, place), place end
      flush()
    until #places < batch
  end
end
each(writes, function(own, kind, _, id, size, position, text)
  local found = find(own, id)
  last = last + 1
  own.version = whole(last)
  if found then removes[#removes + 1] = placeOf(own, id, found) end
  if kind == 'put' then
    local at = position > 0 and whole(position) or found and found.position or whole(own.position + 1)
    own.position = math.max(own.position, tonumber(at))
    sets[#sets + 1] = own.prefix .. id
    sets[#sets + 1] = own.version .. ' ' .. at .. ' ' .. whole(size) .. ' ' .. text
    adds[#adds + 1] = 0
    adds[#adds + 1] = placeOf(own, id, { position = at, version = own.version })
  elseif found then
    dels[#dels + 1] = own.prefix .. id
  end
  if #sets + #removes > batch then flush() end
end)
flush()
for _, own in ipairs(all) do
  while isOver(own) and own.count > 0 do
    local place = placesOf(own.prefix, '[' .. own.prefix, 1)[1]
    local field = fieldOf(own.prefix, place)
    local size = string.match(redis.call('HGET', records, field), '^%d+ %d+ (%d+) ')
    redis.call('HDEL', records, field)
    redis.call('ZREM', order, place)
    own.count, own.size = own.count - 1, own.size - size
  end
end

redis.call('HSET', meta, 'last', whole(last))
for _, own in ipairs(all) do
  if own.count == 0 then
    redis.call('HDEL', meta, own.prefix)
  elseif own.version ~= '0' then
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
 * KEYS: records, order, meta. ARGV: the collection, how many (-1 for all), how many are left out before them, the place
 * after which it begins or ''; 1 for the newest first, the position (16 digits) before which it begins then or ''; what
 * the text must have or ''.
 *
 * @returns the version of the collection, how many records it is of, then id and line of each record.
 */
export const listScript = script(
  `${layout}
local prefix, limit, skip, after = ARGV[1] .. '/', tonumber(ARGV[2]), tonumber(ARGV[3]), ARGV[4]
local isNewestFirst, before, including = ARGV[5] == '1', ARGV[6], ARGV[7]
local version, count = string.match(redis.call('HGET', meta, prefix) or '0 0', '^(%d+) (%d+)')
local found = { version, tonumber(count) }
local function placesIn(skip, limit)
  if isNewestFirst then
    return redis.call('ZREVRANGEBYLEX', order, '(' .. prefix .. (before == '' and ':' or before), '[' .. prefix, 'LIMIT', skip, limit)
  end
  return redis.call('ZRANGEBYLEX', order, after == '' and '[' .. prefix or '(' .. after, '(' .. prefix .. ':', 'LIMIT', skip, limit)
end
local function each(places, run)
  for first = 1, #places, 1000 do
    local fields = {}
    for at = first, math.min(first + 999, #places) do fields[#fields + 1] = fieldOf(prefix, places[at]) end
    local lines = redis.call('HMGET', records, unpack(fields))
    for at, field in ipairs(fields) do run(string.sub(field, #prefix + 1), lines[at]) end
  end
end
local function add(id, line)
  found[#found + 1] = id
  found[#found + 1] = line
end
if including == '' then
  each(placesIn(skip, limit), add)
  return found
end
local wanted = before
before = ''
local number = 0
each(placesIn(0, -1), function(id, line)
  if not string.find(line, including, 1, true) then return end
  number = number + 1
  local position = tonumber(string.match(line, '^%d+ (%d+)'))
  if wanted ~= '' and position >= tonumber(wanted) then return end
  if skip > 0 then skip = skip - 1
  elseif limit < 0 or #found < 2 + 2 * limit then add(id, line) end
end)
found[2] = number
return found
`,
  null,
)

/**
 * Every record of a space, in no order.
 *
 * KEYS: records.
 *
 * @returns field and line of each.
 */
export const readAllScript = script(`return redis.call('HGETALL', KEYS[1])`, null)
