"""Due sets: each member is at one worker, whoever is killed, and no change is missed."""

import asyncio
import re
from datetime import timedelta
from pathlib import Path

import pytest

import bot
from bot.store.due import DueSet, DueWorker, milliseconds
from tests.store.due_users import USERS

LEASE = timedelta(seconds=90)  # the longest of all


@pytest.fixture(params=USERS)
def user(request):
    return USERS[request.param]


@pytest.fixture
async def due(user, redis, clock) -> DueSet:
    """A set with one member that is due."""
    await user.make(redis, clock)
    return user.open(redis, clock)


async def everything(redis):
    """What is in Redis, but for the names of attempts."""
    keys = [key async for key in redis.scan_iter() if not key.startswith(b"chutes:attempt")]
    return {key: await redis.dump(key) for key in sorted(keys)}


def test_every_user_is_tested():
    """Whatever has a due set is in the list."""
    sources = [path.read_text() for path in Path(bot.__file__).parent.rglob("*.py")]
    opened = [call for text in sources for call in re.findall(r"\bDueSet\(\w", text)]

    assert len(opened) == len(USERS)


async def test_one_worker_gets_it(due):
    """Of workers that ask at once, one has it."""
    claims = await asyncio.gather(*(due.claim(5) for _ in range(4)))

    assert [len(leases) for leases in sorted(claims, key=len)] == [0, 0, 0, 1]


async def test_killed_with_a_lease(due, clock):
    """What a worker had that died is another's once the lease is over, and not before."""
    [first] = await due.claim(5)
    early = await due.claim(5)
    clock.forward(LEASE * 2)
    [second] = await due.claim(5)

    assert early == []
    assert (second.member, second.state) == (first.member, first.state)
    assert second.due > first.due


async def test_a_lease_that_is_lost(user, due, redis, clock):
    """A worker that another has followed can change nothing any more."""
    [first] = await due.claim(5)
    clock.forward(LEASE * 2)
    assert await due.claim(5)
    before = await everything(redis)

    assert not await user.step(redis, clock, first)
    assert [await due.renew(first), await due.leave(first, clock())] == [False, False]
    assert not await due.close(first)
    assert await everything(redis) == before


async def test_renewed(due, clock):
    """Who renews a lease keeps it."""
    [lease] = await due.claim(5)
    for _ in range(5):
        clock.forward(timedelta(seconds=9))
        assert await due.renew(lease)
        assert await due.claim(5) == []


@pytest.mark.parametrize("looked", [False, True], ids=["", "while others look"])
async def test_woken_meanwhile(user, due, redis, clock, looked):
    """What changes while a worker has it is looked at again as soon as that is done."""
    [lease] = await due.claim(5)
    await user.change(redis, clock)
    if looked:
        assert await due.claim(5) == []
        await due.renew(lease)
    await due.close(lease)

    assert [each.member for each in await due.claim(5)] == [lease.member]


async def test_left(due, clock):
    """What is left for later is due then."""
    [lease] = await due.claim(5)
    await due.leave(lease, clock() + LEASE)
    early = await due.claim(5)
    clock.forward(LEASE)

    assert early == []
    assert len(await due.claim(5)) == 1


async def test_closed(due, redis, clock):
    """What is closed leaves nothing."""
    [lease] = await due.claim(5)
    assert await due.close(lease)
    clock.forward(LEASE * 2)

    assert await due.claim(5) == []
    assert not await redis.exists(due.key, f"{due.key}:leases")


async def test_sent_twice(due, clock):
    """A claim whose answer was lost is the same when it is sent again; so is its end."""
    now = milliseconds(clock())
    claim = [now, now + 90_000, "token", 5, *due._states]
    first = await due._claim.attempt("first", [due.key], claim)
    again = await due._claim.attempt("first", [due.key], claim)
    end = [first[0][0], "token", "leave", ""]
    ends = [await due._release.attempt("end", [due.key], end) for _ in range(2)]

    assert len(first) == 1
    assert again == first
    assert ends == [1, 1]


async def test_a_state_that_is_gone(user, due, redis, clock):
    """A member whose state is no longer kept is dropped."""
    if user.stateless:
        return
    [lease] = await due.claim(5)
    await due.leave(lease, clock())
    _, prefix, *_ = due._states
    await redis.delete(f"{prefix}{lease.member}")

    assert await due.claim(5) == []
    assert not await redis.exists(due.key)


async def test_one_that_fails(due, redis, clock, caplog):
    """What cannot be worked on does not stop the others: it is tried again after its lease."""
    tried = []

    async def fail(lease):
        tried.append(lease.member)
        raise ValueError("Junk.")

    worker = DueWorker("thing", due, fail, 2)
    for wait in (timedelta(0), timedelta(0), LEASE * 2):
        clock.forward(wait)
        await worker.sweep()
        await worker.settle()

    assert len(tried) == 2
    assert f"thing, {tried[0]}: Junk." in caplog.text
