"""Which sources were visited since somebody looked at their figures: for whoever follows them."""

from datetime import timedelta

from redis.asyncio import Redis

from bot.clock import Clock
from bot.store.due import DueSet, States

CHANGED = "chutes:figures:changed"
CHANGED_LEASE = timedelta(seconds=90)  # longer than a look at all that follows a source takes


def changed_sources(redis: Redis, clock: Clock) -> DueSet:
    """Return the due set of sources, by their values, whose figures may have changed."""
    return DueSet(redis, CHANGED, clock, CHANGED_LEASE, States("none"))
