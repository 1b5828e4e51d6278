-- Let one question through, unless it came before or somebody asks too often (GCRA by gcra.lua, both limits at once).
-- KEYS[1] mark of this question   KEYS[2] the person's clock   KEYS[3] the workspace's clock
-- ARGV[1] how long the mark is kept, ms   ARGV[2], ARGV[3] count and period (ms) per person   ARGV[4], ARGV[5] the same per workspace
-- Returns {verdict, ms}: {0, 0} pass, {1, 0} seen before, {2, ms} the person must wait, {3, ms} the workspace must wait.
local time = redis.call('TIME')
local now = time[1] * 1000 + time[2] / 1000

if redis.call('EXISTS', KEYS[1]) == 1 then
  return {1, 0}
end
local person, person_wait = arrival(KEYS[2], now, tonumber(ARGV[2]), tonumber(ARGV[3]))
if person_wait > 0 then
  return {2, math.ceil(person_wait)}
end
local workspace, workspace_wait = arrival(KEYS[3], now, tonumber(ARGV[4]), tonumber(ARGV[5]))
if workspace_wait > 0 then
  return {3, math.ceil(workspace_wait)}
end
redis.call('SET', KEYS[1], 1, 'PX', ARGV[1])
put(KEYS[2], now, person)
put(KEYS[3], now, workspace)
return done({0, 0})
