import { luaRecord } from './record.js'
import { script } from './script.js'

/**
 * The keys, each behind the prefix:
 * - `sessions:<workspace>` hash of id → record;
 * - `owners` hash of session id → workspace, `all` sorted set of session id by position: over all workspaces;
 * - `meta` hash: `position`, the last one of a session, and `swept`, up to which one the sweep has come;
 * - `connections:<workspace>` hash of id → record;
 * - `workspace:<workspace>` hash: `sandbox`, and `position`, the last one of a connection.
 *
 * The store forgets them late, and all of a workspace at once. What is left of it in `owners` and `all` goes when
 * somebody comes by.
 */
const common = `${luaRecord}
local prefix, lateMs = KEYS[1], ARGV[1]
local owners, all, meta = prefix .. 'owners', prefix .. 'all', prefix .. 'meta'
local function sessions(workspace) return prefix .. 'sessions:' .. workspace end
local function connections(workspace) return prefix .. 'connections:' .. workspace end
local function own(workspace) return prefix .. 'workspace:' .. workspace end

local function renew(workspace)
  for _, key in ipairs({ owners, all, meta, sessions(workspace), connections(workspace), own(workspace) }) do
    redis.call('PEXPIRE', key, lateMs)
  end
end

local function find(id)
  local workspace = redis.call('HGET', owners, id)
  return workspace and redis.call('HGET', sessions(workspace), id), workspace
end
local function forget(id, workspace)
  redis.call('HDEL', sessions(workspace), id)
  redis.call('HDEL', owners, id)
  redis.call('ZREM', all, id)
end
local function add(workspace, id, version, json)
  local position = redis.call('HINCRBY', meta, 'position', 1)
  redis.call('HSET', sessions(workspace), id, join(version, position, json))
  redis.call('HSET', owners, id, workspace)
  redis.call('ZADD', all, position, id)
end

-- Of a session that was judged: a snapshot can have put one with its id and version into another workspace.
local function isAsJudged(at)
  local record, owner = find(ARGV[at])
  return record and owner == ARGV[at + 2] and split(record) == tonumber(ARGV[at + 1])
end

-- The sessions behind a position, the last position if there may be more, and how many are gone of which something
-- was left.
local function behind(position, count)
  local records, gone = {}, 0
  local ids = redis.call('ZRANGE', all, '(' .. position, '+inf', 'BYSCORE', 'LIMIT', 0, count)
  local last = #ids == count and redis.call('ZSCORE', all, ids[count])
  for _, id in ipairs(ids) do
    local record, workspace = find(id)
    if record then
      records[#records + 1] = record
    else
      forget(id, workspace or '')
      gone = gone + 1
    end
  end
  return records, last, gone
end
`

/**
 * lateMs, workspace, most, id, version, JSON, then ids, versions and workspaces of sessions to forget → outcome, sessions
 * to look at
 */
export const addSession = script(`${common}
local workspace, most, id, version, json = ARGV[2], tonumber(ARGV[3]), ARGV[4], ARGV[5], ARGV[6]
for at = 7, #ARGV, 3 do
  if isAsJudged(at) then forget(ARGV[at], ARGV[at + 2]) end
end
local looked, last = behind(redis.call('HGET', meta, 'swept') or 0, 2)
redis.call('HSET', meta, 'swept', last or 0)
local outcome = 'added'
if find(id) then outcome = 'taken'
elseif redis.call('ZCARD', all) >= most then outcome = 'full'
else add(workspace, id, version, json) end
renew(workspace)
return { outcome, looked }
`)

/** lateMs, id → session */
export const findSession = script(`${common}
local record = find(ARGV[2])
return record
`)

/** lateMs, workspace → sessions */
export const listSessions = script(`${common}
return redis.call('HVALS', sessions(ARGV[2]))
`)

/** lateMs, position, count → sessions behind it, from where to look on, how many were gone */
export const oldestSessions = script(`${common}
local records, last, gone = behind(ARGV[2], tonumber(ARGV[3]))
return { records, last, gone }
`)

