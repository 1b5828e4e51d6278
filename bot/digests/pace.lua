-- Reserve the next moment for one call on every lane that it takes (GCRA).
-- KEYS lanes   ARGV[1] now, ms   ARGV[2] the longest backlog, ms
-- then for each lane: gap between calls, ms, and how many ms of it may be used up at once
-- Returns ms to wait until that moment.
local now = tonumber(ARGV[1])
local wait = 0

-- What stands further ahead than any backlog is of a time that was wrong.
local function stands(lane)
  local value = redis.pcall('GET', lane)
  local free = type(value) == 'string' and tonumber(value) or now
  return free <= now + tonumber(ARGV[2]) and free or now
end

for index, lane in ipairs(KEYS) do
  local free = stands(lane)
  wait = math.max(wait, free - tonumber(ARGV[2 * index + 2]) - now)
end
for index, lane in ipairs(KEYS) do
  local free = math.max(stands(lane), now)
  local after = free + tonumber(ARGV[2 * index + 1])
  redis.call('SET', lane, string.format('%.0f', after), 'PX', math.ceil(after - now) + 60000)
end
return done(math.ceil(wait))
