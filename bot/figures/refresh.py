"""Filling the ledger: a worker visits each source once for everybody.

Only workers fetch: one answer of the API has 20 MB, and a web process that parsed it would keep
everybody waiting. Web processes read the days they need from Redis in one round trip.
"""

import asyncio
import dataclasses
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from msgspec.structs import replace
from redis.asyncio import Redis

from bot.chutes.client import Chutes
from bot.clock import Clock
from bot.errors import ApiError, Gone
from bot.figures import ingest
from bot.figures.changed import changed_sources
from bot.figures.days import PROVISIONAL, Register, Row, Source, SourceState
from bot.figures.ingest import Ingested, merged
from bot.figures.ledger import Ledger
from bot.figures.names import note
from bot.figures.periods import DAY
from bot.store.codec import Record, encode
from bot.store.set_aside import read_or_move

log = logging.getLogger(__name__)

VISIT_RETRY_AFTER = timedelta(seconds=30)  # after a visit that failed
CORRECTED_WITHIN = 14 * DAY  # in which the API may still correct itself
DAYS_AT_ONCE = 50  # days, in one exchange with Redis


@dataclass(frozen=True)
class VisitPlan:
    """How *often* a source is visited, and how long its complete days are kept: *history*."""

    often: timedelta
    history: timedelta


class Refresh:
    """What workers do for the ledger: `sweep` says what is due, `visit` does it."""

    def __init__(
        self, redis: Redis, chutes: Chutes, ledger: Ledger, clock: Clock, pace: VisitPlan
    ) -> None:
        self._redis = redis
        self._chutes = chutes
        self._ledger = ledger
        self._clock = clock
        self._pace = pace
        self._changed = changed_sources(redis, clock)

    async def sweep(self) -> None:
        """Queue a visit to each source that is due."""
        for source, state in (await self._ledger.states()).items():
            if self._is_due(state):
                await self._ledger.wake(source, state.attempted_at)

    async def visit(self, source: Source) -> None:
        """Fetch *source*, if due, and keep what it gives; a failure is noted for people to see."""
        now = self._clock()
        [known] = await self._known([source.state_key], SourceState)
        state = known or SourceState()
        if not self._is_due(state):
            return
        try:
            fresh = await self._fetch(source, _recent(state, now), None, now)
        except ApiError as exc:
            log.warning("%s: %s", source.endpoint, exc)
            await self._note(source, _failed(state, exc, now, self._clock()))
            return
        since, skipped = state.since, fresh.skipped
        state = SourceState(now, self._clock(), fresh.newest, since, skipped=skipped)
        await self._note(source, state)
        await self._fill_in(source, state, now)

    async def _fill_in(self, source: Source, state: SourceState, now: datetime) -> None:
        """Fetch what the source has of days before the recent ones, once."""
        first = (now - self._pace.history).date()
        if source is Source.USAGE or (state.since and state.since <= first):
            return
        try:
            await self._fetch(source, first, _recent(SourceState(), now), now)
        except ApiError as exc:
            log.warning("%s, for its history: %s", source.endpoint, exc)
        else:
            await self._note(source, replace(state, since=first))

    async def _fetch(
        self, source: Source, first: date, last: date | None, now: datetime
    ) -> Ingested[Any]:
        """Keep what *source* has from *first* to *last*; None: to its newest day."""
        if source is Source.USAGE:
            usage = await self._chutes.usage()
            found: Ingested[Any] = ingest.of_usage(usage.rows, now)
            skipped = usage.skipped
        elif source is Source.LLM:
            llm = await self._chutes.llm_stats(start=first, end=last)
            found = await asyncio.to_thread(ingest.of_llm, llm.rows, now)
            skipped = llm.skipped
        else:
            diffusion = await self._chutes.diffusion_stats()
            found = await asyncio.to_thread(ingest.of_diffusion, diffusion.rows, now)
            skipped = diffusion.skipped
        await self._keep_days(found, first, last or found.newest, now)
        if found.sightings:
            await self._keep_names(source, found)
        return dataclasses.replace(found, skipped=found.skipped + skipped)

    async def _keep_days(
        self, found: Ingested[Row], first: date, last: date, now: datetime
    ) -> None:
        days = [day for day in found.days if first <= day.date <= last]
        for start in range(0, len(days), DAYS_AT_ONCE):
            await self._keep(found, days[start : start + DAYS_AT_ONCE], now)

    async def _keep(self, found: Ingested[Row], days: Sequence[Any], now: datetime) -> None:
        source, type = found.subject.source, found.subject.day
        known = await self._known([source.day_key(day.date) for day in days], type)
        async with self._redis.pipeline(transaction=True) as pipe:
            for day, before in zip(days, known, strict=True):
                if kept := merged(before, day):
                    end = day.date - now.date() + self._pace.history + DAY
                    ttl = int(end.total_seconds()) if kept.complete else PROVISIONAL
                    pipe.set(source.day_key(day.date), encode(kept), ex=max(ttl, PROVISIONAL))
            await pipe.execute()

    async def _keep_names(self, source: Source, found: Ingested[Any]) -> None:
        [known] = await self._known([source.names_key], Register)
        after = await asyncio.to_thread(note, known or Register(), found.sightings)
        await self._redis.set(source.names_key, encode(after))

    def _is_due(self, state: SourceState) -> bool:
        if state.attempted_at is None:
            return True
        pause = VISIT_RETRY_AFTER if state.failing_since and not state.gone else self._pace.often
        return self._clock() - state.attempted_at >= pause

    async def _known(self, keys: Sequence[str], type: type[Record]) -> list[Record | None]:
        """Return what is kept in *keys*; what cannot be read makes room for what was fetched."""
        values = zip(keys, await self._redis.mget(keys), strict=True)
        return [await read_or_move(self._redis, value, type, key) for key, value in values]

    async def _note(self, source: Source, state: SourceState) -> None:
        """Keep how the visit went, and let whoever follows the source look at it."""
        await self._redis.set(source.state_key, encode(state))
        await self._changed.wake(source.value, self._clock())


def _failed(state: SourceState, error: ApiError, begun: datetime, now: datetime) -> SourceState:
    return replace(
        state,
        attempted_at=now,
        failing_since=state.failing_since or begun,
        trouble=str(error),
        gone=isinstance(error, Gone),
    )


def _recent(state: SourceState, now: datetime) -> date:
    """Return the first day to ask for: what may have changed since the last visit."""
    first = now.date() - CORRECTED_WITHIN
    return min(first, state.fetched_at.date() - DAY) if state.fetched_at else first
