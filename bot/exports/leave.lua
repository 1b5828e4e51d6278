-- Wait no more for a run; it is cancelled if nobody else waits.
-- KEYS[1] the run
-- ARGV[1] field of who waited   ARGV[2] what the fields of all who wait begin with   ARGV[3] how long it is kept once cancelled, ms
-- Returns how many others wait; -1 if this one did not.
if redis.call('HDEL', KEYS[1], ARGV[1]) == 0 then
  return -1
end
local others = 0
for _, field in ipairs(redis.call('HKEYS', KEYS[1])) do
  if string.sub(field, 1, #ARGV[2]) == ARGV[2] then
    others = others + 1
  end
end
local state = redis.call('HGET', KEYS[1], 'state')
if others == 0 and (state == 'waiting' or state == 'running') then
  redis.call('HDEL', KEYS[1], 'token', 'lease')
  redis.call('HSET', KEYS[1], 'state', 'cancelled')
  redis.call('PEXPIRE', KEYS[1], ARGV[3])
end
return done(others)
