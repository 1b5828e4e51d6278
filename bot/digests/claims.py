"""Slots as workers take them: claimed with a lease, one atomic step after the other."""

from collections.abc import Awaitable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import cast
from zlib import crc32

from redis.asyncio import Redis

from bot.clock import Clock
from bot.digests.records import (
    DELIVERIES,
    DIGESTS,
    DUE_KEY,
    Delivery,
    Digest,
    Key,
    SlotRun,
    digest_key,
    history_key,
)
from bot.figures.days import decode, encode
from bot.store.scripts import load_script

DIGEST_LEASE = timedelta(seconds=90)  # longer than any one call to Slack takes
CLAIMS_KEY = "chutes:digests:claims"  # no TTL: counts, so that no token comes twice
CROWDED_MINUTE = 10  # digests in one minute, from which on further ones are spread
SPREAD = 20_000  # ms


@dataclass
class DigestClaim:
    """A digest that is this worker's until its lease ends; *run* is the slot under way."""

    key: Key
    token: bytes
    digest: Digest
    version: int
    handled: date | None
    run: SlotRun | None
    again: date | None


@dataclass(frozen=True)
class Step:
    """What changes at once: *fields*, a *delivery* to remember, and what becomes of the claim.

    *until* is the end of the lease if it *keeps* the claim, else when anybody is to look again,
    *spread* ms later if `CROWDED_MINUTE` are due in the same minute. *checked*: not if the digest
    changed.
    """

    until: datetime | None
    fields: Mapping[str, bytes]
    keeps: bool = True
    checked: bool = False
    delivery: Delivery | None = None
    spread: int = 0


class Slots:
    """Every step is one script; one that returns False did nothing, as the claim is lost."""

    def __init__(self, redis: Redis, clock: Clock, lease: timedelta = DIGEST_LEASE) -> None:
        self._redis = redis
        self._clock = clock
        self._lease = lease
        self._claim = load_script(redis, "digests", "claim")
        self._step = load_script(redis, "digests", "step")

    async def claim(self, at_most: int) -> list[DigestClaim]:
        """Take digests that are due and nobody else's."""
        args = [milliseconds(self._clock()), self._lease // timedelta(milliseconds=1), at_most]
        answer = self._claim(keys=[DUE_KEY, CLAIMS_KEY], args=[*args, DIGESTS])
        return [_claim(row) for row in await cast(Awaitable[list[list[bytes]]], answer)]

    async def go_on(
        self, claim: DigestClaim, run: SlotRun, *, checked: bool = False, **more: bytes
    ) -> bool:
        """Note where *run* stands and renew the lease; *checked*: unless the digest changed."""
        until = self._clock() + self._lease
        step = Step(until, {"run": encode(run), **more}, checked=checked)
        done = await self._take(claim, step)
        claim.run = run
        return done

    async def leave(self, claim: DigestClaim, run: SlotRun | None, until: datetime) -> bool:
        """Note where *run* stands, and let any worker take it up at *until*."""
        return await self._take(
            claim, Step(until, {"run": encode(run) if run else b""}, keeps=False)
        )

    async def close(
        self,
        claim: DigestClaim,
        delivery: Delivery | None,
        handled: date | None,
        next: datetime | None,
        **more: bytes,
    ) -> bool:
        """End the slot under way: remember *delivery*, and wake for the *next* slot, if any.

        Does nothing if the digest was changed since it was claimed, as *next* may be wrong then.
        """
        fields = {"run": b"", "handled": _stored(handled), **more}
        return await self._take(
            claim,
            Step(
                next,
                fields,
                keeps=False,
                checked=True,
                delivery=delivery,
                spread=spread(claim.key),
            ),
        )

    async def miss(self, claim: DigestClaim, delivery: Delivery) -> bool:
        """Remember a slot that nobody sent in time."""
        claim.handled = delivery.day
        fields = {"handled": _stored(delivery.day)}
        until = self._clock() + self._lease
        return await self._take(claim, Step(until, fields, checked=True, delivery=delivery))

    async def switch_off(self, claim: DigestClaim, digest: Digest, run: SlotRun) -> bool:
        """Keep *digest* as it is now, unless somebody changed it meanwhile."""
        return await self.go_on(claim, run, checked=True, digest=encode(digest))

    async def _take(self, claim: DigestClaim, step: Step) -> bool:
        keys = [digest_key(claim.key), DUE_KEY, history_key(claim.key)]
        args: list[bytes | str | int] = [
            claim.key.member,
            claim.token,
            claim.version if step.checked else "",
            "keep" if step.keeps else "free",
            milliseconds(step.until) if step.until else "",
            encode(step.delivery) if step.delivery else b"",
            DELIVERIES,
            step.spread,
            CROWDED_MINUTE,
        ]
        for name, value in step.fields.items():
            args += [name, value]
        done = bool(await cast(Awaitable[int], self._step(keys=keys, args=args)))
        claim.version += done and "digest" in step.fields
        return done


def spread(key: Key) -> int:
    """Return by how many ms a digest goes out later if `CROWDED_MINUTE` share its minute."""
    return crc32(key.member.encode()) % SPREAD


def milliseconds(when: datetime) -> int:
    """Return *when* as scores and scripts have it."""
    return round(when.timestamp() * 1000)


def day_of(stored: bytes | None) -> date | None:
    """Return the day that a field holds, if any."""
    return date.fromisoformat(stored.decode()) if stored else None


def _stored(day: date | None) -> bytes:
    return day.isoformat().encode() if day else b""


def _claim(row: list[bytes]) -> DigestClaim:
    member, token, kept, version, handled, run, again = row
    digest = decode(kept, Digest)
    assert digest, "the script gives no claim without one"
    under_way = decode(run, SlotRun) if run else None
    key = Key.of(member)
    return DigestClaim(key, token, digest, int(version), day_of(handled), under_way, day_of(again))
