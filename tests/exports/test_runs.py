"""Runs: one at a time, one worker on each, told to all, cancelled by the last who leaves."""

from datetime import UTC, datetime, timedelta

import pytest
from redis.asyncio import Redis

from bot.chutes.exports import ExportKind
from bot.exports.files import FileRange
from bot.exports.requests import Progress, ReadExport, SendFile, Waiter
from bot.exports.runs import RUN_LEASE, RUNS_EVERY, ExportRun, HeldRun, Runs

ORDER = ReadExport(FileRange(ExportKind.INVOCATIONS, datetime(2026, 4, 19, 18, tzinfo=UTC)))
KEPT = timedelta(days=30)


def waiter(user: str) -> Waiter:
    return Waiter("T1", user, user, "C1")


@pytest.fixture
def woken() -> list[dict]:
    """What was put on the queue; a job whose id was there before is ignored, as by the queue."""
    return []


@pytest.fixture
def runs(redis: Redis, clock, woken) -> Runs:
    ids: set[str] = set()

    async def enqueue(name, data, *, id) -> None:
        if id not in ids:
            ids.add(id)
            woken.append(data)

    return Runs(redis, enqueue, clock)


async def begin(runs: Runs, woken: list[dict]) -> HeldRun:
    held = await runs.begin(woken[-1]["id"], woken[-1]["generation"])
    assert isinstance(held, HeldRun)
    return held


async def test_asked_by_many(runs, woken):
    """However many ask, one run is woken, and all of them wait for it."""
    states = [(await runs.ask(ORDER, waiter(user))).state for user in ("U1", "U2", "U1")]

    assert states == ["new", "waiting", "waiting"]
    assert len(woken) == 1
    assert [w.user_id for w in (await runs.state(ORDER.id)).waiters] == ["U1", "U2"]


async def test_the_result_is_kept(runs, woken, redis):
    """Once it is done, it answers; nobody is woken for it again."""
    await runs.ask(ORDER, waiter("U1"))
    assert await runs.finish(await begin(runs, woken), b"result", KEPT)
    asked = await runs.ask(ORDER, waiter("U2"))

    assert (asked.state, asked.result) == ("done", b"result")
    assert len(woken) == 1
    assert await redis.ttl(f"chutes:run:{ORDER.id}") > timedelta(days=29).total_seconds()


async def test_what_is_sent_is_sent_again(runs, woken):
    """A file that was sent before is sent once more to who asks for it."""
    order = SendFile(ORDER, "C1", "U1")
    await runs.ask(order, waiter("U1"))
    await runs.finish(await begin(runs, woken), b"sent", KEPT)

    assert (await runs.ask(order, waiter("U1"))).state == "new"


async def test_one_worker_at_a_time(runs, woken):
    """Who holds it is not disturbed; the other does nothing."""
    await runs.ask(ORDER, waiter("U1"))
    held = await begin(runs, woken)

    assert await runs.begin(ORDER.id, woken[0]["generation"]) is None
    assert await runs.renew(held, Progress())


async def test_a_worker_that_dies(runs, woken, clock):
    """Once more, by another; the first cannot write any more. A second death is the end."""
    await runs.ask(ORDER, waiter("U1"))
    first = await begin(runs, woken)
    clock.forward(RUN_LEASE)
    second = await begin(runs, woken)
    clock.forward(RUN_LEASE)
    end = await runs.begin(ORDER.id, woken[0]["generation"])

    assert (first.deaths, second.deaths) == (0, 1)
    assert not await runs.finish(first, b"late", KEPT)
    assert isinstance(end, ExportRun)
    assert (end.state, end.trouble.partition(",")[0]) == ("failed", "This failed twice")


async def test_a_worker_that_is_told_to_stop(runs, woken):
    """It gives the run back: that is no death."""
    await runs.ask(ORDER, waiter("U1"))
    await runs.give_back(await begin(runs, woken))

    assert (await begin(runs, woken)).deaths == 0


async def test_the_last_who_leaves_cancels(runs, woken):
    """The run goes on as long as somebody waits for it."""
    for user in ("U1", "U2"):
        await runs.ask(ORDER, waiter(user))
    held = await begin(runs, woken)

    assert await runs.leave(ORDER.id, waiter("U1").key) == 1
    assert await runs.renew(held, Progress())
    assert await runs.leave(ORDER.id, waiter("U2").key) == 0
    assert not await runs.renew(held, Progress())
    assert await runs.leave(ORDER.id, waiter("U2").key) == -1


async def test_anew_after_a_failure(runs, woken):
    """An error is not tried again by itself, but by who asks again; an old job does nothing."""
    await runs.ask(ORDER, waiter("U1"))
    await runs.fail(await begin(runs, woken), "No.")
    await runs.ask(ORDER, waiter("U1"))

    assert len(woken) == 2
    assert await runs.begin(ORDER.id, woken[0]["generation"]) is None
    assert (await begin(runs, woken)).deaths == 0


async def test_noted_only_for_who_waits(runs, woken):
    """Who has left does not come back by being told something."""
    await runs.ask(ORDER, waiter("U1"))
    await runs.leave(ORDER.id, waiter("U1").key)

    assert not await runs.note(ORDER.id, waiter("U1"))
    assert not (await runs.state(ORDER.id)).waiters


async def test_the_sweep_wakes_what_nobody_works_on(runs, woken, clock):
    """A run whose job was lost, or whose worker is gone, is woken; one that is held is not."""
    await runs.ask(ORDER, waiter("U1"))
    await runs.sweep()
    assert len(woken) == 1
    clock.forward(RUNS_EVERY)
    await runs.sweep()
    assert len(woken) == 2
    held = await begin(runs, woken)
    clock.forward(RUNS_EVERY)
    await runs.sweep()
    assert len(woken) == 2
    clock.forward(RUN_LEASE)
    await runs.sweep()

    assert len(woken) == 3
    assert (await begin(runs, woken)).token != held.token


async def test_the_end_is_told_by_one(runs, woken, clock):
    """Who finished a run tells its end; another may only after the lease."""
    await runs.ask(ORDER, waiter("U1"))
    await runs.finish(await begin(runs, woken), b"result", KEPT)
    generation = woken[0]["generation"]

    assert await runs.begin(ORDER.id, generation) is None
    clock.forward(RUN_LEASE)
    assert isinstance(await runs.begin(ORDER.id, generation), ExportRun)
    assert await runs.begin(ORDER.id, generation) is None


async def test_the_sweep_forgets_what_is_over(runs, woken, redis, clock):
    """A run that is closed, or gone, is not looked at again."""
    await runs.ask(ORDER, waiter("U1"))
    await redis.delete(f"chutes:run:{ORDER.id}")
    clock.forward(RUNS_EVERY)
    await runs.sweep()

    assert not await redis.exists("chutes:runs")
