"""Figures as the bot knows them: read from Redis, which workers keep filled."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Protocol

import msgspec
from redis.asyncio import Redis
from redis.asyncio.client import Pipeline
from redis.exceptions import RedisError

from bot.errors import NotKnownYet, Unreadable
from bot.figures.days import Register, Row, Source, SourceState
from bot.figures.held import HeldDays
from bot.figures.names import NAMING, Names
from bot.figures.series import KnownTotals, Series
from bot.figures.totals import Subject, Total
from bot.store.codec import Record, Stored, decode
from bot.store.set_aside import read, set_aside

log = logging.getLogger(__name__)

FIRST_FIGURES = 8.0  # seconds to wait for them when nothing is known at all
LOOK_EVERY = 0.2  # seconds between looks
MANY_DAYS = 60  # days; working out more than that would keep others waiting, so a thread does it
NO_NAMES = Register()


class Enqueue(Protocol):
    """Puts a job on the queue; one *id* is one job as long as that waits or runs."""

    def __call__(self, name: str, data: Mapping[str, Any], *, id: str) -> Awaitable[None]: ...


async def nobody(name: str, data: Mapping[str, Any], *, id: str) -> None:
    """An `Enqueue` where there is no worker to wake."""


class Ledger:
    """Answers from Redis in one round trip, and from what it last read when Redis is down."""

    def __init__(self, redis: Redis, enqueue: Enqueue, patience: float = FIRST_FIGURES) -> None:
        self._redis = redis
        self._enqueue = enqueue
        self._patience = patience
        self._held: dict[str, tuple[bytes, msgspec.Struct]] = {}
        self._days = HeldDays(redis)
        self._totals = KnownTotals()
        self._names = Names(dict.fromkeys(NAMING, NO_NAMES))
        self._waiting: asyncio.Task[None] | None = None
        self._unread: list[Unreadable] = []

    async def open(self, subject: Subject[Row, Total], days: Iterable[date]) -> Series[Row, Total]:
        """Return what is known of *subject* on *days*, with the names of both statistics.

        Waits up to `FIRST_FIGURES` for the very first figures; raises `NotKnownYet` without any.
        """
        wanted = sorted(set(days))
        book = await self._read(subject, wanted)
        if not all(state.was_visited for state in book.states.values()):
            await self._first_visits(book.states)
            book = await self._read(subject, wanted)
        if book.state.fetched_at is None:
            raise NotKnownYet(_no_figures(book.state, book.remembered))
        return book

    async def states(self) -> dict[Source, SourceState]:
        """Return how the last visits to each source went."""
        values = await self._values([source.state_key for source in Source])
        states = {
            source: self._state(source, value) for source, value in zip(Source, values, strict=True)
        }
        await self._set_aside()
        return states

    async def wake(self, source: Source, attempted_at: datetime | None) -> None:
        """Ask the workers for the visit to *source* that comes after the one of *attempted_at*."""
        generation = attempted_at.isoformat() if attempted_at else f"first/{time.time() // 120:.0f}"
        await self._enqueue("refresh", {"source": source}, id=f"{source}/{generation}")

    async def _first_visits(self, states: Mapping[Source, SourceState]) -> None:
        """Wait for them together with everybody else who asks this process."""
        if self._waiting is None or self._waiting.done():
            self._waiting = asyncio.create_task(self._until_visited(states))
        await asyncio.shield(self._waiting)

    async def _until_visited(self, states: Mapping[Source, SourceState]) -> None:
        missing = [source for source, state in states.items() if not state.was_visited]
        for source in missing:
            await self.wake(source, None)
        for _ in range(round(self._patience / LOOK_EVERY)):
            await asyncio.sleep(LOOK_EVERY)
            if await self._redis.exists(*(source.state_key for source in missing)) == len(missing):
                return

    async def _read(self, subject: Subject[Row, Total], days: list[date]) -> Series[Row, Total]:
        small = [*(source.state_key for source in Source), *(source.names_key for source in NAMING)]
        keys = {subject.source.day_key(day): day for day in days}
        try:
            async with self._redis.pipeline(transaction=False) as pipe:
                pipe.mget(small)
                self._days.ask_versions(pipe, [*keys])
                values, versions = await pipe.execute()
            known, unread = await self._days.read([*keys], subject.day, versions)
            self._unread += unread
            remembered = False
        except RedisError as exc:
            values, remembered = self._last_read(small, exc), True
            known = self._days.last_read(keys)
        book = Series(
            subject,
            {keys[key]: day for key, day in known.items()},
            {
                source: self._state(source, value)
                for source, value in zip(Source, values, strict=False)
            },
            self._names_in(dict(zip(small, values, strict=True))),
            remembered,
            self._totals,
        )
        await self._set_aside()
        return book

    def _state(self, source: Source, value: Stored) -> SourceState:
        return self._decoded(source.state_key, value, SourceState) or SourceState()

    def _names_in(self, stored: Mapping[str, Stored]) -> Names:
        """Return the names in *stored*, the same ones for as long as nothing in them changes."""
        registers = {
            source: self._decoded(source.names_key, stored[source.names_key], Register) or NO_NAMES
            for source in NAMING
        }
        if any(registers[source] is not self._names.registers[source] for source in NAMING):
            self._names = Names(registers)
        return self._names

    async def _values(self, keys: list[str]) -> list[Stored]:
        try:
            return await self._redis.mget(keys)
        except RedisError as exc:
            return self._last_read(keys, exc)

    def _last_read(self, keys: list[str], exc: RedisError) -> list[Stored]:
        log.warning("reading from what this process holds: %s", exc)
        return [self._held[key][0] if key in self._held else None for key in keys]

    def _decoded(self, key: str, value: Stored, type: type[Record]) -> Record | None:
        """Return the record in *value*, decoded once for as long as it stays the same.

        What cannot be read counts as not there: missing is said, and is never 0.
        """
        held = self._held.get(key)
        if held and held[0] == value:
            return held[1]  # type: ignore[return-value]
        try:
            record = decode(value, type, key)
        except Unreadable as exc:
            self._unread.append(exc)
            return None
        if record is not None and isinstance(value, bytes):
            self._held[key] = (value, record)
        return record

    async def _set_aside(self) -> None:
        unread, self._unread = self._unread, []
        await set_aside(self._redis, *unread)


def _no_figures(state: SourceState, remembered: bool) -> str:
    if remembered:
        return "My memory (Redis) isn't answering. Try again in a minute."
    if state.trouble:
        hope = "" if state.gone else " I'll keep trying."
        return f"I have no figures yet: {state.trouble}{hope}"
    return "The Chutes API hasn't answered yet. I'll keep trying; ask again in a minute."


def ask_states(pipe: Pipeline) -> None:
    """Put one question on *pipe*: how the last visits to each source went."""
    pipe.mget([source.state_key for source in Source])


async def read_states(redis: Redis, values: Sequence[Stored]) -> dict[Source, SourceState]:
    """Return what the answer to `ask_states` says; what cannot be read is set aside."""
    return {
        source: await read(redis, value, SourceState, source.state_key) or SourceState()
        for source, value in zip(Source, values, strict=True)
    }
