"""What is due: members of a set, each with a time at which somebody is to look at its state.

Whoever changes a state writes its time in the same script (`due.lua`). Any worker claims what is
due, with a lease; what it does not finish, as it was killed, another claims after the lease. A
worker that lost its lease cannot take a step any more. Times are those of the store's clock.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal
from uuid import uuid4

from redis.asyncio import Redis

from bot.clock import Clock
from bot.errors import Unreadable
from bot.store.codec import milliseconds
from bot.store.scripts import load_script
from bot.store.set_aside import UNREADABLE_RESTS, set_aside
from bot.work.background import cancel
from bot.work.periodic import EXPECTED, PeriodicTask

log = logging.getLogger(__name__)

DUE_EVERY = timedelta(seconds=1)  # between looks for what is due
FINISH_DUE_WITHIN = 10.0  # seconds that what is under way gets when the worker leaves

Args = list[bytes | str | int]  # of a script


@dataclass(frozen=True)
class Lease:
    """A member that is this worker's until the lease ends: since when it was *due*, its *state*."""

    member: str
    token: str
    due: datetime
    state: tuple[bytes, ...]


@dataclass(frozen=True)
class States:
    """Where the states of a set's members are kept: keys that begin with *prefix*, the member
    following; *parts* are the fields of a hash, or the endings of the keys of values."""

    kept_as: Literal["hash", "values", "none"]
    prefix: str = ""
    parts: tuple[str, ...] = ()


class DueSet:
    """The set *key*, with its leases in `<key>:leases`; neither has a TTL."""

    def __init__(
        self, redis: Redis, key: str, clock: Clock, lease: timedelta, states: States
    ) -> None:
        self.key = key
        self._clock = clock
        self._lease = lease
        self._states: Args = [states.kept_as, states.prefix, *states.parts]
        self._redis = redis
        self._claim = load_script(redis, "store", "claim", with_due=True)
        self._release = load_script(redis, "store", "release", with_due=True)

    async def claim(self, at_most: int) -> list[Lease]:
        """Take what is due and nobody else's, with its state as it is now."""
        now, token = self._clock(), uuid4().hex
        args: Args = [milliseconds(now), milliseconds(now + self._lease), token, at_most]
        rows = await self._claim([self.key], [*args, *self._states])
        return [
            Lease(member.decode(errors="backslashreplace"), token, _moment(due), tuple(state))
            for member, due, *state in rows
        ]

    async def renew(self, lease: Lease) -> bool:
        """Begin the lease anew; False if it is lost."""
        return await self._end(lease, "renew", self._clock() + self._lease)

    async def set_aside(self, lease: Lease, error: Unreadable) -> None:
        """Let a member rest whose state cannot be read: that may be mended."""
        await set_aside(self._redis, error)
        await self.leave(lease, self._clock() + UNREADABLE_RESTS)

    async def leave(self, lease: Lease, when: datetime) -> bool:
        """Let any worker look again at *when*; False if the lease is lost."""
        return await self._end(lease, "leave", when)

    async def close(self, lease: Lease) -> bool:
        """Take the member out, unless it was woken meanwhile; False if the lease is lost."""
        return await self._end(lease, "leave", None)

    async def wake(self, member: str, when: datetime) -> None:
        """Let somebody look at *member* at *when*, or earlier if that was planned."""
        await self._redis.zadd(self.key, {member: milliseconds(when)}, lt=True)

    async def waiting(self) -> tuple[int, timedelta]:
        """Return how many members there are, and for how long the oldest has been due."""
        async with self._redis.pipeline(transaction=False) as pipe:
            pipe.zcard(self.key)
            pipe.zrange(self.key, 0, 0, withscores=True)
            count, first = await pipe.execute()
        late = self._clock() - _moment(first[0][1]) if first else timedelta(0)
        return count, max(late, timedelta(0))

    async def _end(self, lease: Lease, what: str, when: datetime | None) -> bool:
        args: Args = [lease.member, lease.token, what, milliseconds(when) if when else ""]
        return bool(await self._release([self.key], args))


class DueWorker:
    """Works on what is due in a set, *at_once* at a time; any number of workers may do that."""

    def __init__(
        self, name: str, due: DueSet, work: Callable[[Lease], Awaitable[None]], at_once: int
    ) -> None:
        self.due = due
        self.work = work
        self._name = name
        self._at_once = at_once
        self._working: set[asyncio.Task[None]] = set()

    async def sweep(self) -> None:
        """Begin with what is due, until nothing more is."""
        while True:
            if free := self._at_once - len(self._working):
                leases = await self.due.claim(free)
                for lease in leases:
                    self._start(lease)
                if len(leases) < free:
                    return
            await asyncio.wait(self._working, return_when=asyncio.FIRST_COMPLETED)

    async def settle(self) -> None:
        """Return when nothing is being worked on."""
        while self._working:
            await asyncio.wait(self._working)

    async def stop(self) -> None:
        """Finish what is under way; what takes too long is taken up again after its lease."""
        if self._working:
            await asyncio.wait(self._working, timeout=FINISH_DUE_WITHIN)
        await cancel(*self._working)

    def _start(self, lease: Lease) -> None:
        task = asyncio.create_task(self._attempt(lease))
        self._working.add(task)
        task.add_done_callback(self._working.discard)

    async def _attempt(self, lease: Lease) -> None:
        try:
            await self.work(lease)
        except Unreadable as error:
            await self.due.set_aside(lease, error)
        except Exception as error:  # one must not stop the others; its lease runs out
            trace = None if isinstance(error, EXPECTED) else error
            log.error("%s, %s: %s", self._name, lease.member, error, exc_info=trace)


@asynccontextmanager
async def open_due_worker(worker: DueWorker) -> AsyncIterator[PeriodicTask]:
    """Yield the periodic task that does its work; on leaving, what is under way is finished."""
    try:
        yield PeriodicTask(f"the look for {worker.due.key}", DUE_EVERY, worker.sweep)
    finally:
        await worker.stop()


def _moment(score: bytes) -> datetime:
    return datetime.fromtimestamp(float(score) / 1000, UTC)
