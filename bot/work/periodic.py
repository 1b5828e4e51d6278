"""What each worker process does again and again: sweeps, and a sign of life for the others.

All workers share one heartbeat: whether any of them is alive is all that people need to know.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import NoReturn

from redis.asyncio import Redis
from redis.asyncio.client import Pipeline
from redis.exceptions import RedisError

from bot.errors import BotError

HEARTBEAT = "chutes:heartbeat"  # set by every worker, to when it began (seconds, Redis' time)
HEARTBEAT_EVERY = timedelta(seconds=10)
HEARTBEAT_TTL = timedelta(seconds=60)

EXPECTED = (BotError, RedisError)  # a line in the log, without a traceback

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class PeriodicTask:
    """Call *run* at once and then *every* so often; *name* is what the log calls it."""

    name: str
    every: timedelta
    run: Callable[[], Awaitable[None]]


class FailureStreak:
    """A stretch of failures: `with` lets none through, and logs only the first and the end."""

    def __init__(self, name: str) -> None:
        self._name = name
        self.failures = 0

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> bool:
        if isinstance(error, Exception):
            self._failed(error)
        elif error is None and self.failures:
            log.warning("%s works again, after %s failures", self._name, self.failures)
            self.failures = 0
        return isinstance(error, Exception)

    def _failed(self, error: Exception) -> None:
        self.failures += 1
        if self.failures == 1:
            trace = None if isinstance(error, EXPECTED) else error
            log.warning("%s fails: %s", self._name, error, exc_info=trace)


async def repeat(task: PeriodicTask) -> NoReturn:
    """Run *task* for ever; whatever fails is tried again at its next turn."""
    streak = FailureStreak(task.name)
    while True:
        with streak:
            await task.run()
        await asyncio.sleep(task.every.total_seconds())


def heartbeat(redis: Redis) -> PeriodicTask:
    """Return the task by which a worker says that it lives."""

    began: int | None = None

    async def beat() -> None:
        nonlocal began
        if began is None:
            began, _ = await redis.time()
        await redis.set(HEARTBEAT, began, ex=HEARTBEAT_TTL)

    return PeriodicTask("the heartbeat", HEARTBEAT_EVERY, beat)


def ask_heartbeat(pipe: Pipeline) -> None:
    """Put two questions on *pipe*: since when a worker has been at work, and its last sign."""
    pipe.get(HEARTBEAT)
    pipe.pttl(HEARTBEAT)


def read_heartbeat(
    began: bytes | RedisError | None, left: int, now: float
) -> tuple[timedelta, timedelta] | None:
    """Return what the answers to `ask_heartbeat` say: for how long a worker has been at work,
    and how long ago it gave a sign of life; None if that is a minute. *now* is Redis' time, s."""
    if not isinstance(began, bytes):
        return None
    uptime = max(0.0, now - int(began)) if began.isdigit() else 0.0
    return timedelta(seconds=uptime), HEARTBEAT_TTL - timedelta(milliseconds=left)


async def since_heartbeat(redis: Redis) -> timedelta | None:
    """Return how long ago any worker last gave a sign of life; None if over a minute ago."""
    left = await redis.pttl(HEARTBEAT)
    return HEARTBEAT_TTL - timedelta(milliseconds=left) if left >= 0 else None
