"""Digests of a copy from the past, in which what is not known to be out may be out."""

from collections.abc import Awaitable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import cast

from msgspec.structs import replace
from redis.asyncio import Redis

from bot.digests.calendar import Slot, newest_period
from bot.digests.claims import day_of
from bot.digests.records import DUE_KEY, Digest, Key, SlotRun, digest_key
from bot.digests.rules import due_slots, open_slot
from bot.errors import Unreadable
from bot.figures.periods import Period
from bot.store.codec import decode, encode, milliseconds, number
from bot.store.set_aside import setting_aside

FIELDS = ("digest", "version", "handled", "owed", "run")


async def doubt_slots(redis: Redis, now: datetime, late: timedelta) -> None:
    """Have the newest slot that was due by *now* looked for in its channel before it is sent.

    It makes up for none before it, as those are most likely out.
    Where nobody may look, whoever set the digest up is asked. What somebody wanted to have posted
    again is dropped: they may have had it, and can press the button once more.
    """
    for member in cast(list[bytes], await redis.zrange(DUE_KEY, 0, -1)):
        with suppress(Unreadable):
            async with setting_aside(redis):
                await _doubt_slot(redis, member, now, late)


async def _doubt_slot(redis: Redis, member: bytes, now: datetime, late: timedelta) -> None:
    key = digest_key(Key.of(member))
    found = await cast(Awaitable[list[bytes | None]], redis.hmget(key, list(FIELDS)))
    kept, version, handled, owed, under_way = found
    run = decode(under_way, SlotRun, key) if under_way else None
    if not (digest := decode(kept, Digest, key)):
        return
    if run is None:
        due = due_slots(digest, day_of(handled, key), day_of(owed, key), now, late)
        if due.to_send:
            slot = _alone(digest, due.to_send)
            run = open_slot(digest, slot, number(version, key) or 0, slot.due)
    doubtful = run and replace(run, marked=run.marked or run.sent or run.opened, doubted=True)
    async with redis.pipeline() as pipe:
        pipe.hdel(key, "again")
        if doubtful:
            pipe.hset(key, "run", encode(doubtful))
            pipe.zadd(DUE_KEY, {member: milliseconds(now)})
        await pipe.execute()


def _alone(digest: Digest, slot: Slot) -> Slot:
    own = newest_period(digest.plan, slot.day)
    return Slot(Period(max(own.first, slot.period.first), slot.day), slot.due)
