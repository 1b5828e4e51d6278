"""How digests stand, as Redis has it."""

from collections.abc import Awaitable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import cast

from redis.asyncio import Redis

from bot.digests.calendar import Slot
from bot.digests.claims import day_of
from bot.digests.records import Digest, Key, SlotRun, digest_key
from bot.errors import Unreadable
from bot.store.codec import decode, number
from bot.store.connection import readable
from bot.store.set_aside import read, setting_aside

FIELDS_READ = ["digest", "version", "handled", "run", "owed"]
Values = list[bytes | None]  # of these fields


@dataclass(frozen=True)
class Standing:
    """A digest, the last day it is done with, the slot under way, and since when days are owed."""

    digest: Digest
    version: int
    handled: date | None = None
    run: SlotRun | None = None
    owed: date | None = None

    @property
    def next(self) -> Slot | None:
        """The slot that comes next, or that is under way."""
        if self.run and not self.run.ts:
            return Slot(self.run.period, self.run.due)
        if self.run and not self.run.again:
            return self.digest.next_slot(self.run.day)
        return self.digest.next_slot(self.handled, self.owed)


async def read_standing(redis: Redis, key: Key) -> Standing | None:
    """Return how a digest stands; None if there never was one; raise `Unreadable`."""
    async with setting_aside(redis):
        answer = redis.hmget(digest_key(key), FIELDS_READ)
        return await _standing(redis, key, await cast(Awaitable[Values], answer))


async def read_standings(redis: Redis, keys: Sequence[Key]) -> list[Standing]:
    """Return how all these digests stand, in one round trip; what cannot be read is set aside."""
    async with redis.pipeline(transaction=False) as pipe:
        for key in keys:
            pipe.hmget(digest_key(key), FIELDS_READ)
        answers = await pipe.execute(raise_on_error=False)
    found = []
    for key, answer in zip(keys, answers, strict=True):
        with suppress(Unreadable):
            async with setting_aside(redis):
                values = cast(Values, readable(answer, digest_key(key)))
                found.append(await _standing(redis, key, values))
    return [standing for standing in found if standing]


async def _standing(redis: Redis, key: Key, values: Values) -> Standing | None:
    where, (kept, version, handled, run, missed) = digest_key(key), values
    digest = decode(kept, Digest, where)
    known, done, owed = number(version, where) or 0, day_of(handled, where), day_of(missed, where)
    if digest is None:
        return None
    return Standing(digest, known, done, await read(redis, run, SlotRun, where), owed)
