"""Slots as workers take them: claimed with a lease, one atomic step after the other."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zlib import crc32

from redis.asyncio import Redis

from bot.clock import Clock
from bot.digests.calendar import Slot
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
from bot.errors import Unreadable
from bot.figures.periods import Period
from bot.store.codec import decode, decode_any, encode, milliseconds, number, text
from bot.store.due import Args, DueSet, Lease, States
from bot.store.scripts import load_script

DIGEST_LEASE = timedelta(seconds=90)  # longer than any one call to Slack takes
CROWDED_MINUTE = 10  # digests in one minute, from which on further ones are spread
SPREAD = 20_000  # ms
SLOT_LASTS = timedelta(hours=23)  # from when it is due: the most that one may be late
CLAIMED = (
    "digest",
    "version",
    "handled",
    "run",
    "again",
    "hindered",
    "owed",
)  # of it, for a worker


@dataclass
class DigestClaim:
    """A digest that is this worker's until its lease ends; *run* is the slot under way.

    *again* are the days to be posted once more, *owed* is the first of those that were missed;
    *hindered* is the reason for which Slack refuses it, once its owner has heard of that.
    """

    key: Key
    lease: Lease
    digest: Digest
    version: int
    handled: date | None
    run: SlotRun | None
    again: Period | None
    hindered: str
    owed: date | None

    @property
    def next_due(self) -> datetime | None:
        """Return when the next slot is due, if any is."""
        slot = self.digest.next_slot(self.handled, self.owed)
        return slot.due if slot else None


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
        self._clock = clock
        self._lease = lease
        self._step = load_script(redis, "digests", "step", with_due=True)
        self.due = DueSet(redis, DUE_KEY, clock, lease, States("hash", DIGESTS, CLAIMED))

    def read(self, lease: Lease) -> DigestClaim:
        """Return the digest that a worker has a *lease* on, as it was when it was claimed.

        Raises `Unreadable`.
        """
        kept, version, handled, run, again, hindered, missed = lease.state
        key = Key.of(lease.member.encode())
        where = digest_key(key)
        digest, done = decode_any(kept, Digest, where), day_of(handled, where)
        owed = day_of(missed, where)
        return DigestClaim(
            key,
            lease,
            digest,
            number(version or b"0", where) or 0,
            done,
            self._under_way(run, digest.next_slot(done, owed), where),
            period_of(again, where),
            text(hindered, where),
            owed,
        )

    def _under_way(self, run: bytes, slot: Slot | None, where: str) -> SlotRun | None:
        """Return the slot under way; one that cannot be read is gone once it is too late for it."""
        try:
            return decode(run, SlotRun, where) if run else None
        except Unreadable:
            if slot and self._clock() - slot.due < SLOT_LASTS:
                raise
            return None

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
        **more: bytes,
    ) -> bool:
        """End the slot under way: remember *delivery*, and wake for the next slot, if any.

        Does nothing if the digest was changed since it was claimed: the next may be another then.
        """
        fields = {"run": b"", **_progress(claim), **more}
        return await self._take(
            claim,
            Step(
                claim.next_due,
                fields,
                keeps=False,
                checked=True,
                delivery=delivery,
                spread=spread(claim.key),
            ),
        )

    async def miss(self, claim: DigestClaim, delivery: Delivery) -> bool:
        """Remember a slot that nobody sent in time; the next one makes up for it."""
        claim.handled, claim.owed = delivery.day, delivery.period.first
        until = self._clock() + self._lease
        step = Step(until, _progress(claim), checked=True, delivery=delivery)
        return await self._take(claim, step)

    async def switch_off(self, claim: DigestClaim, digest: Digest, run: SlotRun) -> bool:
        """Keep *digest* as it is now, unless somebody changed it meanwhile."""
        return await self.go_on(claim, run, checked=True, digest=encode(digest))

    async def _take(self, claim: DigestClaim, step: Step) -> bool:
        keys = [digest_key(claim.key), DUE_KEY, history_key(claim.key)]
        args: Args = [
            claim.lease.member,
            claim.lease.token,
            claim.version if step.checked else "",
            "renew" if step.keeps else "leave",
            milliseconds(step.until) if step.until else "",
            encode(step.delivery) if step.delivery else b"",
            DELIVERIES,
            step.spread,
            CROWDED_MINUTE,
        ]
        for name, value in step.fields.items():
            args += [name, value]
        done = bool(await self._step(keys, args))
        claim.version += done and "digest" in step.fields
        return done


def spread(key: Key) -> int:
    """Return by how many ms a digest goes out later if `CROWDED_MINUTE` share its minute."""
    return crc32(key.member.encode()) % SPREAD


def day_of(stored: bytes | None, key: str) -> date | None:
    """Return the day that a field of *key* holds, if any; raise `Unreadable`."""
    try:
        return date.fromisoformat(text(stored, key)) if stored else None
    except ValueError as exc:
        raise Unreadable("day", key, "It isn't a date.") from exc


def period_of(stored: bytes | None, key: str) -> Period | None:
    """Return the days that a field of *key* holds, if any: `2026-11-20/2026-11-22`, or one day.

    Raises `Unreadable`.
    """
    first, _, last = (stored or b"").partition(b"/")
    begins, ends = day_of(first, key), day_of(last, key)
    return Period(begins, ends or begins) if begins else None


def stored_period(period: Period) -> bytes:
    """Return the field that `period_of` reads."""
    return f"{period.first}/{period.last}".encode()


def _progress(claim: DigestClaim) -> dict[str, bytes]:
    return {"handled": _stored(claim.handled), "owed": _stored(claim.owed)}


def _stored(day: date | None) -> bytes:
    return day.isoformat().encode() if day else b""
