-- Replace a report by its next step, if it is still what whoever worked that step out had read.
-- KEYS[1] the report   [2] claim   [3] the due set of reports   [4] that of pending notices   [5] open reports of the workspace
-- KEYS[6] those looked for in the platform's files   [7] the due set of these files
-- ARGV[1] the report as it was read   [2] as it shall be   [3] its id   [4] due, ms; '' at its end   [5] now, ms, if people are to be told; else ''
-- ARGV[6] what becomes of the claim: 'keep', 'free' or 'not_for'   [7] the account that it stays taken for   [8] how long it is kept after its end, ms
-- ARGV[9] if it is to be looked for in the platform's files: the end of the last hour without it, ms; else ''   [10] when the file of the next hour is there, ms
-- ARGV[11] token of the worker's lease, '' for people   [12] 'renew' or 'leave': what becomes of the lease while the report is open
-- Returns 1, also if this very step was made before; 0 if another was, or the lease is lost.
local id, current = ARGV[3], redis.call('GET', KEYS[1])
if current == ARGV[2] then
  return 1
end
if current ~= ARGV[1] or ARGV[11] ~= '' and not due.holds(KEYS[3], id, ARGV[11]) then
  return 0
end

redis.call('SET', KEYS[1], ARGV[2])
if ARGV[5] ~= '' then
  due.wake(KEYS[4], id, ARGV[5])
end
if ARGV[4] ~= '' then
  if ARGV[12] == 'renew' then
    due.renew(KEYS[3], id, ARGV[11], ARGV[4])
  else
    due.leave(KEYS[3], id, ARGV[4])
  end
  return done(1)
end

due.drop(KEYS[3], id)
redis.call('ZREM', KEYS[5], id)
redis.call('PEXPIRE', KEYS[1], ARGV[8])
if ARGV[9] == '' then
  redis.call('ZREM', KEYS[6], id)
elseif redis.call('ZADD', KEYS[6], 'NX', ARGV[9], id) == 1 then
  due.wake(KEYS[7], 'files', ARGV[10])
end
if ARGV[6] == 'keep' then
  redis.call('HSETNX', KEYS[2], 'report', id) -- on file after all, though its end had freed the claim
end
if redis.call('HGET', KEYS[2], 'report') ~= id then
  return done(1)
end
if ARGV[6] == 'free' then
  redis.call('DEL', KEYS[2])
  return done(1)
end
if ARGV[6] == 'not_for' then
  redis.call('HSET', KEYS[2], 'not_for', ARGV[7])
else
  redis.call('HDEL', KEYS[2], 'not_for')
end
redis.call('PEXPIRE', KEYS[2], ARGV[8])
return done(1)
