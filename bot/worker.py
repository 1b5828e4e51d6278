"""The process that does the durable work: it fetches, and keeps the ledger filled."""

import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

from bot.chutes.client import open_chutes
from bot.clock import Clock
from bot.config import Settings
from bot.digest_work import open_digests
from bot.jobs import open_queue, open_worker
from bot.memory import open_redis
from bot.redis_clock import open_clock
from bot.services.ledger import Ledger
from bot.services.records import Source
from bot.services.refresh import Pace, Refresh
from bot.slack.connection import open_connection
from bot.ticks import Tick

log = logging.getLogger(__name__)

SWEEP = timedelta(seconds=5)  # between looks for what is due


@asynccontextmanager
async def open_work(
    settings: Settings, redis_url: str, clock: Clock | None = None
) -> AsyncIterator[None]:
    """Do the queue's work until the context is left; jobs under way are finished."""
    async with (
        open_redis(redis_url) as redis,
        open_clock(redis, clock) as now,
        open_chutes(str(settings.chutes_api_url), clock=now) as chutes,
        open_queue(redis_url) as queue,
        open_connection(settings) as slack,
    ):
        pace = Pace(
            often=timedelta(seconds=settings.refresh_seconds),
            history=timedelta(days=settings.history_days),
        )
        ledger = Ledger(redis, queue.enqueue)
        refresh = Refresh(redis, chutes, ledger, now, pace)

        async def visit(data: Mapping[str, Any]) -> None:
            await refresh.visit(Source(data["source"]))

        sweep = Tick("the refresh sweep", SWEEP, refresh.sweep)
        async with (
            open_digests(settings, redis, slack, ledger, now) as digests,
            open_worker(redis_url, {"refresh": visit}, ticks=[sweep, digests]),
        ):
            log.info("worker ready")
            yield
