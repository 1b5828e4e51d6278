"""Digests as people set them up: a conversation has one of everything, and of some models."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import cast

from msgspec.structs import replace
from redis.asyncio import Redis

from bot.clock import Clock
from bot.digests.calendar import EVERY_DAY, schedule
from bot.digests.claims import CROWDED_MINUTE, spread, stored_period
from bot.digests.records import (
    DELIVERIES,
    DIGESTS,
    DUE_KEY,
    Delivery,
    Digest,
    DigestState,
    Key,
    Quiet,
    SlotOutcome,
    digest_key,
    history_key,
    team_key,
)
from bot.digests.standing import Standing, read_standing, read_standings
from bot.errors import Mistake, Refused, Unreadable
from bot.figures.periods import Period
from bot.store.codec import encode, milliseconds
from bot.store.doubt import note_kept, or_in_doubt
from bot.store.scripts import load_script
from bot.store.set_aside import names, read, setting_aside

DEFAULT_HOUR = time(9)  # unless somebody says otherwise
CHANGE_TRIES = 5  # of a change that others make at the same moment
DIGESTS_PER_CHANNEL = 10  # that are not off
DIGESTS_PER_PERSON = 50  # that are not off, in a workspace

Edit = Callable[[Digest | None], Digest]


@dataclass(frozen=True)
class Wish:
    """What somebody wants of a digest; None leaves it as it is.

    It goes out on *days*, or once a month on a *monthday*; *quiet* is what comes if nothing moved.
    """

    hour: time | None = None
    zone: str | None = None
    days: tuple[int, ...] | None = None
    monthday: int | None = None
    quiet: Quiet | None = None


class Digests:
    """Each method returns how the digest stands then; asking twice changes nothing more."""

    def __init__(self, redis: Redis, clock: Clock) -> None:
        self._redis = redis
        self._clock = clock
        self._save = load_script(redis, "digests", "save", with_due=True)

    async def find(self, key: Key) -> Standing | None:
        """Return the digest of a conversation, whatever its state; None if it never had one.

        Raises `Unreadable`.
        """
        return await read_standing(self._redis, key)

    def like(self, key: Key, person_id: str, zone: str, about: str = "") -> Digest:
        """Return the digest that *person_id* would set up there by default; keeps nothing."""
        return replace(_new(key, person_id, None, self._clock(), zone), about=about)

    async def switch_on(
        self, key: Key, person_id: str, wish: Wish, zone: str, about: str = ""
    ) -> Standing:
        """Set a digest up, or change its hour, zone and days; *zone* is for a new one, *about* what
        *key* has the topic of."""
        now = self._clock()
        await self._check_share(key, person_id)

        def edit(known: Digest | None) -> Digest:
            if known is None or known.state is DigestState.OFF:
                known = replace(_new(key, person_id, known, now, zone), about=about)
            elif known.state is DigestState.PAUSED:
                known = replace(known, state=DigestState.ON, begins=now, since=now)
            return _reschedule(known, wish, now)

        return await self._change(key, edit)

    async def alter(self, key: Key, digest: Digest) -> Standing:
        """Keep the settings of *digest*; its state and owner stay as they are."""
        now = self._clock()

        def edit(known: Digest | None) -> Digest:
            plan = digest.plan
            wish = Wish(plan.hour, plan.zone, plan.days, plan.monthday, digest.quiet)
            changed = _reschedule(_known(known), wish, now)
            return replace(
                changed,
                sections=digest.sections,
                models=digest.models,
                floor_usd=digest.floor_usd,
                threaded=digest.threaded,
            )

        return await self._change(key, edit)

    async def switch_off(self, key: Key) -> Standing:
        """Send nothing more; what was set up is remembered."""
        return await self._change(key, lambda known: replace(_known(known), state=DigestState.OFF))

    async def pause(self, key: Key, until: datetime | None) -> Standing:
        """Send nothing *until* then, or until it is resumed."""

        def edit(known: Digest | None) -> Digest:
            digest = _running(known)
            if until is None:
                return replace(digest, state=DigestState.PAUSED)
            return replace(digest, state=DigestState.ON, begins=max(until, digest.begins))

        return await self._change(key, edit)

    async def resume(self, key: Key) -> Standing:
        """Go on with the next slot; those of the pause are not made up for."""
        now = self._clock()

        def edit(known: Digest | None) -> Digest:
            digest = _running(known)
            if digest.state is DigestState.ON and digest.begins <= now:
                return digest
            return replace(digest, state=DigestState.ON, begins=now)

        return await self._change(key, edit)

    async def of_team(self, team_id: str) -> list[Standing]:
        """Return all digests of a workspace that are not off, by conversation."""
        return [one for one in await self.ever_of_team(team_id) if is_live(one.digest)]

    async def ever_of_team(self, team_id: str) -> list[Standing]:
        """Return all digests that a workspace ever set up, by conversation, as far as they can be
        read."""
        places = await self._places(team_id)
        return await read_standings(self._redis, [Key.at(team_id, place) for place in places])

    async def _places(self, team_id: str) -> list[str]:
        """Return the conversations that ever had a digest, if need be by the keys of those."""
        where = team_key(team_id)
        try:
            async with setting_aside(self._redis):
                members = await cast(Awaitable[set[bytes]], self._redis.smembers(where))
        except Unreadable:
            prefix = f"{DIGESTS}{team_id}:"
            found = [key async for key in self._redis.scan_iter(match=f"{prefix}*", count=1000)]
            members = {key.removeprefix(prefix.encode()) for key in found}
        return await names(self._redis, where, sorted(members))

    async def of_channel(self, team_id: str, channel_id: str) -> list[Standing]:
        """Return the digests of a conversation that are not off, that of everything first."""
        places = [Key.at(team_id, place) for place in await self._places(team_id)]
        keys = [key for key in places if key.channel_id == channel_id]
        return [one for one in await read_standings(self._redis, keys) if is_live(one.digest)]

    async def of_person(self, team_id: str, person_id: str) -> list[Standing]:
        """Return the digests that somebody has set up and that are not off."""
        standings = await self.of_team(team_id)
        return [one for one in standings if one.digest.owner_id == person_id]

    async def history(self, key: Key) -> list[Delivery]:
        """Return what became of the last slots, newest first."""
        where, values = history_key(key), list[bytes]()
        with suppress(Unreadable):
            async with setting_aside(self._redis):
                kept_ones = self._redis.lrange(where, 0, DELIVERIES - 1)
                values = await cast(Awaitable[list[bytes]], kept_ones)
        kept = [await read(self._redis, value, Delivery, where) for value in values]
        return [delivery for delivery in kept if delivery]

    async def post_again(self, key: Key, day: date) -> Standing:
        """Let the slot of *day* be sent once more, if it is not known whether it arrived."""
        newest = next((one for one in await self.history(key) if one.day == day), None)
        if newest is None or newest.outcome is not SlotOutcome.UNSURE:
            raise Mistake("That one is settled already; `digest history` says how.")
        return await self._change(key, _running, again=newest.period)

    async def _check_share(self, key: Key, person_id: str) -> None:
        """Raise `Refused` if a digest more would be one too many for this person."""
        standing = await self.find(key)
        if standing and is_live(standing.digest):
            return
        if len(await self.of_channel(key.team_id, key.channel_id)) >= DIGESTS_PER_CHANNEL:
            raise Refused(
                f"There are {DIGESTS_PER_CHANNEL} digests here, and I keep no more in one place. "
                "Switch one off first: `digest` names them."
            )
        if len(await self.of_person(key.team_id, person_id)) >= DIGESTS_PER_PERSON:
            raise Refused(
                f"You have set up {DIGESTS_PER_PERSON} digests, and I keep no more for one person. "
                "Switch one off (`digest list` names them), or let somebody else set this one up."
            )

    async def _change(self, key: Key, edit: Edit, again: Period | None = None) -> Standing:
        for _ in range(CHANGE_TRIES):
            known = await self.find(key)
            digest = edit(known.digest if known else None)
            if known and digest == known.digest and again is None:
                return known
            if await self._kept(key, digest, known, again):
                note_kept()
                kept = await self.find(key)
                assert kept, "it was just kept"
                return kept
        raise Mistake("Somebody else is changing this digest right now. Try again in a moment.")

    async def _kept(
        self, key: Key, digest: Digest, known: Standing | None, again: Period | None
    ) -> bool:
        version, handled, owed = 0, None, None
        if known:
            version, handled, owed = known.version, known.handled, known.owed
        slot = digest.next_slot(handled, owed)
        wake = milliseconds(slot.due) if slot else ""
        now = milliseconds(self._clock())
        keys = [digest_key(key), DUE_KEY, team_key(key.team_id)]
        args: list[str | int | bytes] = [key.member, version, encode(digest), wake, now]
        args += [key.place, stored_period(again) if again else "", spread(key), CROWDED_MINUTE]
        return bool(await or_in_doubt(self._save(keys, args), "whether I've kept that change"))


def check_may_change(digest: Digest, person_id: str, is_admin: bool) -> None:
    """Raise `Refused` unless *person_id* set the digest up, or is an admin, or it is off."""
    if is_live(digest) and person_id != digest.owner_id and not is_admin:
        raise Refused("Only whoever set this digest up, or a workspace admin, can change it.")


def is_live(digest: Digest) -> bool:
    """Whether it is on, or only paused."""
    return digest.state is not DigestState.OFF


def _new(key: Key, person_id: str, old: Digest | None, now: datetime, zone: str) -> Digest:
    plan = old.plan if old else schedule(DEFAULT_HOUR, zone, EVERY_DAY, now)
    fresh = Digest(key.team_id, key.channel_id, person_id, plan, begins=now, since=now)
    if old is None:
        return fresh
    settings = {"owner_id": person_id, "begins": now, "since": now, "state": DigestState.ON}
    return replace(old, **settings, refusal="")


def _reschedule(digest: Digest, wish: Wish, now: datetime) -> Digest:
    digest = replace(digest, quiet=wish.quiet or digest.quiet)
    plan = digest.plan
    hour = plan.hour if wish.hour is None else wish.hour
    monthday = wish.monthday
    if monthday is None:
        monthday = 0 if wish.days else plan.monthday
    wanted = hour, wish.zone or plan.zone, wish.days or plan.days
    if (*wanted, monthday) == (plan.hour, plan.zone, plan.days, plan.monthday):
        return digest
    return replace(digest, plan=schedule(*wanted, now, monthday), since=now)


def _known(known: Digest | None) -> Digest:
    if known is None:
        raise Mistake("No digest here yet. Set one up with `digest on`.")
    return known


def _running(known: Digest | None) -> Digest:
    digest = _known(known)
    if digest.state is DigestState.OFF:
        raise Mistake("The digest here is off. `digest on` switches it on again.")
    return digest
