-- Replace a report by its next step, if it is still what whoever worked that step out had read.
-- KEYS[1] the report   [2] claim   [3] when reports are due   [4] whom to tell   [5] open reports of the workspace   [6] those looked for in the platform's files
-- ARGV[1] the report as it was read   [2] as it shall be   [3] its id   [4] due, ms; '' at its end   [5] now, ms, if people are to be told; else ''
-- ARGV[6] what becomes of the claim: 'keep', 'free' or 'not_for'   [7] the account that it stays taken for   [8] how long it is kept after its end, ms
-- ARGV[9] if it is to be looked for in the platform's files: the end of the last hour without it, ms; else ''
-- Returns 1, also if this very step was made before; 0 if another was.
local current = redis.call('GET', KEYS[1])
if current == ARGV[2] then
  return 1
end
if current ~= ARGV[1] then
  return 0
end

redis.call('SET', KEYS[1], ARGV[2])
if ARGV[5] ~= '' then
  redis.call('ZADD', KEYS[4], ARGV[5], ARGV[3])
end
if ARGV[4] ~= '' then
  redis.call('ZADD', KEYS[3], ARGV[4], ARGV[3])
  return 1
end

redis.call('ZREM', KEYS[3], ARGV[3])
redis.call('ZREM', KEYS[5], ARGV[3])
redis.call('PEXPIRE', KEYS[1], ARGV[8])
if ARGV[9] == '' then
  redis.call('ZREM', KEYS[6], ARGV[3])
else
  redis.call('ZADD', KEYS[6], 'NX', ARGV[9], ARGV[3])
end
if ARGV[6] == 'keep' then
  redis.call('HSETNX', KEYS[2], 'report', ARGV[3]) -- on file after all, though its end had freed the claim
end
if redis.call('HGET', KEYS[2], 'report') ~= ARGV[3] then
  return 1
end
if ARGV[6] == 'free' then
  redis.call('DEL', KEYS[2])
  return 1
end
if ARGV[6] == 'not_for' then
  redis.call('HSET', KEYS[2], 'not_for', ARGV[7])
else
  redis.call('HDEL', KEYS[2], 'not_for')
end
redis.call('PEXPIRE', KEYS[2], ARGV[8])
return 1
