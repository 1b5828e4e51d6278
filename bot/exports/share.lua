-- Let a person have one more list of recent invocations kept, if they have not too many already.
-- KEYS[1] the person's lists by when they are gone, ms   ARGV[1] the list's id   ARGV[2] how long a list is kept, ms   ARGV[3] how many a person may have
-- Returns 1, or 0 if they have too many.
set_aside_unless('zset', KEYS[1])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
if not redis.call('ZSCORE', KEYS[1], ARGV[1]) and redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[3]) then
  return 0
end
redis.call('ZADD', KEYS[1], now + ARGV[2], ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return done(1)
