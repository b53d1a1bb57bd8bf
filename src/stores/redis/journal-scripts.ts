import { script } from '../../storage/redis-script.js'

/**
 * The keys, each behind the prefix: `journal:<workspace>` list of entries; `journal` hash: `order`, the last one of all,
 * `size`, the bytes of all, and `made:<workspace>`, how many there ever were of each; `journals` sorted set of workspaces
 * by their last entry. An entry is its number, its order and its JSON, with a space between.
 */
const common = `
local prefix, lateMs = KEYS[1], ARGV[1]
local meta, recent = prefix .. 'journal', prefix .. 'journals'
local function entries(workspace) return prefix .. 'journal:' .. workspace end
local function drop(workspace)
  local gone = redis.call('LPOP', entries(workspace))
  if gone then redis.call('HINCRBY', meta, 'size', -#gone) end
  return gone
end
local function forget(workspace)
  for _, entry in ipairs(redis.call('LRANGE', entries(workspace), 0, -1)) do
    redis.call('HINCRBY', meta, 'size', -#entry)
  end
  redis.call('DEL', entries(workspace))
end
`

/** lateMs, workspace, JSON, most entries, most bytes, channel → nothing */
export const recordEntry = script(`${common}
local workspace, json = ARGV[2], ARGV[3]
local order = redis.call('HINCRBY', meta, 'order', 1)
local entry = redis.call('HINCRBY', meta, 'made:' .. workspace, 1) .. ' ' .. order .. ' ' .. json
redis.call('RPUSH', entries(workspace), entry)
redis.call('HINCRBY', meta, 'size', #entry)
redis.call('ZADD', recent, order, workspace)
if redis.call('LLEN', entries(workspace)) > tonumber(ARGV[4]) then drop(workspace) end
while tonumber(redis.call('HGET', meta, 'size')) > tonumber(ARGV[5]) do
  local quiet = redis.call('ZRANGE', recent, 0, 0)[1]
  if not quiet then
    redis.call('HSET', meta, 'size', 0)
  elseif not drop(quiet) then
    redis.call('ZREM', recent, quiet)
    redis.call('HDEL', meta, 'made:' .. quiet)
  end
end
for _, key in ipairs({ entries(workspace), meta, recent }) do redis.call('PEXPIRE', key, lateMs) end
redis.call('PUBLISH', ARGV[6], entry)
`)

/** lateMs, workspaces, or none for all → workspace and entries of each */
export const listEntries = script(`${common}
local found = {}
local function add(workspace)
  found[#found + 1] = { workspace, redis.call('LRANGE', entries(workspace), 0, -1) }
end
if #ARGV > 1 then add(ARGV[2])
else for _, workspace in ipairs(redis.call('ZRANGE', recent, 0, -1)) do add(workspace) end end
return found
`)

/** lateMs, text by which entries are known that go, or '' for all; then a workspace, or none for all → nothing */
export const forgetEntries = script(`${common}
local mark = ARGV[2]
local function clear(workspace)
  local all = redis.call('LRANGE', entries(workspace), 0, -1)
  forget(workspace)
  for _, entry in ipairs(all) do
    if mark ~= '' and not string.find(entry, '^%d+ %d+ ' .. mark) then
      redis.call('RPUSH', entries(workspace), entry)
      redis.call('HINCRBY', meta, 'size', #entry)
    end
  end
  redis.call('PEXPIRE', entries(workspace), lateMs)
end
if #ARGV > 2 then clear(ARGV[3])
else for _, workspace in ipairs(redis.call('ZRANGE', recent, 0, -1)) do clear(workspace) end end
`)
