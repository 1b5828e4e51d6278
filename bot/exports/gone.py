"""What of exports the server no longer offers, as far as its answers have said so."""

from collections.abc import Set
from datetime import timedelta
from enum import StrEnum
from functools import partial

from redis.asyncio import Redis
from redis.asyncio.client import Pipeline
from redis.exceptions import RedisError

from bot.errors import Gone, NotFound
from bot.exports.files import LAST_WRITTEN
from bot.exports.requests import Order, ReadExport, ReadRecent
from bot.store.connection import readable
from bot.store.set_aside import moving_aside

EXPORTS_GONE_KEY = "chutes:exports:gone"
EXPORTS_GONE_FOR = timedelta(days=1)  # unless it is seen again


class NotOffered(StrEnum):
    """What may be gone; its value says what that is."""

    RECENT = "recent attempts"
    FILES = "exports"
    NEW_FILES = f"exports after {LAST_WRITTEN:%-d %b %Y}"


class OffersOfExports:
    """Key: `EXPORTS_GONE_KEY` (`EXPORTS_GONE_FOR`), a set of what is gone."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def failed(self, order: Order, error: Exception) -> None:
        """Note what *error*, the end of *order*, says to be gone, if anything."""
        if gone := _gone(order, error):
            await moving_aside(self._redis, EXPORTS_GONE_KEY, lambda: self._add(gone))

    async def answered(self, order: Order) -> None:
        """Note that what *order* asked for is there."""
        if there := _there(order):
            drop = partial(self._redis.srem, EXPORTS_GONE_KEY, *there)
            await moving_aside(self._redis, EXPORTS_GONE_KEY, drop)

    async def _add(self, gone: NotOffered) -> None:
        async with self._redis.pipeline(transaction=True) as pipe:
            pipe.sadd(EXPORTS_GONE_KEY, gone)
            pipe.expire(EXPORTS_GONE_KEY, EXPORTS_GONE_FOR)
            for answer in await pipe.execute(raise_on_error=False):
                readable(answer, EXPORTS_GONE_KEY)


def ask_exports_gone(pipe: Pipeline) -> None:
    """Put a question on *pipe*: what of exports is gone?"""
    pipe.smembers(EXPORTS_GONE_KEY)


def read_exports_gone(answer: Set[bytes] | RedisError) -> list[str]:
    """Return what is gone, in words; all files are more than the new ones."""
    if isinstance(answer, RedisError):
        return []  # it is no more than a note
    found = [one for one in NotOffered if one.value.encode() in answer]
    if NotOffered.FILES in found:
        found = [one for one in found if one is not NotOffered.NEW_FILES]
    return [one.value for one in found]


def _there(order: Order) -> list[NotOffered]:
    """Return what must be there if *order* was carried out.

    Of the files of a day some may be missing: the last that were written are in one with a new one.
    """
    if isinstance(order, ReadRecent):
        return [NotOffered.RECENT]
    if not isinstance(order, ReadExport):
        return []
    is_new = order.span.files[0].hour.date() > LAST_WRITTEN
    return [NotOffered.FILES, NotOffered.NEW_FILES] if is_new else [NotOffered.FILES]


def _gone(order: Order, error: Exception) -> NotOffered | None:
    if isinstance(order, ReadRecent) and isinstance(error, Gone):
        return NotOffered.RECENT
    if not isinstance(order, ReadExport):
        return None
    if isinstance(error, Gone):
        return NotOffered.FILES
    first = order.span.files[0]
    is_stopped = isinstance(error, NotFound) and first.hour.date() > LAST_WRITTEN
    return NotOffered.NEW_FILES if is_stopped else None
