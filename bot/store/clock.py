"""Redis' time, which all processes of the bot share.

Replicas agree on what is due because all go by it. Scripts get "now" as an argument, so tests and
the sandbox can move it.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from redis.asyncio import Redis
from redis.exceptions import RedisError

from bot.clock import Clock, utc_now
from bot.work.background import cancel
from bot.work.periodic import PeriodicTask, repeat

log = logging.getLogger(__name__)

COMPARE_EVERY = timedelta(seconds=30)  # between comparisons
NOTABLE_DRIFT = timedelta(seconds=5)  # apart: somebody should set a clock


class RedisClock:
    """Goes by this machine's clock, and is set by Redis' from time to time."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._ahead = timedelta(0)

    def __call__(self) -> datetime:
        return utc_now() + self._ahead

    async def set(self) -> None:
        """Compare with Redis; raises `RedisError` if that does not answer."""
        seconds, microseconds = await self._redis.time()
        theirs = datetime.fromtimestamp(seconds, UTC) + timedelta(microseconds=microseconds)
        ahead = theirs - utc_now()
        if abs(ahead - self._ahead) > NOTABLE_DRIFT:
            log.warning("going by Redis' clock, which is %s from this machine's", ahead)
        self._ahead = ahead


@asynccontextmanager
async def open_clock(redis: Redis, given: Clock | None = None) -> AsyncIterator[Clock]:
    """Yield the clock *given*, if any, else Redis' time."""
    if given:
        yield given
        return
    clock = RedisClock(redis)
    try:
        await clock.set()
    except RedisError as exc:
        log.warning("going by this machine's clock until Redis answers: %s", exc)
    keeping = asyncio.create_task(
        repeat(PeriodicTask("setting the clock", COMPARE_EVERY, clock.set))
    )
    try:
        yield clock
    finally:
        await cancel(keeping)
