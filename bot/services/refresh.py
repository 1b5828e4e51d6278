"""Filling the ledger: a worker visits each source once for everybody."""

import logging
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from msgspec.structs import replace
from redis.asyncio import Redis
from redis.asyncio.client import Pipeline

from bot.chutes.client import Chutes
from bot.chutes.rows import DiffusionRow, LlmRow, UsageRow
from bot.clock import Clock
from bot.errors import ApiError, Unavailable
from bot.services.ledger import Ledger
from bot.services.periods import DAY, newest_complete
from bot.services.records import (
    HISTORY,
    NAMES_KEY,
    PROVISIONAL,
    ChuteDay,
    Day,
    Names,
    Source,
    SourceState,
    decode,
    encode,
    source_key,
    usage_key,
)

log = logging.getLogger(__name__)

EVERY = timedelta(minutes=5)  # between visits to one source
AGAIN = timedelta(seconds=30)  # after a visit that failed
WINDOW = 11 * DAY  # of the usage endpoint; the day that it begins in is partial
NAMES_WINDOW = 14 * DAY


class Refresh:
    """What workers do for the ledger: `sweep` says what is due, `visit` does it."""

    def __init__(self, redis: Redis, chutes: Chutes, ledger: Ledger, clock: Clock) -> None:
        self._redis = redis
        self._chutes = chutes
        self._ledger = ledger
        self._clock = clock

    async def sweep(self) -> None:
        """Queue a visit to each source that is due."""
        for source in Source:
            state = await self._state(source)
            if _is_due(state, self._clock()):
                await self._ledger.wake(source, state.attempted_at)

    async def visit(self, source: Source) -> None:
        """Fetch *source*, if due, and keep what it gives; a failure is noted for people to see."""
        now = self._clock()
        state = await self._state(source)
        if not _is_due(state, now):
            return
        try:
            newest = await self._fetch(source, now)
        except ApiError as exc:
            log.warning("%s: %s", source.endpoint, exc)
            since = state.failing_since or now
            state = replace(state, failing_since=since, trouble=str(exc))
        else:
            state = SourceState(fetched_at=now, newest=newest)
        await self._note(source, replace(state, attempted_at=self._clock()))

    async def _fetch(self, source: Source, now: datetime) -> date:
        if source is Source.USAGE:
            usage = await self._chutes.usage()
            _require(usage.rows, source)
            await self._keep_usage(usage.rows, now)
            return max(row.date for row in usage.rows)
        stats = await self._stats(source, now)
        await self._keep_names(stats)
        return max(row.date for row in stats)

    async def _stats(self, source: Source, now: datetime) -> Sequence[LlmRow | DiffusionRow]:
        start = now.date() - NAMES_WINDOW
        if source is Source.LLM:
            rows: Sequence[LlmRow | DiffusionRow] = (await self._chutes.llm_stats(start=start)).rows
        else:
            rows = (await self._chutes.diffusion_stats()).rows
        _require(rows, source)
        return rows

    async def _keep_usage(self, rows: Iterable[UsageRow], now: datetime) -> None:
        days = _days(rows, now)
        known = await self._redis.mget([usage_key(day.date) for day in days])
        async with self._redis.pipeline(transaction=True) as pipe:
            for day, old in zip(days, known, strict=True):
                before = decode(old, Day)
                if day.complete or not (before and before.complete):
                    ttl = HISTORY if day.complete else PROVISIONAL
                    pipe.set(usage_key(day.date), encode(day), ex=ttl)
            await pipe.execute()

    async def _keep_names(self, rows: Iterable[LlmRow | DiffusionRow]) -> None:
        """Add names to those known, one transaction: both statistics may come at the same time."""

        async def add(pipe: Pipeline) -> None:
            known = decode(await pipe.get(NAMES_KEY), Names) or Names()
            pipe.multi()  # type: ignore[no-untyped-call]
            pipe.set(NAMES_KEY, encode(known.with_those_of(rows)))

        await self._redis.transaction(add, NAMES_KEY)

    async def _state(self, source: Source) -> SourceState:
        return decode(await self._redis.get(source_key(source)), SourceState) or SourceState()

    async def _note(self, source: Source, state: SourceState) -> None:
        await self._redis.set(source_key(source), encode(state))


def _days(rows: Iterable[UsageRow], now: datetime) -> list[Day]:
    """Return the whole days of *rows*; today, and what may be behind, are not complete."""
    by_date: dict[date, list[ChuteDay]] = defaultdict(list)
    for row in rows:
        by_date[row.date].append(ChuteDay(row.chute_id, row.usd_amount, row.invocation_count))
    settled = min(newest_complete(now), max(by_date) - DAY)
    partial = (now - WINDOW).date()
    return [
        Day(day, now, complete=day <= settled, chutes=chutes)
        for day, chutes in sorted(by_date.items())
        if day > partial
    ]


def _is_due(state: SourceState, now: datetime) -> bool:
    if state.attempted_at is None:
        return True
    return now - state.attempted_at >= (AGAIN if state.failing_since else EVERY)


def _require(rows: Sequence[object], source: Source) -> None:
    if not rows:
        raise Unavailable(f"The Chutes API has no figures at the moment ({source.endpoint}).")
