-- Take one step with a digest, if the worker's lease still holds and nobody changed the digest.
-- KEYS[1] the digest   KEYS[2] the due set   KEYS[3] its deliveries
-- ARGV[1] member   ARGV[2] token of the lease   ARGV[3] version that must still be the digest's, or '' for any
-- ARGV[4] 'renew' or 'leave': what becomes of the lease   ARGV[5] when the lease ends, or when it is due again, ms; '' for never
-- ARGV[6] a delivery to remember, or ''   ARGV[7] deliveries kept
-- ARGV[8] ms by which it is woken later if ARGV[9] others or more are due in the same minute
-- then pairs of field and value to set; '' removes the field; a new digest is a new version
-- Returns 1, or 0 if nothing was done.
if not due.holds(KEYS[2], ARGV[1], ARGV[2]) then
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
if ARGV[4] == 'renew' then
  due.renew(KEYS[2], ARGV[1], ARGV[2], ARGV[5])
  return done(1)
end
local when = tonumber(ARGV[5])
if when and tonumber(ARGV[8]) > 0 then
  local minute = when - when % 60000
  local crowd = redis.call('ZCOUNT', KEYS[2], minute, minute + 59999)
  when = when + (crowd >= tonumber(ARGV[9]) and tonumber(ARGV[8]) or 0)
end
due.leave(KEYS[2], ARGV[1], when)
return done(1)
