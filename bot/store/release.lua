-- Renew a lease, or end it, if it is still this worker's.
-- KEYS[1] the due set   ARGV[1] member   ARGV[2] token of the lease
-- ARGV[3] 'renew' or 'leave'   ARGV[4] when the lease ends, or when somebody is to look again, ms; '' for never
-- Returns 1, or 0 if the lease is not this worker's any more.
if not due.holds(KEYS[1], ARGV[1], ARGV[2]) then
  return 0
end
if ARGV[3] == 'renew' then
  due.renew(KEYS[1], ARGV[1], ARGV[2], ARGV[4])
else
  due.leave(KEYS[1], ARGV[1], ARGV[4])
end
return done(1)
