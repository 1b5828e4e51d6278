"""One at a time: a lock in Redis, which whoever dies leaves for no longer than its lease."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from redis.asyncio import Redis
from redis.exceptions import LockError

log = logging.getLogger(__name__)


@asynccontextmanager
async def exclusive(redis: Redis, key: str, lease: timedelta) -> AsyncIterator[bool]:
    """Yield whether nobody else has the lock *key*; if so it is ours, for as long as *lease*."""
    lock = redis.lock(key, lease.total_seconds())
    if not await lock.acquire(blocking=False):
        yield False
        return
    try:
        yield True
    finally:
        try:
            await lock.release()
        except LockError:
            log.warning("%s took longer than its lease", key)
