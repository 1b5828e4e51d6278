-- Note where somebody who waits for a run is told about it, if they still wait.
-- KEYS[1] the run   ARGV[1] field of who waits   ARGV[2] who waits, and where they are told
-- Returns 1, or 0 if they wait no more.
if redis.call('HEXISTS', KEYS[1], ARGV[1]) == 0 then
  return 0
end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
return done(1)
