-- Ask for a run: join the one under way, be given the result that is known, or begin another, if this person may.
-- KEYS[1] the run   KEYS[2] the runs that are open (sorted set by when they were asked for)   KEYS[3] those of this person (set)
-- KEYS[4] places of those that wait for their turn (sorted set)   KEYS[5] the place whose turn it is   KEYS[6] this person's last place
-- ARGV[1] now, ms   ARGV[2] the run's id   ARGV[3] the order   ARGV[4] field of who waits, '' for nobody   ARGV[5] who waits
-- ARGV[6] how long an open run is kept, ms   ARGV[7] 1 if a result that is known answers, 0 if it has to be done again
-- ARGV[8] how many open runs a person may have; 0 if this one takes no turn
-- Returns {state, generation, result}: state is new, waiting, running, done or full (nothing was done); result is '' unless done.
for index, kind in ipairs({'hash', 'zset', 'set', 'zset', 'string', 'string'}) do
  set_aside_unless(kind, KEYS[index])
end
local known = redis.call('HMGET', KEYS[1], 'state', 'generation', 'result')
local state, most = known[1], tonumber(ARGV[8])
if state == 'done' and ARGV[7] == '1' then
  return {state, known[2], known[3]}
end

local function is_full()
  local open = 0
  for _, id in ipairs(redis.call('SMEMBERS', KEYS[3])) do
    if redis.call('ZSCORE', KEYS[2], id) then
      open = open + 1
    else
      redis.call('SREM', KEYS[3], id)
    end
  end
  return open >= most
end

-- Whoever has the fewest runs before this one comes first: persons take turns.
local function give_place()
  local place = math.max(tonumber(redis.call('GET', KEYS[5])) or 0, tonumber(redis.call('GET', KEYS[6])) or 0) + 1
  redis.call('ZADD', KEYS[4], place, ARGV[2])
  redis.call('SET', KEYS[6], place, 'PX', ARGV[6])
  redis.call('SADD', KEYS[3], ARGV[2])
  redis.call('PEXPIRE', KEYS[3], ARGV[6])
end

if state ~= 'waiting' and state ~= 'running' then
  if most > 0 and is_full() then
    return {'full', '', ''}
  end
  local generation = math.max(tonumber(ARGV[1]), (tonumber(known[2] or 0) or 0) + 1)
  known[2] = string.format('%d', generation)
  redis.call('HDEL', KEYS[1], 'token', 'lease', 'deaths', 'progress', 'result', 'trouble')
  redis.call('HSET', KEYS[1], 'state', 'waiting', 'generation', known[2], 'order', ARGV[3])
  redis.call('PEXPIRE', KEYS[1], ARGV[6])
  redis.call('ZADD', KEYS[2], ARGV[1], ARGV[2])
  if most > 0 then
    give_place()
  end
  state = 'new'
end
if ARGV[4] ~= '' then
  redis.call('HSETNX', KEYS[1], ARGV[4], ARGV[5])
end
return done({state, known[2], ''})
