"""Everything that has a due set: what each test of `bot.store.due` is run on."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

from msgspec.structs import replace
from redis.asyncio import Redis

from bot.config import Rate
from bot.digests.claims import Slots
from bot.digests.service import Digests
from bot.figures.changed import changed_sources
from bot.figures.days import Source
from bot.reports.life import open_attempt
from bot.reports.store import (
    FILES,
    ReportStore,
    due_reports,
    files_to_read,
    pending_notices,
)
from bot.sandbox.slack import cast
from bot.store.due import DueSet, Lease
from bot.store.encryption import Encryption
from bot.watches.claims import WatchClaims
from bot.watches.records import WatchKey, WatchRun
from bot.watches.service import Watches
from tests.conftest import Clock
from tests.digests.delivery.digesting import HERE, set_up
from tests.reports.test_life import NEW, UNDO
from tests.watches.watching import ABOVE, LIMITS

OFTEN = Rate(1000, timedelta(hours=1))
Step = Callable[[Redis, Clock, Lease], Awaitable[bool]]


@dataclass(frozen=True)
class User:
    """*make* makes a member due; *step* is one that a worker takes with the state it was given,
    and *change* what others do to that state meanwhile. A *stateless* set's members have none."""

    open: Callable[[Redis, Clock], DueSet]
    make: Callable[[Redis, Clock], Awaitable[None]]
    step: Step
    change: Callable[[Redis, Clock], Awaitable[None]]
    stateless: bool = False


def reports(redis: Redis) -> ReportStore:
    return ReportStore(redis, Encryption(), timedelta(days=1), (OFTEN, OFTEN))


async def make_report(redis: Redis, clock: Clock) -> None:
    await reports(redis).claim(replace(NEW, due=clock() + UNDO))
    clock.forward(UNDO)


async def mark_attempt(redis: Redis, clock: Clock, lease: Lease) -> bool:
    store = reports(redis)
    kept = store.read(lease)
    begun = open_attempt(kept.report, clock())
    return begun is not None and bool(await store.step(kept, begun, clock(), lease))


async def change_report(redis: Redis, clock: Clock) -> None:
    """As a process of 0.1.0 does, which knows no leases."""
    await redis.zadd(due_reports(redis, clock).key, {NEW.id: clock().timestamp() * 1000})


async def tell(redis: Redis, clock: Clock, lease: Lease) -> bool:
    return await pending_notices(redis, clock).leave(lease, clock())


async def go_on(redis: Redis, clock: Clock) -> None:
    """Let the report have news."""
    kept = await reports(redis).find(NEW.id)
    assert kept
    begun = open_attempt(kept.report, clock())
    assert begun
    assert await reports(redis).step(kept, begun, clock())


async def make_file_due(redis: Redis, clock: Clock) -> None:
    await files_to_read(redis, clock).wake(FILES, clock())


async def read_on(redis: Redis, clock: Clock, lease: Lease) -> bool:
    return await files_to_read(redis, clock).renew(lease)


async def make_digest(redis: Redis, clock: Clock) -> None:
    await set_up(redis, clock)
    clock.forward(timedelta(days=1))


async def sleep(redis: Redis, clock: Clock, lease: Lease) -> bool:
    slots = Slots(redis, clock)
    return await slots.leave(slots.read(lease), None, clock())


async def change_digest(redis: Redis, clock: Clock) -> None:
    await Digests(redis, clock).pause(HERE, None)


async def visit(redis: Redis, clock: Clock) -> None:
    await changed_sources(redis, clock).wake(Source.USAGE, clock())


async def look(redis: Redis, clock: Clock, lease: Lease) -> bool:
    return await changed_sources(redis, clock).leave(lease, clock())


def watches(redis: Redis, clock: Clock) -> Watches:
    return Watches(redis, clock, LIMITS)


async def make_watch(redis: Redis, clock: Clock) -> None:
    await watches(redis, clock).set_up(cast.TEAM, cast.GPU_COSTS, cast.BEN, ABOVE, "")


async def say(redis: Redis, clock: Clock, lease: Lease) -> bool:
    claims = WatchClaims(redis, clock)
    return await claims.leave(claims.read(lease), WatchRun(clock()), clock())


async def change_watch(redis: Redis, clock: Clock) -> None:
    await watches(redis, clock).snooze(WatchKey(cast.TEAM, 1), timedelta(hours=1))


USERS = {
    "reports": User(due_reports, make_report, mark_attempt, change_report),
    "notices": User(pending_notices, make_report, tell, go_on),
    "confirmations": User(files_to_read, make_file_due, read_on, make_file_due, stateless=True),
    "digests": User(lambda *given: Slots(*given).due, make_digest, sleep, change_digest),
    "changed figures": User(changed_sources, visit, look, visit, stateless=True),
    "watches": User(lambda *given: WatchClaims(*given).due, make_watch, say, change_watch),
}
