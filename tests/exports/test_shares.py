"""What one person may take: runs are shared out in turns, and each bound is said when it is met."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.chutes.exports import ExportKind
from bot.errors import Refused
from bot.exports.files import FileRange
from bot.exports.requests import ReadExport, ReadRecent, ShareAnswer, Waiter
from bot.exports.runner import LARGE_RUNS, Runner
from bot.exports.runs import RUNS_PER_PERSON, Runs
from bot.exports.service import LISTS_PER_PERSON, Exports
from bot.sandbox.redis_proxy import open_proxy
from bot.store.connection import open_redis

FIRST = datetime(2026, 4, 19, 0, tzinfo=UTC)


def order(hour: int) -> ReadExport:
    return ReadExport(FileRange(ExportKind.INVOCATIONS, FIRST + timedelta(hours=hour)))


def waiter(user: str) -> Waiter:
    return Waiter("T1", user, user, "C1")


async def left(*data, **options) -> None:
    """Leave a job to nobody."""


@pytest.fixture
def runs(redis, clock) -> Runs:
    return Runs(redis, left, clock)


async def taken(runs: Runs) -> list[str]:
    """The ids of all that wait, in their turn."""
    ids = []
    while found := await runs.next_in_turn():
        ids.append(found[0])
    return ids


async def test_persons_take_turns(runs):
    """However many runs one person has asked for, the next person's is after the first of them."""
    for hour in range(RUNS_PER_PERSON):
        await runs.ask(order(hour), waiter("U1"))
    first = await runs.next_in_turn()
    for hour in (20, 21):
        await runs.ask(order(hour), waiter("U2"))
    ids = await taken(runs)

    assert first[0] == order(0).id
    assert [ids.index(order(hour).id) // 2 for hour in (20, 21)] == [0, 1]
    assert len(ids) == RUNS_PER_PERSON + 1


async def test_a_run_that_is_left_comes_first(runs, clock):
    """What a worker had that died is the next one's, before all that wait."""
    for hour in range(3):
        await runs.ask(order(hour), waiter("U1"))
    run_id, generation = await runs.next_in_turn()
    assert await runs.begin(run_id, generation)
    clock.forward(timedelta(minutes=1))
    await runs.sweep()

    assert (await taken(runs))[0] == run_id


async def test_too_many_runs(runs):
    """One more is refused; who waits for another's, or asks for a small one, is not."""
    for hour in range(RUNS_PER_PERSON):
        await runs.ask(order(hour), waiter("U1"))
    await runs.ask(order(20), waiter("U2"))
    with pytest.raises(Refused, match="under way, and I take no more"):
        await runs.ask(order(21), waiter("U1"))

    assert (await runs.ask(order(20), waiter("U1"))).state == "waiting"
    assert (await runs.ask(ShareAnswer(order(0), "C1", "U1"), waiter("U1"))).state == "new"
    await runs.close(order(3).id)
    assert (await runs.ask(order(21), waiter("U1"))).state == "new"


async def test_two_large_runs_at_once(redis, redis_url, clock):
    """However late Redis answers, a worker has two large runs, and not one more."""
    under_way = most = 0

    async def do(order, report, place):
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        await asyncio.Event().wait()

    async with open_proxy(redis_url) as proxy, open_redis(proxy.url) as slow:
        runs = Runs(slow, left, clock)
        for hour in range(8):
            await runs.ask(order(hour), waiter(f"U{hour}"))
        proxy.faults.add("*", None, delay=0.02)
        runner = Runner(runs, None, None, do)
        jobs = [
            asyncio.create_task(runner.run({"id": order(hour).id, "generation": ""}))
            for hour in range(8)
        ]
        async with asyncio.timeout(30):
            while under_way < LARGE_RUNS:
                await asyncio.sleep(0.01)
        await asyncio.sleep(0.2)
        for job in jobs:
            job.cancel()
        await asyncio.gather(*jobs, return_exceptions=True)
        proxy.faults.clear()

    assert most == LARGE_RUNS == 2


async def test_too_many_lists(redis, runs):
    """A list of recent invocations more than the bound is refused; one that is kept is not."""
    exports = Exports(redis, runs)
    asked = []
    for limit in range(1, LISTS_PER_PERSON + 1):
        asked.append(asyncio.create_task(exports.recent(ReadRecent(None, limit), "T1", "U1")))
    while await redis.zcard("chutes:recents:T1:U1") < LISTS_PER_PERSON:
        await asyncio.sleep(0.01)
    with pytest.raises(Refused, match="different lists of recent invocations"):
        await exports.recent(ReadRecent(None, 999), "T1", "U1")
    for task in asked:
        task.cancel()
