-- Keep a new report, if nobody has claimed its invocation and nobody reports too often (GCRA by gcra.lua, both limits).
-- KEYS[1] claim   [2] the report   [3] the due set of reports   [4] that of pending notices   [5] ledger of the workspace   [6] of the person
-- KEYS[7] open reports of the workspace   [8] newest report of this invocation there   [9], [10] limits of person and workspace
-- ARGV[1] now, ms   [2] the report's id   [3] the report   [4] due, ms   [5] account   [6] how long ledgers go back, ms
-- ARGV[7], [8] count and period (ms) per person   [9], [10] the same per workspace
-- Returns {verdict, what}: {0, ''} kept, {1, id of the report that has the claim}, {2, ms} the person must wait, {3, ms} the workspace must.
local now, id = tonumber(ARGV[1]), ARGV[2]

local holder, only_for = unpack(redis.call('HMGET', KEYS[1], 'report', 'not_for'))
if holder == id then
  return {0, ''}
end
if holder and (not only_for or only_for == ARGV[5]) then
  return {1, holder}
end
local person, person_wait = arrival(KEYS[9], now, tonumber(ARGV[7]), tonumber(ARGV[8]))
if person_wait > 0 then
  return {2, tostring(math.ceil(person_wait))}
end
local workspace, workspace_wait = arrival(KEYS[10], now, tonumber(ARGV[9]), tonumber(ARGV[10]))
if workspace_wait > 0 then
  return {3, tostring(math.ceil(workspace_wait))}
end

due.wake(KEYS[3], id, ARGV[4]) -- first: if these two cannot be, nothing else is done
due.wake(KEYS[4], id, now)
redis.call('SET', KEYS[2], ARGV[3])
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], 'report', id)
put(KEYS[9], now, person)
put(KEYS[10], now, workspace)
-- What only lists it must not keep it from being taken, whatever stands there.
for _, ledger in ipairs({KEYS[5], KEYS[6]}) do
  redis.pcall('ZADD', ledger, now, id)
  redis.pcall('ZREMRANGEBYSCORE', ledger, '-inf', now - ARGV[6])
  redis.call('PEXPIRE', ledger, ARGV[6])
end
redis.pcall('ZADD', KEYS[7], now, id)
redis.call('SET', KEYS[8], id, 'PX', ARGV[6])
return done({0, ''})
