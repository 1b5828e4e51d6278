-- Take the next run whose turn it is.
-- KEYS[1] places of those that wait   KEYS[2] the place whose turn it is   ARGV[1] how long that is kept, ms
-- Returns the run's id, nil if none waits.
set_aside_unless('zset', KEYS[1])
set_aside_unless('string', KEYS[2])
local next = redis.call('ZPOPMIN', KEYS[1])
if #next == 0 then
  return false
end
local turn = math.max(tonumber(redis.call('GET', KEYS[2])) or 0, tonumber(next[2]))
redis.call('SET', KEYS[2], turn, 'PX', ARGV[1])
return done(next[1])