/** lateMs, workspace, sandbox or '', session (id or '', version, JSON), then connections (id, version, JSON) → 1 or 0 */
export const save = script(`${common}
local workspace, sandbox, session, version, json = ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[6]
local position
if session ~= '' then
  local record = redis.call('HGET', sessions(workspace), session)
  local before
  if record then before, position = split(record) end
  if before ~= version - 1 then return 0 end
end
local positions = {}
for at = 7, #ARGV, 3 do
  local record = redis.call('HGET', connections(workspace), ARGV[at])
  local before = 0
  if record then before, positions[at] = split(record) end
  if before ~= ARGV[at + 1] - 1 then return 0 end
end
if session ~= '' then redis.call('HSET', sessions(workspace), session, join(version, position, json)) end
if sandbox ~= '' then redis.call('HSET', own(workspace), 'sandbox', sandbox) end
for at = 7, #ARGV, 3 do
  local place = positions[at] or redis.call('HINCRBY', own(workspace), 'position', 1)
  redis.call('HSET', connections(workspace), ARGV[at], join(ARGV[at + 1], place, ARGV[at + 2]))
end
renew(workspace)
return 1
`)

/** lateMs, workspace, id → connection */
export const findConnection = script(`${common}
return redis.call('HGET', connections(ARGV[2]), ARGV[3])
`)

/** lateMs, workspace → connections */
export const listConnections = script(`${common}
return redis.call('HVALS', connections(ARGV[2]))
`)

/** lateMs, workspace, 1 to remove the sandbox too, ids → how many connections were removed; null without a sandbox */
export const remove = script(`${common}
local workspace, count = ARGV[2], 0
if ARGV[3] == '1' and redis.call('HDEL', own(workspace), 'sandbox') == 0 then return false end
for at = 4, #ARGV do count = count + redis.call('HDEL', connections(workspace), ARGV[at]) end
if redis.call('EXISTS', connections(workspace)) == 0 then redis.call('HDEL', own(workspace), 'position') end
renew(workspace)
return count
`)

/** lateMs, workspace → sessions, connections, sandbox or '' */
export const readWorkspace = script(`${common}
local workspace = ARGV[2]
local sandbox = redis.call('HGET', own(workspace), 'sandbox')
return { redis.call('HVALS', sessions(workspace)), redis.call('HVALS', connections(workspace)), sandbox or '' }
`)

/** lateMs, workspace → sandbox */
export const findSandbox = script(`${common}
return redis.call('HGET', own(ARGV[2]), 'sandbox')
`)

/** lateMs, workspace → 1 when it holds nothing */
export const isEmpty = script(`${common}
local workspace = ARGV[2]
return 1 - math.min(1, redis.call('EXISTS', sessions(workspace), connections(workspace), own(workspace)))
`)

/**
 * lateMs, workspace, most, sandbox or '', how many to forget, their ids, versions and workspaces, how many sessions, their ids,
 * versions and JSON, then connections (id, version, position, JSON) → outcome, how many are too many
 */
export const replaceWorkspace = script(`${common}
local workspace, most, sandbox, at = ARGV[2], tonumber(ARGV[3]), ARGV[4], 6
local toForget, before, added = {}, redis.call('HKEYS', sessions(workspace)), {}
for _ = 1, ARGV[5] do
  if isAsJudged(at) and ARGV[at + 2] ~= workspace then toForget[ARGV[at]] = ARGV[at + 2] end
  at = at + 3
end
local room = most - redis.call('ZCARD', all) + #before - ARGV[at]
for _ in pairs(toForget) do room = room + 1 end
local first, last = at + 1, at + ARGV[at] * 3
for at = first, last, 3 do
  local record, owner = find(ARGV[at])
  if record and owner ~= workspace then return { 'taken', 0 } end
end
if room < 0 then return { 'full', -room } end
for id, owner in pairs(toForget) do forget(id, owner) end
for _, id in ipairs(before) do forget(id, workspace) end
redis.call('DEL', connections(workspace), own(workspace))
for at = first, last, 3 do add(workspace, ARGV[at], ARGV[at + 1], ARGV[at + 2]) end
for at = last + 1, #ARGV, 4 do
  redis.call('HSET', connections(workspace), ARGV[at], join(ARGV[at + 1], ARGV[at + 2], ARGV[at + 3]))
  redis.call('HSET', own(workspace), 'position', ARGV[at + 2])
end
if sandbox ~= '' then redis.call('HSET', own(workspace), 'sandbox', sandbox) end
renew(workspace)
return { 'replaced', 0 }
`)
