"""Watches as people set them up: each has a number in its workspace."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import cast

from msgspec.structs import replace
from redis.asyncio import Redis

from bot.clock import Clock
from bot.errors import Mistake, Refused, Unreadable
from bot.figures.changed import changed_sources
from bot.figures.days import Source
from bot.store.codec import decode, encode, milliseconds, number
from bot.store.doubt import note_kept, or_in_doubt
from bot.store.scripts import load_script
from bot.store.set_aside import names, read, set_aside, setting_aside
from bot.watches.conditions import Condition
from bot.watches.episodes import Phase, WatchState
from bot.watches.records import (
    WATCHES_DUE,
    WATCHING,
    Watch,
    WatchKey,
    WatchSwitch,
    asked_key,
    last_number_key,
    member_of,
    numbers_key,
    watch_key,
    watching_key,
)

TRIES = 5  # of a change that others make at the same moment
READ_AT_ONCE = 500  # watches, in one exchange with Redis
STOOD_AT_ONCE = 200  # watches, in one script
ASKED_FOR = timedelta(hours=1)  # longer than anybody waits to hear whether something was kept
BUSY_CHANGING = "Somebody else is changing this watch right now. Try again in a moment."
NOTHING = "There's no watch with that number. `watches all` lists those that there are."

Edit = Callable[[Watch], Watch]


@dataclass(frozen=True)
class WatchLimits:
    """How many watches there may be, of a *person* and in a *workspace*."""

    person: int
    workspace: int


@dataclass(frozen=True)
class KeptWatch:
    """A watch as it is kept, and how it stands; *read* is what `state` was decoded from."""

    watch: Watch
    version: int
    state: WatchState
    read: bytes = b""

    @property
    def phase(self) -> Phase:
        return self.state.phase


class Watches:
    """Owns all keys of watches but for what workers step through (`claims.py`)."""

    def __init__(self, redis: Redis, clock: Clock, limits: WatchLimits) -> None:
        self._redis = redis
        self._clock = clock
        self._limits = limits
        self._save = load_script(redis, "watches", "save", with_due=True)
        self._stand = load_script(redis, "watches", "stand", with_due=True)

    async def find(self, key: WatchKey) -> KeptWatch:
        """Return a watch that is not off; raise `Mistake` if there is none, or `Unreadable`."""
        found = await self._find(key)
        if found is None or found.watch.switch is WatchSwitch.OFF:
            raise Mistake(NOTHING)
        return found

    async def of_team(self, team_id: str) -> list[KeptWatch]:
        """Return the watches of a workspace that are not off, by number, as far as they can be
        read."""
        where = numbers_key(team_id)
        kept = await self._members(where)
        texts = [text for text in await names(self._redis, where, kept) if text.isdecimal()]
        keys = [WatchKey(team_id, value) for value in sorted(map(int, texts))]
        found = await self._read(keys)
        return [one for one in found if one.watch.switch is not WatchSwitch.OFF]

    async def of_person(self, team_id: str, person_id: str) -> list[KeptWatch]:
        """Return the watches that somebody has set up and that are not off."""
        return [one for one in await self.of_team(team_id) if one.watch.owner_id == person_id]

    async def of_source(self, source: Source) -> list[KeptWatch]:
        """Return all watches of a source, of all workspaces, as far as they can be read."""
        where, keys = watching_key(source), list[WatchKey]()
        for member in await self._members(where):
            with suppress(Unreadable):
                async with setting_aside(self._redis):
                    keys.append(member_of(member, where))
        return await self._read(keys)

    async def count(self) -> int:
        """Return how many watches are on, in all workspaces."""
        counts = [await self._redis.scard(key) for key in WATCHING]
        return sum(counts)

    async def set_up(
        self, team_id: str, channel_id: str, person_id: str, condition: Condition, name: str
    ) -> Watch:
        """Keep a new watch, or return the same one that is there; raise `Refused` if it is one too
        many."""
        wished = Watch(team_id, 0, channel_id, person_id, condition, self._clock(), name)
        mine = await self.of_person(team_id, person_id)
        if same := next((one.watch for one in mine if is_same(one.watch, wished)), None):
            return same
        if len(mine) >= self._limits.person:
            raise Refused(
                f"You have {self._limits.person} watches, and I keep no more for one person. "
                "Take one away first: `watches mine` lists them."
            )
        watch = await self._keep_new(wished)
        note_kept()
        await self._look_at(condition)
        return watch

    async def change(self, key: WatchKey, condition: Condition, name: str, by: str) -> KeptWatch:
        """Let a watch watch something else, or for something else; it starts anew, and is on."""
        now = self._clock()

        def edit(watch: Watch) -> Watch:
            awake = replace(watch, snoozed_until=None, snoozed_episode=None)
            on = replace(awake, switch=WatchSwitch.ON, refusal="")
            return replace(on, condition=condition, name=name, changed=now, changed_by=by)

        kept = await self._change(key, edit)
        await self._look_at(condition)
        return kept

    async def snooze(self, key: WatchKey, span: timedelta | None) -> KeptWatch:
        """Say nothing new for *span*; None: until what is wrong now is over."""
        if span is not None:
            until = self._clock() + span
            return await self._change(key, lambda watch: replace(watch, snoozed_until=until))
        episode = (await self.find(key)).state.episode
        if episode is None or not episode.is_open:
            raise Mistake("That watch isn't firing, so there's nothing to wait for.")
        return await self._change(key, lambda one: replace(one, snoozed_episode=episode.began))

    async def switch_off(self, key: WatchKey, by: str) -> KeptWatch:
        """Watch no more; what was posted says so, and then nothing is left of it."""
        off = WatchSwitch.OFF
        kept = await self._change(key, lambda watch: replace(watch, switch=off, changed_by=by))
        await self._redis.delete(asked_key(key.team_id, wish_of(kept.watch)))
        return kept

    async def stand(self, changes: list[tuple[KeptWatch, WatchState]]) -> None:
        """Keep how watches stand now; workers say what there is to say."""
        for start in range(0, len(changes), STOOD_AT_ONCE):
            batch = changes[start : start + STOOD_AT_ONCE]
            args: list[str | int | bytes] = [milliseconds(self._clock())]
            for kept, state in batch:
                speaks = int(has_news(kept.state, state))
                member, before = kept.watch.key.member, kept.read
                args += [member, kept.version, before, encode(state), speaks]
            keys = [watch_key(kept.watch.key) for kept, _ in batch]
            await self._stand([WATCHES_DUE, *keys], args)

    async def _keep_new(self, wished: Watch) -> Watch:
        """Keep a watch under a number of its own: the same one if it is asked for again soon."""
        for _ in range(TRIES):
            watch = replace(wished, number=await self._number_for(wished))
            if await self._keep(watch, 0):
                return watch
            known = await self._find(watch.key)
            if known and is_same(known.watch, watch):
                return known.watch
            await self._redis.delete(asked_key(watch.team_id, wish_of(watch)))
        raise Mistake(BUSY_CHANGING)

    async def _number_for(self, wished: Watch) -> int:
        key = asked_key(wished.team_id, wish_of(wished))
        with suppress(Unreadable):
            if given := number(await self._redis.get(key), key):
                return given
        value = await self._redis.incr(last_number_key(wished.team_id))
        await self._redis.set(key, value, ex=ASKED_FOR)
        return value

    async def _members(self, where: str) -> list[bytes]:
        try:
            async with setting_aside(self._redis):
                return sorted(await cast(Awaitable[set[bytes]], self._redis.smembers(where)))
        except Unreadable:
            return []

    async def _look_at(self, condition: Condition) -> None:
        """Let a worker look at what is watched, as if the figures had changed."""
        source = condition.watchable.subject.source
        await changed_sources(self._redis, self._clock).wake(source.value, self._clock())

    async def _change(self, key: WatchKey, edit: Edit) -> KeptWatch:
        for _ in range(TRIES):
            known = await self.find(key)
            watch = edit(known.watch)
            is_other = watch.changed != known.watch.changed
            if await self._keep(watch, known.version, anew=is_other):
                note_kept()
                state = WatchState() if is_other else known.state
                return KeptWatch(watch, known.version + 1, state)
        raise Mistake(BUSY_CHANGING)

    async def _keep(self, watch: Watch, version: int, *, anew: bool = False) -> bool:
        key, is_on = watch.key, watch.switch is WatchSwitch.ON
        source = watch.condition.watchable.subject.source
        keys = [watch_key(key), WATCHES_DUE, numbers_key(key.team_id), *WATCHING]
        args: list[str | int | bytes] = [key.member, version, encode(watch), key.number]
        args += [milliseconds(self._clock()), int(anew), watching_key(source) if is_on else ""]
        args += [self._limits.workspace]
        saved = await or_in_doubt(self._save(keys, args), "whether I've kept that watch")
        if saved == -1:
            raise Refused(
                f"This workspace has {self._limits.workspace} watches, and I keep no more. Take "
                "one away first: `watches all` lists them."
            )
        return bool(saved)

    async def _find(self, key: WatchKey) -> KeptWatch | None:
        where = watch_key(key)
        async with setting_aside(self._redis):
            answer = self._redis.hmget(where, ["watch", "version", "state"])
            values = await cast(Awaitable[list[bytes | None]], answer)
            watch = decode(values[0], Watch, where)
            version = number(values[1], where) or 0
        if watch is None:
            return None
        state = await read(self._redis, values[2], WatchState, where)
        return KeptWatch(watch, version, state or WatchState(), values[2] or b"")

    async def _read(self, keys: list[WatchKey]) -> list[KeptWatch]:
        found: list[KeptWatch] = []
        for start in range(0, len(keys), READ_AT_ONCE):
            batch = keys[start : start + READ_AT_ONCE]
            async with self._redis.pipeline(transaction=False) as pipe:
                for key in batch:
                    pipe.hmget(watch_key(key), ["watch", "version", "state"])
                answers = await pipe.execute(raise_on_error=False)
            for key, values in zip(batch, answers, strict=True):
                try:
                    found += kept_watch(watch_key(key), values)
                except Unreadable as exc:
                    await set_aside(self._redis, exc)
        return found


def kept_watch(where: str, values: list[bytes | None] | Exception) -> list[KeptWatch]:
    """Return the watch that the hash *where* has, if any; raise `Unreadable`."""
    if isinstance(values, Exception):
        raise Unreadable("watch", where, "It is of another type.") from values
    watch = decode(values[0], Watch, where)
    if watch is None:
        return []
    state = decode(values[2], WatchState, where) or WatchState()
    return [KeptWatch(watch, number(values[1], where) or 0, state, values[2] or b"")]


def wish_of(watch: Watch) -> str:
    """Return what names all that somebody wants of a watch."""
    one = watch.condition
    what = one.watched, one.trigger, one.threshold, one.chute_id, one.calm
    return ":".join(map(str, (watch.owner_id, watch.channel_id, *what)))


def is_same(watch: Watch, other: Watch) -> bool:
    """Whether two watches are on for the same person, there, and watch the same."""
    return watch.switch is other.switch and wish_of(watch) == wish_of(other)


def has_news(before: WatchState, after: WatchState) -> bool:
    """Whether there may be something to say: an episode that began, goes on or ended."""
    return before.episode != after.episode or after.is_firing
