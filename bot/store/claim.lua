-- Give a worker what is due and nobody else has: each member is its own until the lease ends.
-- KEYS[1] the due set
-- ARGV[1] now, ms   ARGV[2] end of the lease, ms   ARGV[3] token of the lease   ARGV[4] at most so many
-- ARGV[5] how the states are kept: 'hash', 'values' or 'none'   ARGV[6] what their keys begin with; then the fields of the hash, or the endings of the keys
-- Returns a list of {member, when it was due, state…}; what is missing of a state, or of another type, is ''. A member without the first of it is dropped.
local now, parts = tonumber(ARGV[1]), {unpack(ARGV, 7)}

local function state_of(member)
  local key = ARGV[6] .. member
  if ARGV[5] == 'hash' then
    local values = redis.pcall('HMGET', key, unpack(parts))
    return values.err and {''} or values
  end
  local values = {}
  for index, ending in ipairs(parts) do
    local value = redis.pcall('GET', key .. ending)
    values[index] = type(value) == 'table' and '' or value
  end
  return values
end

set_aside_unless('zset', KEYS[1])
set_aside_unless('hash', KEYS[1] .. ':leases')
local claimed = {}
local found = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'WITHSCORES', 'LIMIT', 0, ARGV[4])
for index = 1, #found, 2 do
  local member, state = found[index], state_of(found[index])
  if ARGV[5] ~= 'none' and not state[1] then
    due.drop(KEYS[1], member)
  elseif due.claim(KEYS[1], member, now, ARGV[3], tonumber(ARGV[2])) then
    local given = {member, found[index + 1]}
    for index in ipairs(parts) do
      table.insert(given, state[index] or '')
    end
    table.insert(claimed, given)
  end
end
return #found > 0 and done(claimed) or claimed
