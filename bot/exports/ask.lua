-- Ask for a run: join the one under way, be given the result that is known, or begin another.
-- KEYS[1] the run   KEYS[2] the runs that are open (sorted set by when they were asked for)
-- ARGV[1] now, ms   ARGV[2] the run's id   ARGV[3] the order   ARGV[4] field of who waits, '' for nobody   ARGV[5] who waits   ARGV[6] how long an open run is kept, ms   ARGV[7] 1 if a result that is known answers, 0 if it has to be done again
-- Returns {state, generation, result}: state is new, waiting, running or done; result is '' unless done.
local known = redis.call('HMGET', KEYS[1], 'state', 'generation', 'result')
local state = known[1]
if state == 'done' and ARGV[7] == '1' then
  return {state, known[2], known[3]}
end
if state ~= 'waiting' and state ~= 'running' then
  local generation = math.max(tonumber(ARGV[1]), (tonumber(known[2] or 0) or 0) + 1)
  known[2] = string.format('%d', generation)
  redis.call('HDEL', KEYS[1], 'token', 'lease', 'deaths', 'progress', 'result', 'trouble')
  redis.call('HSET', KEYS[1], 'state', 'waiting', 'generation', known[2], 'order', ARGV[3])
  redis.call('PEXPIRE', KEYS[1], ARGV[6])
  redis.call('ZADD', KEYS[2], ARGV[1], ARGV[2])
  state = 'new'
end
if ARGV[4] ~= '' then
  redis.call('HSETNX', KEYS[1], ARGV[4], ARGV[5])
end
return done({state, known[2], ''})
