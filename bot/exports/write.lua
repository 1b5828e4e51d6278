-- Write to a run that is ours: progress with a longer lease, or its end.
-- KEYS[1] the run
-- ARGV[1] our token   ARGV[2] new state   ARGV[3] end of the lease, ms   ARGV[4] how long it is kept, ms   ARGV[5], ARGV[6] a field and its value
-- Returns 1, or 0 if it is not ours any more: cancelled, or taken up by another.
if redis.call('HGET', KEYS[1], 'token') ~= ARGV[1] then
  return 0
end
redis.call('HSET', KEYS[1], 'state', ARGV[2], 'lease', ARGV[3], ARGV[5], ARGV[6])
redis.call('PEXPIRE', KEYS[1], ARGV[4])
if ARGV[2] ~= 'running' then
  redis.call('HDEL', KEYS[1], 'token')
end
return done(1)
