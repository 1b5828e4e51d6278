-- Copy all of the bot's keys at one moment, but for those that are many and large and never change.
-- KEYS none   ARGV[1] the pattern of the keys   ARGV[2..] beginnings of keys that are left out
-- Returns a list of {key, ms that are left of it or -1, its dump}.
local copied = {}
for _, key in ipairs(redis.call('KEYS', ARGV[1])) do
  local wanted = true
  for index = 2, #ARGV do
    if string.sub(key, 1, #ARGV[index]) == ARGV[index] then
      wanted = false
    end
  end
  if wanted then
    table.insert(copied, {key, redis.call('PTTL', key), redis.call('DUMP', key)})
  end
end
return copied
