"""Usage as the bot knows it: read from Redis, which workers keep filled."""

import asyncio
import logging
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from math import fsum
from typing import Any, Protocol

from redis.asyncio import Redis
from redis.exceptions import RedisError

from bot.errors import NotKnownYet
from bot.services.periods import Period
from bot.services.records import (
    NAMES_KEY,
    Day,
    Names,
    Source,
    SourceState,
    Stored,
    decode,
    source_key,
    usage_key,
)

log = logging.getLogger(__name__)

FIRST_FIGURES = 8.0  # seconds to wait for them when nothing is known at all
POLL = 0.2  # seconds between looks


class Enqueue(Protocol):
    """Puts a job on the queue; one *id* is one job as long as that waits or runs."""

    def __call__(self, name: str, data: Mapping[str, Any], *, id: str) -> Awaitable[None]: ...


@dataclass(frozen=True)
class ChuteUsage:
    """One chute over a period: metered pay-as-you-go USD and completed invocations."""

    chute_id: str
    name: str
    usd: float
    invocations: int


@dataclass(frozen=True)
class Usage:
    """Platform-wide usage over *period*; *days* are those of it that are known, in order."""

    period: Period
    days: list[Day]
    chutes: list[ChuteUsage]
    states: Mapping[Source, SourceState]
    remembered: bool = False
    """Redis is out of reach: these figures are what this process last read."""

    @property
    def source(self) -> SourceState:
        return self.states[Source.USAGE]

    @property
    def usd(self) -> float:
        return fsum(chute.usd for chute in self.chutes)

    @property
    def invocations(self) -> int:
        return sum(chute.invocations for chute in self.chutes)

    @property
    def missing(self) -> list[date]:
        known = {day.date for day in self.days}
        return [day for day in self.period if day not in known]


class Ledger:
    """Answers from Redis in one round trip, and from what it last read when Redis is down."""

    def __init__(self, redis: Redis, enqueue: Enqueue, patience: float = FIRST_FIGURES) -> None:
        self._redis = redis
        self._enqueue = enqueue
        self._patience = patience
        self._held: dict[str, Stored] = {}
        self._waiting: asyncio.Task[None] | None = None

    async def usage(self, period: Period) -> Usage:
        """Return usage over *period* from `GET /invocations/usage`; names are the statistics'.

        Waits up to `FIRST_FIGURES` for the very first figures; raises `NotKnownYet` without any.
        """
        usage = await self._read(period)
        if not all(state.was_visited for state in usage.states.values()):
            await self._first_visits(usage.states)
            usage = await self._read(period)
        if usage.source.fetched_at is None:
            raise NotKnownYet(_no_figures(usage))
        return usage

    async def _first_visits(self, states: Mapping[Source, SourceState]) -> None:
        """Wait for them together with everybody else who asks this process."""
        if self._waiting is None or self._waiting.done():
            self._waiting = asyncio.create_task(self._until_visited(states))
        await asyncio.shield(self._waiting)

    async def _until_visited(self, states: Mapping[Source, SourceState]) -> None:
        missing = [source for source, state in states.items() if not state.was_visited]
        for source in missing:
            await self.wake(source, None)
        for _ in range(round(self._patience / POLL)):
            await asyncio.sleep(POLL)
            if await self._redis.exists(*map(source_key, missing)) == len(missing):
                return

    async def wake(self, source: Source, attempted_at: datetime | None) -> None:
        """Ask the workers for the visit to *source* that comes after the one of *attempted_at*."""
        generation = attempted_at.isoformat() if attempted_at else "first"
        await self._enqueue("refresh", {"source": source}, id=f"{source}/{generation}")

    async def _read(self, period: Period) -> Usage:
        keys = [*map(source_key, Source), NAMES_KEY, *map(usage_key, period)]
        values, remembered = await self._values(keys)
        found = iter(values)
        states = {source: decode(next(found), SourceState) or SourceState() for source in Source}
        names = decode(next(found), Names) or Names()
        days = [day for value in found if (day := decode(value, Day))]
        if len(period) > 1:  # today and yesterday alone may be shown as they are so far
            days = [day for day in days if day.complete]
        return Usage(period, days, _by_chute(days, names), states, remembered)

    async def _values(self, keys: list[str]) -> tuple[list[Stored], bool]:
        try:
            values = await self._redis.mget(keys)
        except RedisError as exc:
            log.warning("reading from what this process holds: %s", exc)
            return [self._held.get(key) for key in keys], True
        self._held.update(zip(keys, values, strict=True))
        return values, False


def _by_chute(days: list[Day], names: Names) -> list[ChuteUsage]:
    usd: dict[str, list[float]] = {}
    invocations: dict[str, int] = {}
    for day in days:
        for row in day.chutes:
            usd.setdefault(row.chute_id, []).append(row.usd_amount)
            invocations[row.chute_id] = invocations.get(row.chute_id, 0) + row.invocation_count
    chutes = [
        ChuteUsage(id, names.of(id), fsum(amounts), invocations[id]) for id, amounts in usd.items()
    ]
    return sorted(chutes, key=lambda chute: (-chute.usd, -chute.invocations, chute.chute_id))


def _no_figures(usage: Usage) -> str:
    if usage.remembered:
        return "My memory (Redis) does not answer. Try again in a minute."
    if usage.source.trouble:
        return f"I have no figures yet: {usage.source.trouble} I keep trying."
    return "The Chutes API has not answered yet. I keep trying; ask again in a minute."
