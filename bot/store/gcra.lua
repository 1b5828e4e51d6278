-- Limits by clocks that run ahead (GCRA). Put before a script by `load_script`.
-- A clock that is further ahead than its period is of a time that was wrong, and one that is no number is of nobody: both count as not set.
local function clock(key, now, period)
  local value = redis.pcall('GET', key)
  local ahead = type(value) == 'string' and tonumber(value) or now
  if ahead < now or ahead > now + period + 1000 then
    return now
  end
  return ahead
end

-- Return where the clock stands after one more, and how long to wait until it may be put there, ms.
local function arrival(key, now, count, period)
  local after = clock(key, now, period) + period / count
  return after, after - period - now
end

local function put(key, now, after)
  redis.call('SET', key, string.format('%.3f', after), 'PX', math.ceil(after - now))
end

