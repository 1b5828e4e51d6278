"""Digests of a copy from the past, in which what is not known to be out may be out."""

import logging
from collections.abc import Awaitable
from datetime import date, datetime, timedelta
from typing import cast

import msgspec
from msgspec.structs import replace
from redis.asyncio import Redis

from bot.digests.claims import day_of
from bot.digests.records import DUE_KEY, Digest, Key, SlotRun, digest_key
from bot.digests.rules import due_slots, open_slot
from bot.figures.days import decode, encode
from bot.store.due import milliseconds

log = logging.getLogger(__name__)

FIELDS = ("digest", "version", "handled", "run")


async def doubt_slots(redis: Redis, now: datetime, late: timedelta) -> None:
    """Have each slot that was due by *now* looked for in its channel before it is sent.

    Where nobody may look, whoever set the digest up is asked. What somebody wanted to have posted
    again is dropped: they may have had it, and can press the button once more.
    """
    for member in cast(list[bytes], await redis.zrange(DUE_KEY, 0, -1)):
        key = digest_key(Key.of(member))
        found = await cast(Awaitable[list[bytes | None]], redis.hmget(key, list(FIELDS)))
        kept, version, handled, under_way = found
        try:
            digest = decode(kept, Digest)
            run = decode(under_way, SlotRun) if under_way else None
        except msgspec.MsgspecError:
            log.warning("%s cannot be read: it is left as it is", key)
            continue
        if digest is None:
            continue
        doubtful = doubt(digest, int(version or 0), day_of(handled), run, now, late)
        async with redis.pipeline() as pipe:
            pipe.hdel(key, "again")
            if doubtful:
                pipe.hset(key, "run", encode(doubtful))
                pipe.zadd(DUE_KEY, {member: milliseconds(now)})
            await pipe.execute()


def doubt(
    digest: Digest,
    version: int,
    handled: date | None,
    run: SlotRun | None,
    now: datetime,
    late: timedelta,
) -> SlotRun | None:
    """Return the run of the slot under way or due, with its parts in doubt; None without one."""
    if run is None:
        slot = due_slots(digest, handled, now, late).to_send
        if slot is None:
            return None
        run = open_slot(digest, slot, version, slot.due)
    return replace(run, marked=run.marked or run.sent or run.opened, doubted=True)
