-- Give a worker digests that are due and that nobody else works on; they are its own until the lease ends.
-- KEYS[1] the due set
-- ARGV[1] now, ms   ARGV[2] lease, ms   ARGV[3] at most so many   ARGV[4] what digests' keys begin with
-- ARGV[5] a token that was never used
-- Returns a list of {member, token, digest, version, handled, run, again}; a field that is not set is ''.
-- Of a digest that is no hash there is only {member}; a lease that ends later than one from now is of a clock that was wrong.
local now, lease = tonumber(ARGV[1]), tonumber(ARGV[2])
local claimed = {}
for _, member in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, ARGV[3])) do
  local key = ARGV[4] .. member
  local type = redis.call('TYPE', key).ok
  local held = type == 'hash' and tonumber(redis.call('HGET', key, 'until') or 0) or 0
  if type ~= 'hash' and type ~= 'none' then
    redis.call('ZADD', KEYS[1], now + lease, member)
    table.insert(claimed, {member})
  elseif held > now and held <= now + lease then
    redis.call('ZADD', KEYS[1], held, member)
  elseif redis.call('HEXISTS', key, 'digest') == 0 then
    redis.call('ZREM', KEYS[1], member)
  else
    local token = ARGV[5] .. '/' .. #claimed
    redis.call('HSET', key, 'token', token, 'until', now + lease)
    redis.call('ZADD', KEYS[1], now + lease, member)
    local given = {member, token}
    for _, field in ipairs({'digest', 'version', 'handled', 'run', 'again'}) do
      table.insert(given, redis.call('HGET', key, field) or '')
    end
    table.insert(claimed, given)
  end
end
return claimed
