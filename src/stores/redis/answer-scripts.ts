import { script } from './script.js'

/** The channel on which servers tell each other which attempt has ended, by the id of its call. */
export const endedChannel = 'answers'

/**
 * The keys, each behind the prefix:
 * - `answer:<call>` hash: `body` the print of its body, `until` in the time of the workspace, `json` the answer;
 * - `running:<call>` number of the attempt that does the work, and the print of its body. The store forgets it when the
 *   attempt has taken too long;
 * - `attempts` number of the last attempt.
 */
const common = `
local answer, running, attempts = KEYS[1] .. 'answer:' .. ARGV[1], KEYS[1] .. 'running:' .. ARGV[1], KEYS[1] .. 'attempts'
local function runs()
  local number, body = string.match(redis.call('GET', running) or '', '^(%d+) (.*)$')
  return number, body
end
`

/** call, print of the body, now, leaseMs, lateMs → what becomes of it, with the attempt's number or the answer */
export const beginAttempt = script(`${common}
local body, now = ARGV[2], tonumber(ARGV[3])
local kept = redis.call('HMGET', answer, 'body', 'until', 'json')
if kept[1] and now < tonumber(kept[2]) then
  if kept[1] ~= body then return { 'conflict' } end
  return { 'repetition', kept[3] }
end
redis.call('DEL', answer)
local number, other = runs()
if number then return { other == body and 'wait' or 'conflict' } end
number = redis.call('INCR', attempts)
redis.call('PEXPIRE', attempts, ARGV[5])
redis.call('SET', running, number .. ' ' .. body, 'PX', ARGV[4])
return { 'attempt', tostring(number) }
`)

/** call, print of the body, number of the attempt, until, lateMs, answer or '' */
export const finishAttempt = script(`${common}
local number = runs()
if number and number ~= ARGV[3] then return end
redis.call('DEL', running)
if ARGV[6] ~= '' and (number or redis.call('EXISTS', answer) == 0) then
  redis.call('HSET', answer, 'body', ARGV[2], 'until', ARGV[4], 'json', ARGV[6])
  redis.call('PEXPIRE', answer, ARGV[5])
end
redis.call('PUBLISH', KEYS[1] .. '${endedChannel}', ARGV[1])
`)
