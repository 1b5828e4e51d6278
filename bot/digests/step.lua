-- Take one step with a digest, if the worker's claim still holds and nobody changed the digest.
-- KEYS[1] the digest   KEYS[2] the due set   KEYS[3] its deliveries
-- ARGV[1] member   ARGV[2] token   ARGV[3] version that must still be the digest's, or '' for any
-- ARGV[4] 'keep' or 'free': what becomes of the claim   ARGV[5] when it is due or the lease ends, ms; '' for never
-- ARGV[6] a delivery to remember, or ''   ARGV[7] deliveries kept
-- ARGV[8] ms by which it is woken later if ARGV[9] others or more are due in the same minute
-- then pairs of field and value to set; '' removes the field; a new digest is a new version
-- Returns 1, or 0 if nothing was done.
if redis.call('HGET', KEYS[1], 'token') ~= ARGV[2] then
  return 0
end
if ARGV[3] ~= '' and redis.call('HGET', KEYS[1], 'version') ~= ARGV[3] then
  return 0
end
for index = 10, #ARGV, 2 do
  if ARGV[index + 1] == '' then
    redis.call('HDEL', KEYS[1], ARGV[index])
  else
    redis.call('HSET', KEYS[1], ARGV[index], ARGV[index + 1])
    if ARGV[index] == 'digest' then
      redis.call('HINCRBY', KEYS[1], 'version', 1)
    end
  end
end
if ARGV[6] ~= '' then
  redis.call('LPUSH', KEYS[3], ARGV[6])
  redis.call('LTRIM', KEYS[3], 0, ARGV[7] - 1)
end
local when = tonumber(ARGV[5])
if when == nil then
  redis.call('ZREM', KEYS[2], ARGV[1])
else
  local minute = when - when % 60000
  local crowd = tonumber(ARGV[8]) > 0 and redis.call('ZCOUNT', KEYS[2], minute, minute + 59999) or 0
  local later = crowd >= tonumber(ARGV[9]) and tonumber(ARGV[8]) or 0
  redis.call('ZADD', KEYS[2], when + later, ARGV[1])
end
if ARGV[4] == 'keep' then
  redis.call('HSET', KEYS[1], 'until', ARGV[5])
else
  redis.call('HDEL', KEYS[1], 'token', 'until')
end
return 1
