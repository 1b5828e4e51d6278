"""A bot that goes on from an older copy of its memory: nothing is posted, told or filed twice."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import pytest
from redis.asyncio import Redis

from bot.digests.records import SlotOutcome
from bot.digests.service import Digests
from bot.processes.web import open_web
from bot.processes.worker import open_work
from bot.sandbox.slack import open_slack
from bot.sandbox.world import SANDBOX
from bot.store.connection import open_redis
from tests.conftest import MANIFEST, Clock
from tests.conversation import ADA, ask, cells
from tests.digests.delivery.digesting import (
    ALL,
    HERE,
    HISTORY,
    delivering,
    die,
    go_on,
    said,
    set_up,
    utc,
)
from tests.digests.delivery.test_kills import MOMENTS
from tests.digests.test_command import set_up as set_up_typed
from tests.reports.reporting_bot import (
    DIRECT,
    REASON,
    UNDO,
    ask_here,
    direct,
    filed,
    may_report,
    open_reporting,
)

SOME = {("before", True), ("before", False), ("sent headline", True)}
DIGESTS = [
    pytest.param(moment, may_look, marks=() if (moment, may_look) in SOME else pytest.mark.soak)
    for moment in ("before", *MOMENTS)
    for may_look in (True, False)
]


@pytest.fixture
async def copied(elsewhere: str) -> AsyncIterator[Redis]:
    async with open_redis(elsewhere) as redis:
        yield redis


class TestDigests:
    @pytest.fixture
    def clock(self) -> Clock:
        return Clock(utc(23, 12))

    @pytest.fixture
    async def slack(self, clock):
        async with open_slack(MANIFEST, clock=clock) as slack:
            slack.parts.files.shared_after = 0
            yield slack

    @pytest.fixture
    def works_on(self, slack, clock):
        """Opens a worker on a server, whose pauses take no time."""

        async def sleep(seconds: float) -> None:
            pass

        def open_on(redis: Redis, **more):
            return delivering(slack.api_url, slack.bot_token, redis, clock, sleep=sleep, **more)

        return open_on

    @pytest.mark.parametrize(("moment", "may_look"), DIGESTS)
    async def test_a_digest(
        self, works_on, redis, copied, slack, clock, copy, put_back, moment, may_look
    ):
        """Copied at any moment of its delivery, which then went on: it is there once."""
        await set_up(redis, clock)
        if not may_look:
            slack.app.scopes -= HISTORY
        if moment != "before":
            clock.now = utc(24, 9)
            await die(lambda **more: works_on(redis, **more), moment)
        await copy()
        clock.now = utc(24, 9)
        async with works_on(redis) as before:
            await go_on(before, clock)
        posted = said(slack)
        await put_back()
        async with works_on(copied) as after:
            await go_on(after, clock)

        assert said(slack) == posted
        assert len(posted) == len(set(posted))
        [outcome] = [one.outcome for one in await Digests(copied, clock).history(HERE)]
        assert outcome is SlotOutcome.POSTED or not may_look
        assert posted == ALL or not may_look


class TestReports:
    @pytest.fixture
    def settings(self, settings):
        return may_report(settings)

    @pytest.fixture
    def ours(self, world):
        return world.invocations(SANDBOX, 1)[0]

    @pytest.fixture
    def bot(self, settings, clock):
        """Opens what takes reports and what sends them, on one server."""

        async def open_on(url: str, stack: contextlib.AsyncExitStack) -> None:
            await stack.enter_async_context(open_web(settings, url, clock))
            await stack.enter_async_context(open_reporting(settings, url, clock))

        return open_on

    async def test_one_that_was_filed_after_the_copy(
        self, bot, slack, api, clock, ours, redis, redis_url, elsewhere, copy, put_back
    ):
        """Copied while it could be undone, filed then: it is filed once, and told once."""
        async with contextlib.AsyncExitStack() as stack:
            await bot(redis_url, stack)
            await ask_here(slack, f"/chutes report {ours} {REASON}")
            await direct(slack, "*held*")
            await noted(redis)
            await copy()
            clock.forward(UNDO)
            await direct(slack, "*filed*")
        await put_back()
        async with contextlib.AsyncExitStack() as stack:
            await bot(elsewhere, stack)
            told = await direct(slack, "*withdrawn*", "restored from a backup")

        assert filed(api) == [ours]
        assert api.requests.count("report") == 1
        assert [one["ts"] for one in slack.messages(DIRECT)] == [told["ts"]]

    async def test_one_that_was_undone_after_the_copy(
        self, bot, slack, api, clock, ours, redis, redis_url, elsewhere, copy, put_back
    ):
        """What somebody took back is not published by a copy in which it was still to go."""
        async with contextlib.AsyncExitStack() as stack:
            await bot(redis_url, stack)
            await ask_here(slack, f"/chutes report {ours} {REASON}")
            held = await direct(slack, "*held*")
            await noted(redis)
            await copy()
            await slack.act(ADA, "report_undo", channel=DIRECT, ts=held["ts"])
            await direct(slack, "*withdrawn*")
        clock.forward(UNDO)
        await put_back()
        async with contextlib.AsyncExitStack() as stack:
            await bot(elsewhere, stack)
            await direct(slack, "*withdrawn*", "restored from a backup")

        assert api.requests.count("report") == 0

    async def test_one_that_waited(
        self, bot, slack, api, clock, ours, redis, redis_url, elsewhere, copy, put_back
    ):
        """Copied while the API was down, filed when it was back: "already on file" is ours."""
        api.faults.add("report", "answer", status=503, times=None)
        async with contextlib.AsyncExitStack() as stack:
            await bot(redis_url, stack)
            await ask_here(slack, f"/chutes report {ours} {REASON}")
            await direct(slack, "*held*")
            clock.forward(UNDO)
            await direct(slack, "*waiting*")
            await copy()
            api.faults.clear()
            clock.forward(UNDO)
            await direct(slack, "*filed*")
        await put_back()
        async with contextlib.AsyncExitStack() as stack:
            await bot(elsewhere, stack)
            told = await direct(slack, "*filed*", "most likely from an earlier attempt of mine")

        assert filed(api) == [ours]
        assert [one["ts"] for one in slack.messages(DIRECT)] == [told["ts"]]


async def noted(redis: Redis) -> None:
    """Return when the message that says "held" is noted as well."""
    async with asyncio.timeout(10):
        while not await redis.keys("chutes:report:*:told"):
            await asyncio.sleep(0.02)


async def test_under_load(redis, settings, redis_url, elsewhere, clock, slack, api, copy, put_back):
    """Copied while people ask: the same figures, digests and reports from the other server."""
    questions = ["/chutes usage top 5", "/chutes digest list", "/chutes reports"]
    busy = True

    async def ask_on() -> None:
        while busy:
            await ask(slack, "/chutes stats llm 3d", as_="ben", channel="general")

    async with open_work(settings, redis_url, clock), open_web(settings, redis_url, clock):
        await set_up_typed(slack)
        before = [await ask(slack, question) for question in questions]
        asking = asyncio.create_task(ask_on())
        await copy()
        busy = False
        await asking
    await put_back()
    async with open_work(settings, elsewhere, clock), open_web(settings, elsewhere, clock):
        after = [await ask(slack, question) for question in questions]

    assert [said["text"] for said in after] == [said["text"] for said in before]
    assert cells(after[0]) == cells(before[0])
