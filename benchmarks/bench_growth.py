"""Questions on a thousand chutes and 400 days, against the same on 71 chutes.

Both are asked in turn, each kind of question many times, in seconds of this process's CPU: what
else the machine does costs a question nothing. The first of a period reads the days, all others
find them in columns.
The web process with the thousand is asked too, for its memory.
"""

import asyncio
import re
import statistics
import tempfile
import time
from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import httpx
from redis.asyncio import Redis

from benchmarks.rig import NOWHERE, ROOT, acknowledge, bot_settings, running
from benchmarks.table import Row
from bot.clock import utc_now
from bot.figures.changes import Floors
from bot.figures.days import (
    Day,
    DiffusionDay,
    Known,
    LlmDay,
    Register,
    Source,
    SourceState,
    UsageDay,
)
from bot.figures.ledger import Ledger, nobody
from bot.sandbox.slack import open_slack
from bot.store.codec import encode
from bot.store.connection import open_redis
from bot.store.embedded import embedded_redis
from handlers import stats, usage
from handlers.dispatch import Ask
from handlers.words import split

FEW, MANY = 71, 1000  # chutes
DAYS = 400
ASKED = 100  # times
AT_MOST, TAIL = 1.5, 3.5  # times the small world's median; the median, for one of a hundred
MEBIBYTES = 130.0  # of a web process
ANSWERED = re.compile(r"^chutes_bot_questions_total\{.*\} (\S+)$", re.M)
RESIDENT = re.compile(r"^process_resident_memory_bytes (\S+)$", re.M)
SUBCOMMANDS = {"usage": usage.SUBCOMMAND, "stats": stats.SUBCOMMAND}
QUESTIONS = (
    "usage",
    "usage 30d",
    "usage since {since}",
    "usage Model-7-Instruct",
    "stats llm",
    "stats llm 30d",
    "stats llm Model-7-Instruct",
)


async def measure() -> list[Row]:
    """Return the median question, the slowest of a hundred, and the memory of a web process."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        url = await stack.enter_async_context(embedded_redis(folder / "many"))
        many = await _world(stack, url, MANY)
        other = await stack.enter_async_context(embedded_redis(folder / "few"))
        few = await _world(stack, other, FEW)
        times = [await _both(question, few, many) for question in _questions()]
        mebibytes = await _web_memory(stack, url, folder)
    small, large = ([sorted(pair[place]) for pair in times] for place in (0, 1))
    typical, reference = (
        statistics.fmean(map(statistics.median, kinds)) for kinds in (large, small)
    )
    tails = statistics.fmean(kind[-2] for kind in large)
    world = f"{MANY:,} chutes and {DAYS} days"
    return [
        Row(f"a question on {world}, to {FEW} chutes", typical, reference, "ms", AT_MOST),
        Row(f"one in a hundred on {world}, to their median", tails, typical, "ms", TAIL),
        Row(f"memory of a web process with {world}", mebibytes, MEBIBYTES, "MiB", 1.05),
    ]


def _questions() -> list[str]:
    since = (utc_now() - timedelta(days=DAYS - 1)).date()
    return [question.format(since=since) for question in QUESTIONS]


async def _both(question: str, few: Any, many: Any) -> tuple[list[float], list[float]]:
    """Return the milliseconds of CPU that *question* took in each world, asked in turn."""
    found: tuple[list[float], list[float]] = [], []
    name, *words = split(question)
    for _ in range(ASKED):
        for world, times in zip((few, many), found, strict=True):
            began = time.process_time()
            ask = Ask("/chutes", words, "T1", "U1", "C1")
            (await SUBCOMMANDS[name].answer(ask, world)).payload()
            times.append(1000 * (time.process_time() - began))
    return found


async def _world(stack: AsyncExitStack, url: str, chutes: int) -> Any:
    redis = await stack.enter_async_context(open_redis(url))
    await _fill(redis, chutes, utc_now())
    services = SimpleNamespace(clock=utc_now, ledger=Ledger(redis, nobody), floors=Floors())
    return SimpleNamespace(services=services)


async def _fill(redis: Redis, chutes: int, now: datetime) -> None:
    """Keep what a worker would have kept of *chutes* chutes by now."""
    chance = Random(7)
    ids = [str(UUID(int=chance.getrandbits(128), version=4)) for _ in range(chutes)]
    named = [f"example-org/A-Model-{number}-Instruct-2511" for number in range(chutes)]
    today = now.date()
    names = {id: Known(today, name, True) for id, name in zip(ids, named, strict=True)}
    await redis.set(Source.LLM.names_key, encode(Register(names)))
    for source in Source:
        state = SourceState(now, now, today, today - timedelta(days=DAYS))
        await redis.set(source.state_key, encode(state))
    for back in range(DAYS + 1):
        rows: dict[Source, list[Any]] = {
            Source.USAGE: [
                UsageDay(id, 100 * chance.random(), chance.randrange(9**6)) for id in ids
            ],
            Source.LLM: [_llm(id, chance) for id in ids],
            Source.DIFFUSION: [DiffusionDay(ids[0], 5, 100, 4.0)],
        }
        date = today - timedelta(days=back)
        for source, found in rows.items():
            await redis.set(source.day_key(date), encode(Day(date, now, back > 0, found)))


def _llm(chute_id: str, chance: Random) -> LlmDay:
    tokens = chance.randrange(10**10), chance.randrange(10**9)
    return LlmDay(chute_id, chance.randrange(10**6), *tokens, 60 + chance.random(), None)


async def _web_memory(stack: AsyncExitStack, redis_url: str, folder: Path) -> float:
    """Return the mebibytes of a web process that has answered everything."""
    slack = await stack.enter_async_context(open_slack(ROOT / "manifest.yml"))
    settings = bot_settings(slack.api_url, slack.bot_token, NOWHERE, redis_url)
    web = running("-m", "bot", "web", folder=folder, settings=settings)
    url = await stack.enter_async_context(web)
    http = await stack.enter_async_context(httpx.AsyncClient(timeout=30))
    since = (utc_now() - timedelta(days=DAYS - 1)).date()
    asked = [*_questions(), f"stats llm since {since}"]
    for question in asked:
        await acknowledge(http, url, question)
    while True:
        metrics = (await http.get(f"{url}/metrics")).text
        if sum(map(float, ANSWERED.findall(metrics))) == len(asked):
            return float(RESIDENT.findall(metrics)[0]) / 2**20
        await asyncio.sleep(0.2)
