"""A warm question, against a straightforward bot that fetches and parses for every question.

Both answer `usage`: totals, chutes by name, the ten largest. The straightforward one asks the API
(120,000 rows of statistics for the names); ours reads its ledger in Redis.
"""

import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import httpx
from redis.asyncio import Redis

from benchmarks.rig import running
from benchmarks.table import Row
from bot.chutes.client import open_chutes
from bot.clock import utc_now
from bot.config import Rate
from bot.figures.changes import Floors
from bot.figures.days import Source
from bot.figures.ledger import Ledger
from bot.figures.refresh import Refresh, VisitPlan
from bot.limits.limits import Limits
from bot.store.connection import open_redis
from bot.store.embedded import embedded_redis
from handlers import usage
from handlers.dispatch import Ask

AT_LEAST = 10.0  # times faster
OURS = 200  # questions
THEIRS = 5
PLENTY = Rate(1_000_000, timedelta(minutes=1))
ASK = Ask("/chutes", [], "T1", "U1", "C1")


async def measure() -> list[Row]:
    """Return the straightforward bot's median beside ours."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        redis_url = await stack.enter_async_context(embedded_redis(folder / "redis"))
        redis = await stack.enter_async_context(open_redis(redis_url))
        server = running("-m", "benchmarks.large_api", folder=folder, settings={})
        api = await stack.enter_async_context(server)
        await _fill(redis, api)
        services: Any = SimpleNamespace(
            clock=utc_now,
            ledger=Ledger(redis, _nothing),
            floors=Floors(),
            limits=Limits(redis, PLENTY, PLENTY),
        )
        http = await stack.enter_async_context(httpx.AsyncClient(base_url=api, timeout=60))
        ours = await _median(lambda: _ask(services), OURS)
        theirs = await _median(lambda: _fetch_and_parse(http), THEIRS)
    what = "fetch and parse for each question, to a warm question of ours"
    return [Row(what, 1000 * theirs, 1000 * ours, "ms", AT_LEAST, at_least=True)]


async def _ask(services: Any) -> None:
    """Answer one question: the gate, the ledger, the message as Slack gets it."""
    context: Any = SimpleNamespace(services=services)
    await services.limits.admit("T1", "U1", uuid4().hex)
    (await usage.SUBCOMMAND.answer(ASK, context)).payload()


async def _fetch_and_parse(http: httpx.AsyncClient) -> str:
    """Answer one question as a bot without a ledger would."""
    rows = (await http.get("/invocations/usage")).json()
    names = {
        row["chute_id"]: row["name"] for row in (await http.get("/invocations/stats/llm")).json()
    }
    days = sorted({row["date"] for row in rows})[-8:-1]
    usd: dict[str, float] = defaultdict(float)
    for row in rows:
        if row["date"] in days:
            usd[row["chute_id"]] += row["usd_amount"]
    top = sorted(usd, key=lambda chute: -usd[chute])[:10]
    lines = [f"{names.get(chute, chute)}  ${usd[chute]:,.2f}" for chute in top]
    return f"${sum(usd.values()):,.2f}\n" + "\n".join(lines)


async def _fill(redis: Redis, api: str) -> None:
    pace = VisitPlan(often=timedelta(minutes=5), history=timedelta(days=400))
    async with open_chutes(api) as chutes:
        refresh = Refresh(redis, chutes, Ledger(redis, _nothing), utc_now, pace)
        for source in Source:
            await refresh.visit(source)


async def _nothing(*_: object, **__: object) -> None:
    """Take a job, and leave it."""


async def _median(ask: Callable[[], Awaitable[object]], times: int) -> float:
    await ask()
    seconds = []
    for _ in range(times):
        began = time.perf_counter()
        await ask()
        seconds.append(time.perf_counter() - began)
    return statistics.median(seconds)
