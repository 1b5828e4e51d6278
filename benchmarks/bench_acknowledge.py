"""Time to acknowledge `/chutes usage`, against a bare Bolt app, while the Invocations API is slow.

Both run as processes of their own on the same adapter and server; requests go to them in turn, so
that whatever else the machine does meets both.
"""

import asyncio
import statistics
import tempfile
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path

import httpx

from benchmarks.rig import ROOT, acknowledge, bot_settings, running
from benchmarks.table import Row
from bot.sandbox.api import open_api
from bot.sandbox.slack import open_slack
from bot.sandbox.world import World
from bot.store.connection import open_redis
from bot.store.embedded import embedded_redis

ROUNDS = 400
WARM_UP = 100
PAUSE = 0.02  # seconds, in which the answer to the question before is worked out
AT_MOST = 2.0  # times the bare app's median


async def measure() -> list[Row]:
    """Return our median beside the bare app's."""
    async with AsyncExitStack() as stack:
        bare, ours = await _open_both(stack)
        times: dict[str, list[float]] = {bare: [], ours: []}
        async with httpx.AsyncClient() as http:
            for number in range(ROUNDS + WARM_UP):
                await asyncio.sleep(PAUSE)
                for url, measured in times.items():
                    seconds = await acknowledge(http, url)
                    if number >= WARM_UP:
                        measured.append(seconds)
    medians = {url: 1000 * statistics.median(measured) for url, measured in times.items()}
    what = "acknowledge while the API is slow, to a bare Bolt app"
    return [Row(what, medians[ours], medians[bare], "ms", AT_MOST)]


async def _open_both(stack: AsyncExitStack) -> tuple[str, str]:
    """Start both; return where they take Slack's requests. Our figures are known by then."""
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
    redis_url = await stack.enter_async_context(embedded_redis(folder / "redis"))
    slack = await stack.enter_async_context(open_slack(ROOT / "manifest.yml"))
    api = await stack.enter_async_context(open_api(World()))
    settings = bot_settings(slack.api_url, slack.bot_token, api.url, redis_url)
    start = partial(running, folder=folder, settings=settings)
    await stack.enter_async_context(start("-m", "bot", "worker"))
    bare = await stack.enter_async_context(start("-m", "benchmarks.bare_bolt"))
    ours = await stack.enter_async_context(start("-m", "bot", "web"))
    async with open_redis(redis_url) as redis:
        while not await redis.exists("chutes:source:usage"):
            await asyncio.sleep(0.1)
    api.faults.add("any", delay=30)
    return bare, ours
