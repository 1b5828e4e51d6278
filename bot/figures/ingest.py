"""The API's rows, sorted into days: which of them are whole, and which rows say something.

Complete days are never replaced by incomplete ones, and the oldest day of the API's window is
dropped because it is partial. A chute that the API no longer lists keeps its figures: the
statistics drop the whole past of deleted chutes.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Generic

from bot.chutes.rows import DiffusionRow, LlmRow, UsageRow
from bot.errors import Unavailable
from bot.figures.days import Day, DiffusionDay, LlmDay, Row, UsageDay
from bot.figures.names import Sighting
from bot.figures.periods import DAY, newest_complete
from bot.figures.totals import DIFFUSION, LLM, USAGE, Subject

WINDOW = timedelta(days=11)  # of the usage endpoint; the day in which it begins is partial


@dataclass(frozen=True)
class Ingested(Generic[Row]):
    """What one answer of the API gave: *days* in order, and what it calls the chutes in them."""

    subject: Subject[Row, Any]
    days: Sequence[Day[Row]]
    newest: date
    sightings: Sequence[Sighting] = ()


def of_usage(rows: Sequence[UsageRow], now: datetime) -> Ingested[UsageDay]:
    """Return the days of `GET /invocations/usage` but for the first, which is partial."""
    by_date: dict[date, list[UsageDay]] = defaultdict(list)
    for row in rows:
        by_date[row.date].append(UsageDay(row.chute_id, row.usd_amount, row.invocation_count))
    newest = _newest(by_date, USAGE)
    partial = (now - WINDOW).date()
    whole = {day: found for day, found in by_date.items() if day > partial}
    return Ingested(USAGE, _days(whole, newest, now), newest)


def of_llm(rows: Sequence[LlmRow], now: datetime) -> Ingested[LlmDay]:
    """Return the days of `GET /invocations/stats/llm`; what has no tokens is no language model."""
    by_date: dict[date, list[LlmDay]] = defaultdict(list)
    sightings = []
    for row in rows:
        works = bool(row.total_input_tokens or row.total_output_tokens)
        sightings.append(Sighting(row.chute_id, row.date, row.name, works))
        if works:
            tokens = row.total_input_tokens, row.total_output_tokens
            speeds = row.average_tps, row.average_ttft
            by_date[row.date].append(LlmDay(row.chute_id, row.total_requests, *tokens, *speeds))
    newest = _newest(by_date, LLM)
    return Ingested(LLM, _days(by_date, newest, now), newest, sightings)


def of_diffusion(rows: Sequence[DiffusionRow], now: datetime) -> Ingested[DiffusionDay]:
    """Return the days of `GET /invocations/stats/diffusion`; rows of zeros are no traffic."""
    by_date: dict[date, list[DiffusionDay]] = defaultdict(list)
    sightings = []
    for row in rows:
        sightings.append(Sighting(row.chute_id, row.date, row.name, True))
        found = by_date[row.date]
        if row.total_requests or row.total_steps:
            found.append(
                DiffusionDay(row.chute_id, row.total_requests, row.total_steps, row.average_sps)
            )
    newest = _newest(by_date, DIFFUSION)
    return Ingested(DIFFUSION, _days(by_date, newest, now), newest, sightings)


def _days(by_date: Mapping[date, list[Row]], newest: date, now: datetime) -> list[Day[Row]]:
    """Return *by_date* in order; a day is not complete before the source has the next one."""
    settled = min(newest_complete(now), newest - DAY)
    return [Day(day, now, day <= settled, rows) for day, rows in sorted(by_date.items())]


def merged(before: Day[Row] | None, after: Day[Row]) -> Day[Row] | None:
    """Return what is to be kept of a day that is known as *before*; None: nothing has changed.

    A complete day is not replaced by one that may still grow, and a chute that the source does
    not list any more keeps what it had: the statistics drop the whole past of deleted chutes.
    """
    if before is None:
        return after
    if before.complete and not after.complete:
        return None
    rows = {row.chute_id: row for row in (*before.rows, *after.rows)}
    if before.complete and list(rows.values()) == before.rows:
        return None
    return Day(after.date, after.fetched_at, after.complete, list(rows.values()))


def _newest(dates: Iterable[date], subject: Subject[Any, Any]) -> date:
    if newest := max(dates, default=None):
        return newest
    raise Unavailable(f"The Chutes API has no figures at the moment ({subject.source.endpoint}).")
