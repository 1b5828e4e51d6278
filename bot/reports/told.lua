-- Forget that people are to be told of a report, if it is still what they were told.
-- KEYS[1] the report   KEYS[2] whom to tell   ARGV[1] the report as they were told   ARGV[2] its id
-- Returns 1 if they know all, 0 if it has gone on.
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return 0
end
redis.call('ZREM', KEYS[2], ARGV[2])
return 1
