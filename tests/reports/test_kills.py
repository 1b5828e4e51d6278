"""The whole bot, killed at each point of a report's life, and started again."""

import asyncio
import json
import time
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from bot.sandbox.api import open_api
from bot.sandbox.slack import open_slack
from bot.sandbox.world import SANDBOX, World
from bot.store.embedded import embedded_redis
from tests.conftest import MANIFEST
from tests.conversation import ADA
from tests.processes import running
from tests.processes.fragile import POINTS
from tests.reports.reporting_bot import COSTS, REASON, direct, filed

SHORT = 2.0  # seconds; a lease, in tests that wait for its end
SLOW = 0.7  # seconds that the API takes for an answer
IN_TIME = 40  # seconds from the restart
AT_ONCE = 3
GROUPS = [list(POINTS)[first : first + AT_ONCE] for first in range(0, len(POINTS), AT_ONCE)]


async def kill(point: str, lease: float | None = SHORT) -> None:
    """Report to a bot that dies at *point*, start it again, and look: filed once, person told."""
    async with AsyncExitStack() as doors:
        folder = Path(doors.enter_context(TemporaryDirectory(prefix="chutes-", dir="/tmp")))
        redis_url = await doors.enter_async_context(embedded_redis(folder))
        world = World(seed=7, clock=lambda: datetime(2026, 11, 24, 12, 34, tzinfo=UTC))
        api = await doors.enter_async_context(open_api(world))
        slack = await doors.enter_async_context(open_slack(MANIFEST))
        api.faults.add("report", "slow", delay=SLOW, times=None)
        [ours] = world.invocations(SANDBOX, 1)
        given = {"settings": settings_for(slack, api), "redis_url": redis_url, "lease": lease}
        report = f"/chutes report {ours} {REASON}"

        async with running("fragile", json.dumps({**given, "point": point})) as bot:
            await slack.type(ADA, COSTS, report)
            await asyncio.wait_for(bot.wait(), 30)
        async with running("fragile", json.dumps({**given, "point": ""})):
            began = time.monotonic()
            if point == "before the claim":  # nothing was promised yet
                await slack.type(ADA, COSTS, report)
            await direct(slack, "*filed*", within=IN_TIME)
            assert time.monotonic() - began < IN_TIME
            api.faults.clear()

        assert filed(api) == [ours]
        assert sum(asked.status == 200 for asked in api.requests if asked.method == "POST") <= 1


def settings_for(slack, api):
    return {
        "slack_bot_token": slack.bot_token,
        "slack_app_token": slack.app_token,
        "slack_api_url": slack.api_url,
        "chutes_api_url": api.url,
        "chutes_api_key": SANDBOX.admin_key,
        "report_undo_seconds": 1,
        "port": 0,
    }


@pytest.mark.soak
@pytest.mark.parametrize("points", GROUPS, ids=", ".join)
async def test_killed_anywhere(points):
    """At every point: filed once, and the person told."""
    await asyncio.gather(*map(kill, points))


@pytest.mark.soak
async def test_killed_in_the_post():
    """With the true leases it is filed, and known to be, within 40 s of the restart."""
    await kill("during the POST", lease=None)
