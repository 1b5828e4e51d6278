-- What every script begins with: one that is sent twice, as its answer was lost, does its work once and says the same twice.
-- ARGV[#ARGV] names the attempt   A script hands what it answers after it wrote something to `done`.
local ATTEMPT = 'chutes:attempt:' .. table.remove(ARGV)
local said_before = redis.call('GET', ATTEMPT)
if said_before then
  return cmsgpack.unpack(said_before)
end

local function done(answer)
  redis.call('SET', ATTEMPT, cmsgpack.pack(answer), 'PX', 60000)
  return answer
end

-- Move *key* out of the way, and say so (see store/set_aside.py), if it is of another type than *kind*: it is everybody's.
local function set_aside_unless(kind, key)
  local found = redis.call('TYPE', key).ok
  if found ~= kind and found ~= 'none' then
    local time, why = redis.call('TIME'), "In Redis it's of another type than I keep it as."
    redis.call('RENAME', key, 'chutes:set-aside:' .. key)
    local unread = cmsgpack.pack({kind = 'record', key = key, why = why})
    redis.pcall('ZADD', 'chutes:set-aside', time[1] * 1000 + math.floor(time[2] / 1000), unread)
  end
end

