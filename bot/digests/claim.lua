-- Give a worker digests that are due and that nobody else works on; they are its own until the lease ends.
-- KEYS[1] the due set   KEYS[2] the count of claims
-- ARGV[1] now, ms   ARGV[2] lease, ms   ARGV[3] at most so many   ARGV[4] what digests' keys begin with
-- Returns a list of {member, token, digest, version, handled, run, again}; a field that is not set is ''.
local now, lease = tonumber(ARGV[1]), tonumber(ARGV[2])
local claimed = {}
for _, member in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, ARGV[3])) do
  local key = ARGV[4] .. member
  local held = tonumber(redis.call('HGET', key, 'until') or 0)
  if held > now then
    redis.call('ZADD', KEYS[1], held, member)
  elseif redis.call('HEXISTS', key, 'digest') == 0 then
    redis.call('ZREM', KEYS[1], member)
  else
    local token = redis.call('INCR', KEYS[2])
    redis.call('HSET', key, 'token', token, 'until', now + lease)
    redis.call('ZADD', KEYS[1], now + lease, member)
    local given = {member, tostring(token)}
    for _, field in ipairs({'digest', 'version', 'handled', 'run', 'again'}) do
      table.insert(given, redis.call('HGET', key, field) or '')
    end
    table.insert(claimed, given)
  end
end
return claimed
