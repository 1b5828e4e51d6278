"""The bot's memory in the sandbox: as if it had been asked for usage for two months already."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path

from redis.asyncio import Redis

from bot.chutes.client import open_chutes
from bot.clock import Clock
from bot.figures.days import Source
from bot.figures.ledger import Ledger, nobody
from bot.figures.refresh import Refresh, VisitPlan
from bot.sandbox.api import Api
from bot.store.connection import open_redis
from bot.store.embedded import embedded_redis

VISITS = range(60, 0, -10)  # days ago; the API has ten complete days each time
PACE = VisitPlan(often=timedelta(minutes=5), history=timedelta(days=400))


@asynccontextmanager
async def open_memory(folder: Path, api: Api, clock: Clock) -> AsyncIterator[str]:
    """Run a Redis server in *folder* that knows the usage of the last two months; yield its URL."""
    async with embedded_redis(folder) as url:
        async with open_redis(url) as redis:
            for days in VISITS:
                await _visit(redis, api, days, clock)
            await redis.delete(Source.USAGE.state_key)  # what is newest is for the bot to ask
        yield url


async def _visit(redis: Redis, api: Api, days: int, clock: Clock) -> None:
    """Do what a worker would have done so many *days* ago."""

    def then() -> datetime:
        return clock() - timedelta(days=days)

    api.faults.add("usage", "stale", days=days)
    async with open_chutes(api.url, clock=then) as chutes:
        await Refresh(redis, chutes, Ledger(redis, nobody), then, PACE).visit(Source.USAGE)
