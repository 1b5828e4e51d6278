"""What cannot be read: left as it is, named, and in nobody's way.

A record may be cut, be of a newer version, or be encrypted with a key that is gone. It stays in
Redis untouched, so that whoever mends the cause finds it again.
"""

import logging
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from math import inf
from typing import Any, cast

import msgspec
from redis.asyncio import Redis
from redis.exceptions import RedisError, ResponseError

from bot.clock import utc_now
from bot.errors import Unreadable
from bot.store.codec import Record, Stored, decode, encode, milliseconds, text

log = logging.getLogger(__name__)

SET_ASIDE = "chutes:set-aside"  # no TTL: `Unread` by when it was seen last, ms; see `REMEMBERED`
REMEMBERED = 1000  # of them, the newest
REMEMBERED_FOR = timedelta(days=1)  # then what has been mended is forgotten, the rest met again
UNREADABLE_RESTS = timedelta(minutes=10)  # what is due and cannot be read, before the next try


class Unread(msgspec.Struct, frozen=True):
    """A record that could not be read: its *kind*, its *key*, and *why*."""

    kind: str
    key: str
    why: str


async def set_aside(redis: Redis, *errors: Unreadable) -> None:
    """Remember what could not be read; the log hears of each once. Raises nothing."""
    for error in errors:
        try:
            member = encode(Unread(error.kind, error.key, error.why))
            if await redis.zadd(SET_ASIDE, {member: milliseconds(utc_now())}):
                log.error("set aside: the %s in %s: %s", error.kind, error.key, error.why)
                await redis.zremrangebyrank(SET_ASIDE, 0, -REMEMBERED - 1)
                await redis.zremrangebyscore(SET_ASIDE, "-inf", _long_ago())
        except (RedisError, Unreadable) as exc:
            log.error("cannot read the %s in %s, nor note that: %s", error.kind, error.key, exc)


@asynccontextmanager
async def setting_aside(redis: Redis) -> AsyncIterator[None]:
    """Remember what the block cannot read, and raise it all the same."""
    try:
        yield
    except Unreadable as exc:
        await set_aside(redis, exc)
        raise


async def read(redis: Redis, value: Stored, type: type[Record], key: str) -> Record | None:
    """Return the record that *key* holds as *value*; what cannot be read is set aside: None."""
    try:
        return decode(value, type, key)
    except Unreadable as exc:
        await set_aside(redis, exc)
        return None


async def read_or_move(redis: Redis, value: Stored, type: type[Record], key: str) -> Record | None:
    """Like `read`, but for a record that is going to be written anew: what cannot be read moves to
    `chutes:set-aside:<key>`, for as long as it would have been kept."""
    try:
        return decode(value, type, key)
    except Unreadable as exc:
        await _move(redis, key, exc)
        return None


async def moving_aside(redis: Redis, key: str, do: Callable[[], Any]) -> Any:
    """Return what *do*, a command about *key*, is answered; what is there of another type moves to
    `chutes:set-aside:<key>` first."""
    try:
        return await do()
    except Unreadable as exc:
        await _move(redis, key, exc)
        return await do()


async def _move(redis: Redis, key: str, error: Unreadable) -> None:
    await set_aside(redis, error)
    with suppress(ResponseError):  # it is gone by now
        await redis.rename(key, f"{SET_ASIDE}:{key}")


async def names(
    redis: Redis, key: str, members: Iterable[bytes], *, is_due: bool = False
) -> list[str]:
    """Return the texts that *members* of the set *key* are; what is none is set aside.

    *is_due*: the set is worked off, so that it is never due again.
    """
    found = []
    for member in members:
        try:
            found.append(text(member, key))
        except Unreadable as exc:
            await set_aside(redis, exc)
            if is_due:
                await redis.zadd(key, {member: inf}, xx=True)
    return found


async def all_set_aside(redis: Redis) -> list[Unread]:
    """Return what could not be read in the last `REMEMBERED_FOR`, seen last first."""
    try:
        kept = cast(list[bytes], await redis.zrevrangebyscore(SET_ASIDE, "+inf", _long_ago()))
    except Unreadable:
        return []
    return [found for value in kept if (found := _unread(value))]


def _long_ago() -> int:
    return milliseconds(utc_now() - REMEMBERED_FOR)


def _unread(value: bytes) -> Unread | None:
    try:
        return decode(value, Unread, SET_ASIDE)
    except Unreadable:
        return None
