-- Reserve the next moment for one call on every lane that it takes (GCRA).
-- KEYS lanes   ARGV[1] now, ms
-- then for each lane: gap between calls, ms, and how many ms of it may be used up at once
-- Returns ms to wait until that moment.
local now = tonumber(ARGV[1])
local wait = 0
for index, lane in ipairs(KEYS) do
  local free = tonumber(redis.call('GET', lane) or now)
  wait = math.max(wait, free - tonumber(ARGV[2 * index + 1]) - now)
end
for index, lane in ipairs(KEYS) do
  local free = math.max(tonumber(redis.call('GET', lane) or now), now)
  local after = free + tonumber(ARGV[2 * index])
  redis.call('SET', lane, string.format('%.0f', after), 'PX', math.ceil(after - now) + 60000)
end
return done(math.ceil(wait))
