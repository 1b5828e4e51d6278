"""Watches as workers take them: claimed with a lease, one atomic step after the other."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from redis.asyncio import Redis

from bot.clock import Clock
from bot.store.codec import decode, decode_any, encode, milliseconds, number
from bot.store.due import DueSet, Lease, States
from bot.store.scripts import load_script
from bot.watches.episodes import WatchState
from bot.watches.records import (
    WATCH,
    WATCHES_DUE,
    WATCHING,
    Watch,
    WatchKey,
    WatchRun,
    numbers_key,
    watch_key,
)

WATCH_LEASE = timedelta(seconds=90)  # longer than any one call to Slack takes
FIELDS = ("watch", "version", "state", "run")  # of it, for a worker


@dataclass
class WatchClaim:
    """A watch that is this worker's until its lease ends, and what was said of it so far."""

    lease: Lease
    watch: Watch
    version: int
    state: WatchState
    run: WatchRun | None


class WatchClaims:
    """Every step is one script; one that returns False did nothing, as the claim is lost."""

    def __init__(self, redis: Redis, clock: Clock, lease: timedelta = WATCH_LEASE) -> None:
        self._clock = clock
        self._lease = lease
        self._step = load_script(redis, "watches", "step", with_due=True)
        self.due = DueSet(redis, WATCHES_DUE, clock, lease, States("hash", WATCH, FIELDS))

    def read(self, lease: Lease) -> WatchClaim:
        """Return the watch that a worker has a *lease* on, as it was when it was claimed.

        Raises `Unreadable`.
        """
        kept, version, state, run = lease.state
        where = watch_key(WatchKey.of(lease.member, WATCHES_DUE))
        return WatchClaim(
            lease,
            decode_any(kept, Watch, where),
            number(version or b"0", where) or 0,
            decode_any(state, WatchState, where) if state else WatchState(),
            decode(run or None, WatchRun, where),
        )

    async def go_on(self, claim: WatchClaim, run: WatchRun, *, checked: bool = False) -> bool:
        """Note what was said and renew the lease; *checked*: unless the watch was changed."""
        until = self._clock() + self._lease
        done = await self._take(claim, "renew", until, run, checked=checked)
        claim.run = run
        return done

    async def leave(self, claim: WatchClaim, run: WatchRun | None, until: datetime | None) -> bool:
        """Note what was said, and let any worker look again at *until*; None: when it is woken."""
        return await self._take(claim, "leave", until, run)

    async def switch_off(self, claim: WatchClaim, watch: Watch, run: WatchRun | None) -> bool:
        """Keep *watch*, which is off, unless somebody changed it meanwhile; it is not looked at
        any more."""
        until = self._clock() + self._lease
        done = await self._take(claim, "renew", until, run, checked=True, watch=watch)
        if done:
            claim.watch, claim.version = watch, claim.version + 1
        return done

    async def drop(self, claim: WatchClaim) -> bool:
        """Forget the watch, unless somebody changed it meanwhile."""
        return await self._take(claim, "drop", None, None, checked=True)

    async def _take(
        self,
        claim: WatchClaim,
        what: str,
        until: datetime | None,
        run: WatchRun | None,
        *,
        checked: bool = False,
        watch: Watch | None = None,
    ) -> bool:
        key = claim.watch.key
        keys = [watch_key(key), WATCHES_DUE, numbers_key(key.team_id), *WATCHING]
        args = [
            claim.lease.member,
            claim.lease.token,
            claim.version if checked else "",
            what,
            milliseconds(until) if until else "",
            key.number,
            encode(run) if run else "",
            encode(watch) if watch else "",
        ]
        return bool(await self._step(keys, args))
