-- What a script can do with a due set in the same step in which it changes the state that the set is about.
-- A due set is a sorted set of members by when somebody is to look at each, ms. Whoever looks at one has a lease on it:
-- <set>:leases is a hash, member → 'token ends woken'. Its score is then when the lease ends, so that a worker that died
-- is followed by another; an earlier score, or *woken*, is when somebody wanted it to be looked at meanwhile.
local due = {}

local function lease_of(set, member)
  local lease = redis.call('HGET', set .. ':leases', member)
  if lease then
    local token, ends, woken = string.match(lease, '^(%S+) (%S+) (%S+)$')
    return token, tonumber(ends), tonumber(woken)
  end
end

local function write_lease(set, member, token, ends, woken)
  local words = string.format('%s %.0f %s', token, ends, woken and string.format('%.0f', woken) or '-')
  redis.call('HSET', set .. ':leases', member, words)
end

-- The earliest moment at which somebody wanted a member to be looked at that has a lease; nil if nobody did.
local function woken_at(set, member, ends, woken)
  local score = tonumber(redis.call('ZSCORE', set, member) or ends)
  if score < ends and (woken == nil or score < woken) then
    return score
  end
  return woken
end

-- Give *member* to *token* until *ends*; false if another has it.
function due.claim(set, member, now, token, ends)
  local holder, held_until, woken = lease_of(set, member)
  -- A lease that lasts longer than any is of a time that was wrong.
  if holder and held_until > now and held_until - now <= 2 * (ends - now) then
    write_lease(set, member, holder, held_until, woken_at(set, member, held_until, woken))
    redis.call('ZADD', set, held_until, member)
    return false
  end
  write_lease(set, member, token, ends, nil)
  redis.call('ZADD', set, ends, member)
  return true
end

-- Whether the lease on *member* is that of *token*.
function due.holds(set, member, token)
  return lease_of(set, member) == token
end

-- Whether anybody has a lease on *member*, or died with one.
function due.is_held(set, member)
  return lease_of(set, member) ~= nil
end

-- Let the lease last until *ends*.
function due.renew(set, member, token, ends)
  local _, before, woken = lease_of(set, member)
  write_lease(set, member, token, tonumber(ends), woken_at(set, member, before, woken))
  redis.call('ZADD', set, ends, member)
end

-- End the lease: somebody is to look again at *when* (nil or '': never), or earlier if it was woken meanwhile.
function due.leave(set, member, when)
  local _, ends, woken = lease_of(set, member)
  woken = ends and woken_at(set, member, ends, woken)
  when = tonumber(when)
  if woken and (when == nil or woken < when) then
    when = woken
  end
  redis.call('HDEL', set .. ':leases', member)
  if when then
    redis.call('ZADD', set, string.format('%.0f', when), member)
  else
    redis.call('ZREM', set, member)
  end
end

-- Let somebody look at *member* at *when*, or earlier if that was planned.
function due.wake(set, member, when)
  redis.call('ZADD', set, 'LT', when, member)
end

-- Let somebody look at *member* at *when* and not before, but for the end of a lease.
function due.put(set, member, when)
  local _, ends = lease_of(set, member)
  redis.call('ZADD', set, math.min(tonumber(when), ends or tonumber(when)), member)
end

-- Take *member* out, whoever has a lease on it.
function due.drop(set, member)
  redis.call('HDEL', set .. ':leases', member)
  redis.call('ZREM', set, member)
end

