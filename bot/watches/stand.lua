-- Keep how watches stand, of each that is still as it was read; those that have something to say are due at once.
-- KEYS[1] the due set   KEYS[2…] the watches
-- ARGV[1] now, ms; then for each watch: its member, the version and the state that were read, how it stands, '1' if it has something to say
-- Returns how many were kept.
local kept = 0
for index = 2, #KEYS do
  local member, version, before, after, speaks = unpack(ARGV, 5 * index - 8, 5 * index - 4)
  local found = redis.pcall('HMGET', KEYS[index], 'version', 'state')
  if not found.err and found[1] == version and (found[2] or '') == before then
    redis.call('HSET', KEYS[index], 'state', after)
    kept = kept + 1
    if speaks == '1' then
      due.wake(KEYS[1], member, ARGV[1])
    end
  end
end
return done(kept)
