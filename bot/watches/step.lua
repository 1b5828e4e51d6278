-- Take one step with a watch, if the worker's lease still holds and, where asked, nobody changed the watch.
-- KEYS[1] the watch   KEYS[2] the due set   KEYS[3] the workspace's numbers   KEYS[4…] the watches of each source
-- ARGV[1] member   ARGV[2] token of the lease   ARGV[3] version that must still be the watch's, or '' for any
-- ARGV[4] 'renew', 'leave' or 'drop': what becomes of it   ARGV[5] when the lease ends, or when it is due again, ms; '' for never
-- ARGV[6] its number   ARGV[7] what was said, or ''   ARGV[8] the watch as it is now, or '' for no change
-- Returns 1, or 0 if nothing was done.
if not due.holds(KEYS[2], ARGV[1], ARGV[2]) then
  return 0
end
if ARGV[3] ~= '' and redis.call('HGET', KEYS[1], 'version') ~= ARGV[3] then
  return 0
end
local function off()
  for index = 4, #KEYS do
    redis.call('SREM', KEYS[index], ARGV[1])
  end
end
if ARGV[4] == 'drop' then
  off()
  redis.call('SREM', KEYS[3], ARGV[6])
  redis.call('DEL', KEYS[1])
  due.drop(KEYS[2], ARGV[1])
  return done(1)
end
if ARGV[7] ~= '' then
  redis.call('HSET', KEYS[1], 'run', ARGV[7])
end
if ARGV[8] ~= '' then
  redis.call('HSET', KEYS[1], 'watch', ARGV[8])
  redis.call('HINCRBY', KEYS[1], 'version', 1)
  off()
end
if ARGV[4] == 'renew' then
  due.renew(KEYS[2], ARGV[1], ARGV[2], ARGV[5])
else
  due.leave(KEYS[2], ARGV[1], ARGV[5])
end
return done(1)
