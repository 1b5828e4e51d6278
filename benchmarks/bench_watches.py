"""Looking at 10,000 watches over 400 days of 1,000 models, beside one refresh of the same rows.

The refresh reads the API's answer from memory, so it is at its fastest; the watches are looked at
for the first time, so each is written. Both in seconds of this process's CPU.
"""

import tempfile
import time
from collections.abc import Awaitable
from contextlib import AsyncExitStack
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import msgspec
from redis.asyncio import Redis

from benchmarks.table import Row
from bot.chutes.rows import LlmRow, Rows
from bot.figures.days import Source, SourceState
from bot.figures.ledger import Ledger, nobody
from bot.figures.refresh import Refresh, VisitPlan
from bot.store.codec import encode
from bot.store.connection import open_redis
from bot.store.embedded import embedded_redis
from bot.watches.conditions import Condition, Trigger, Watched
from bot.watches.evaluator import Evaluator
from bot.watches.records import Watch, watch_key, watching_key
from bot.watches.service import Watches, WatchLimits

MODELS, DAYS, WATCHES = 1000, 400, 10_000
TEAMS = 20
AT_MOST = 5.0  # times the refresh
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
DAY = timedelta(days=1)
WATCHABLE = (Watched.REQUESTS, Watched.TPS, Watched.TTFT)


class Answers:
    """The API's client, with one answer."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    async def llm_stats(self, start: date, end: date | None) -> Rows[LlmRow]:
        return Rows(msgspec.json.decode(self._body, type=list[LlmRow]))


async def measure() -> list[Row]:
    """Return what a look at all watches takes beside a refresh of the same rows."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        url = await stack.enter_async_context(embedded_redis(folder))
        redis = await stack.enter_async_context(open_redis(url))
        refreshed = await _refresh(redis)
        looked = await _look(redis)
    what = "look at 10,000 watches of 1,000 models, to one refresh of their 400 days"
    return [Row(what, looked, refreshed, "s", AT_MOST)]


async def _refresh(redis: Redis) -> float:
    client: Any = Answers(_body())
    plan = VisitPlan(timedelta(minutes=5), DAYS * DAY)
    refresh = Refresh(redis, client, Ledger(redis, nobody), lambda: NOW, plan)
    return await _timed(refresh.visit(Source.LLM))


async def _look(redis: Redis) -> float:
    for source in Source:
        known = encode(SourceState(fetched_at=NOW, attempted_at=NOW))
        await redis.set(source.state_key, known, nx=True)
    await _set_up(redis)
    watches = Watches(redis, lambda: NOW, WatchLimits(WATCHES, WATCHES))
    evaluator = Evaluator(watches, Ledger(redis, nobody), lambda: NOW, 0.15)
    seconds = await _timed(evaluator.look(Source.LLM))
    assert await redis.zcard("chutes:watches:due"), "none fires"
    return seconds


async def _set_up(redis: Redis) -> None:
    """Write all watches as people would have set them up."""
    chance, triggers = Random(7), list(Trigger)
    async with redis.pipeline(transaction=False) as pipe:
        for number in range(WATCHES):
            chute_id = f"chute-{chance.randrange(MODELS)}" if number % 10 else ""
            condition = Condition(
                WATCHABLE[number % 3], triggers[number % len(triggers)], chance.random(), chute_id
            )
            watch = Watch(f"T{number % TEAMS}", number, "C1", "U1", condition, NOW)
            pipe.hset(watch_key(watch.key), mapping={"watch": encode(watch), "version": 1})
            pipe.sadd(watching_key(Source.LLM), watch.key.member)
        await pipe.execute()


async def _timed(work: Awaitable[object]) -> float:
    began = time.process_time()
    await work
    return time.process_time() - began


def _body() -> bytes:
    chance, today = Random(3), NOW.date()
    rows = [
        {
            "chute_id": f"chute-{place}",
            "name": f"example-org/Model-{place}-Instruct",
            "date": str(today - back * DAY),
            "total_requests": chance.randrange(1, 10**6),
            "total_input_tokens": chance.randrange(1, 10**10),
            "total_output_tokens": chance.randrange(10**9),
            "average_tps": 200 * chance.random(),
            "average_ttft": 3 * chance.random(),
        }
        for back in range(DAYS)
        for place in range(MODELS)
    ]
    return msgspec.json.encode(rows)
