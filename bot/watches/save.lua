-- Keep what somebody decided about a watch, if it is still what they saw; a worker looks at it then.
-- KEYS[1] the watch   KEYS[2] the due set   KEYS[3] the workspace's numbers   KEYS[4…] the watches of each source
-- ARGV[1] member   ARGV[2] version that they saw, '0' for none   ARGV[3] the watch   ARGV[4] its number   ARGV[5] when to look, ms
-- ARGV[6] '1' if what it has seen is to be forgotten, as it watches something else   ARGV[7] which of KEYS it is on; '' for none
-- ARGV[8] at most so many in the workspace
-- Returns the new version, 0 if somebody else was first, or -1 if it would be one too many.
if (redis.call('HGET', KEYS[1], 'version') or '0') ~= ARGV[2] then
  return 0
end
if ARGV[2] == '0' and redis.call('SCARD', KEYS[3]) >= tonumber(ARGV[8]) then
  return -1
end
redis.call('HSET', KEYS[1], 'watch', ARGV[3])
if ARGV[6] == '1' then
  redis.call('HDEL', KEYS[1], 'state')
end
for index = 4, #KEYS do
  redis.call(KEYS[index] == ARGV[7] and 'SADD' or 'SREM', KEYS[index], ARGV[1])
end
redis.call('SADD', KEYS[3], ARGV[4])
due.put(KEYS[2], ARGV[1], ARGV[5])
return done(redis.call('HINCRBY', KEYS[1], 'version', 1))
