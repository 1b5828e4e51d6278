"""Time to acknowledge `/chutes usage` while a worker refreshes 120,000 rows, and while it does not.

The API, the worker and the web process are processes of their own. In each round the worker is
idle first, then made to fetch everything anew.
"""

import asyncio
import statistics
import tempfile
import time
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import httpx
from redis.asyncio import Redis

from benchmarks.rig import ROOT, acknowledge, bot_settings, running
from benchmarks.table import Row
from bot.figures.days import Source, SourceState
from bot.sandbox.slack import open_slack
from bot.store.codec import decode, encode
from bot.store.connection import open_redis
from bot.store.embedded import embedded_redis

ROUNDS = 2
IDLE = 5.0  # seconds of each round
WARM_UP = 100
PAUSE = 0.02  # seconds between two questions
AT_MOST = 3.0  # times the 99th percentile without a refresh


async def measure() -> list[Row]:
    """Return the 99th percentile during a refresh beside that without."""
    idle: list[float] = []
    busy: list[float] = []
    async with AsyncExitStack() as stack:
        web, api, redis = await _open(stack)
        http = await stack.enter_async_context(httpx.AsyncClient())
        for _ in range(WARM_UP):
            await acknowledge(http, web)
        for _ in range(ROUNDS):
            end = time.time() + IDLE
            while time.time() < end:
                await asyncio.sleep(PAUSE)
                idle.append(await acknowledge(http, web))
            busy += await _during_refresh(http, web, api, redis)
    what = "acknowledge (p99) during a refresh of 120,000 rows, to one without"
    return [Row(what, 1000 * _percentile(busy), 1000 * _percentile(idle), "ms", AT_MOST)]


async def _during_refresh(http: httpx.AsyncClient, web: str, api: str, redis: Redis) -> list[float]:
    """Make the worker fetch everything; return the times of what was asked meanwhile."""
    before = len((await http.get(f"{api}/asked")).json())
    long_ago = datetime.now(UTC) - timedelta(days=2)
    await redis.set(Source.LLM.state_key, encode(SourceState(attempted_at=long_ago)))
    done = asyncio.create_task(_filled(redis))
    samples = []
    while not done.done():
        await asyncio.sleep(PAUSE)
        samples.append((time.time(), await acknowledge(http, web)))
    began = (await http.get(f"{api}/asked")).json()[before]
    return [seconds for at, seconds in samples if at >= began]


async def _filled(redis: Redis) -> None:
    """Return when the worker has fetched recent days and history."""
    while True:
        state = decode(await redis.get(Source.LLM.state_key), SourceState, Source.LLM.state_key)
        if state and state.since:
            return
        await asyncio.sleep(0.05)


def _percentile(seconds: list[float]) -> float:
    return statistics.quantiles(seconds, n=100)[98]


async def _open(stack: AsyncExitStack) -> tuple[str, str, Redis]:
    """Start all; return the URLs of web process and API, and Redis. Figures are known by then."""
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
    redis_url = await stack.enter_async_context(embedded_redis(folder / "redis"))
    slack = await stack.enter_async_context(open_slack(ROOT / "manifest.yml"))
    alone = partial(running, folder=folder, settings={})
    api = await stack.enter_async_context(alone("-m", "benchmarks.large_api"))
    settings = bot_settings(slack.api_url, slack.bot_token, api, redis_url)
    start = partial(running, folder=folder, settings={**settings, "REFRESH_SECONDS": "86400"})
    await stack.enter_async_context(start("-m", "bot", "worker"))
    web = await stack.enter_async_context(start("-m", "bot", "web"))
    redis = await stack.enter_async_context(open_redis(redis_url))
    await _filled(redis)
    return web, api, redis
