"""Watches of a copy from the past, of which more may have been told than is known."""

from collections.abc import Awaitable
from contextlib import suppress
from datetime import datetime
from typing import cast

from msgspec.structs import replace
from redis.asyncio import Redis

from bot.errors import Unreadable
from bot.store.codec import decode, encode
from bot.store.set_aside import setting_aside
from bot.watches.records import WATCH, Watch


async def doubt_watches(redis: Redis, copied: datetime, now: datetime) -> None:
    """Have what each watch says of days up to *now* looked for before it is posted: since the copy
    was made it may have been."""
    async for key in redis.scan_iter(match=f"{WATCH}*", count=1000, _type="hash"):
        with suppress(Unreadable):
            async with setting_aside(redis):
                await _doubt_watch(redis, key.decode(errors="replace"), copied, now)


async def _doubt_watch(redis: Redis, key: str, copied: datetime, now: datetime) -> None:
    kept = await cast(Awaitable[bytes | None], redis.hget(key, "watch"))
    if watch := decode(kept, Watch, key):
        doubted = replace(watch, doubted=copied, until=now)
        await redis.hset(key, "watch", encode(doubted))
