-- Take a run up, or the telling of its end, if nobody is at it; the second worker that dies over it is the last.
-- KEYS[1] the run
-- ARGV[1] now, ms   ARGV[2] generation   ARGV[3] token of who takes it up   ARGV[4] lease, ms   ARGV[5] the sentence if workers die over it   ARGV[6] how long that is kept, ms
-- Returns {verdict, number}: {ours, workers that died}, {held, ms until its lease ends}, {over, 0} (tell its end) or {gone, 0}.
local known = redis.call('HMGET', KEYS[1], 'state', 'generation', 'lease')
local state = known[1]
if not state or known[2] ~= ARGV[2] then
  return {'gone', 0}
end
local left = (tonumber(known[3] or 0) or 0) - tonumber(ARGV[1])
if state ~= 'waiting' and left > 0 and left <= tonumber(ARGV[4]) then -- a longer one is of a clock that was wrong
  return {'held', left}
end
redis.call('HSET', KEYS[1], 'lease', ARGV[1] + ARGV[4])
if state ~= 'waiting' and state ~= 'running' then
  return done({'over', 0})
end
if state == 'running' and redis.call('HINCRBY', KEYS[1], 'deaths', 1) > 1 then
  redis.call('HDEL', KEYS[1], 'token')
  redis.call('HSET', KEYS[1], 'state', 'failed', 'trouble', ARGV[5])
  redis.call('PEXPIRE', KEYS[1], ARGV[6])
  return done({'over', 0})
end
redis.call('HSET', KEYS[1], 'state', 'running', 'token', ARGV[3])
return done({'ours', tonumber(redis.call('HGET', KEYS[1], 'deaths') or 0)})
