-- Keep what somebody decided about a digest, if it is still what they saw; a worker looks at it at once if it must.
-- KEYS[1] the digest   KEYS[2] the due set   KEYS[3] the workspace's conversations with digests
-- ARGV[1] member   ARGV[2] version that they saw, '0' for none   ARGV[3] the digest
-- ARGV[4] when it is due, ms, or '' for never   ARGV[5] now, ms   ARGV[6] its conversation   ARGV[7] day to post again, or ''
-- ARGV[8] ms by which it is woken later if ARGV[9] others or more are due in the same minute
-- Returns the new version, or 0 if somebody else was first.
if (redis.call('HGET', KEYS[1], 'version') or '0') ~= ARGV[2] then
  return 0
end
redis.call('HSET', KEYS[1], 'digest', ARGV[3])
if ARGV[7] ~= '' then
  redis.call('HSET', KEYS[1], 'again', ARGV[7])
end
local is_under_way = redis.call('HEXISTS', KEYS[1], 'run') == 1 or redis.call('HEXISTS', KEYS[1], 'again') == 1
if is_under_way or due.is_held(KEYS[2], ARGV[1]) then
  due.put(KEYS[2], ARGV[1], ARGV[5])
elseif ARGV[4] == '' then
  redis.call('ZREM', KEYS[2], ARGV[1])
else
  local when = tonumber(ARGV[4])
  local minute = when - when % 60000
  local crowd = redis.call('ZCOUNT', KEYS[2], minute, minute + 59999)
  due.put(KEYS[2], ARGV[1], when + (crowd >= tonumber(ARGV[9]) and ARGV[8] or 0))
end
redis.call('SADD', KEYS[3], ARGV[6])
return done(redis.call('HINCRBY', KEYS[1], 'version', 1))
