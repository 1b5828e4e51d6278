"""The API's rows, sorted into days: which of them are whole, and which rows say something.

Complete days are never replaced by incomplete ones, and the oldest day of the API's window is
dropped because it is partial. A chute that the API no longer lists keeps its figures: the
statistics drop the whole past of deleted chutes.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Generic, TypeVar

from bot.chutes.rows import DiffusionRow, LlmRow, UsageRow
from bot.errors import Unavailable
from bot.figures.days import Day, DiffusionDay, LlmDay, Row, UsageDay
from bot.figures.names import Sighting
from bot.figures.periods import DAY, newest_complete
from bot.figures.totals import DIFFUSION, LLM, USAGE, Subject

ApiRow = TypeVar("ApiRow", UsageRow, LlmRow, DiffusionRow)
WINDOW = timedelta(days=11)  # of the usage endpoint; the day in which it begins is partial


EARLIEST = date(2024, 1, 1)  # Chutes has no figures of days before
MOST_CHUTES = 5000  # rows of a day that are kept


@dataclass(frozen=True)
class Ingested(Generic[Row]):
    """What one answer of the API gave: *days* in order, and what it calls the chutes in them.

    *skipped* are rows that cannot be: of a day to come, or of a chute twice.
    """

    subject: Subject[Row, Any]
    days: Sequence[Day[Row]]
    newest: date
    sightings: Sequence[Sighting] = ()
    skipped: int = 0


class _Sorter(Generic[Row]):
    """Puts rows to their days; of two of a chute and a day the later one counts."""

    def __init__(self, now: datetime) -> None:
        self.by_date: dict[date, dict[str, Row]] = defaultdict(dict)
        self.skipped = 0
        self._today = now.date()

    def of_known_days(self, rows: Iterable[ApiRow]) -> Iterator[ApiRow]:
        """Yield those of *rows* whose days may have figures: a day to come has none."""
        for row in rows:
            if EARLIEST <= row.date <= self._today:
                yield row
            else:
                self.skipped += 1

    def add(self, day: date, row: Row) -> None:
        found = self.by_date[day]
        is_one_too_many = row.chute_id in found or len(found) >= MOST_CHUTES
        self.skipped += is_one_too_many
        if row.chute_id in found or not is_one_too_many:
            found[row.chute_id] = row


def of_usage(rows: Sequence[UsageRow], now: datetime) -> Ingested[UsageDay]:
    """Return the days of `GET /invocations/usage` but for the first, which is partial."""
    sorter: _Sorter[UsageDay] = _Sorter(now)
    for row in sorter.of_known_days(rows):
        sorter.add(row.date, UsageDay(row.chute_id, row.usd_amount, row.invocation_count))
    newest = _newest(sorter.by_date, USAGE)
    partial = (now - WINDOW).date()
    whole = {day: found for day, found in sorter.by_date.items() if day > partial}
    return Ingested(USAGE, _days(whole, newest, now), newest, skipped=sorter.skipped)


def of_llm(rows: Sequence[LlmRow], now: datetime) -> Ingested[LlmDay]:
    """Return the days of `GET /invocations/stats/llm`; what has no tokens is no language model."""
    sorter: _Sorter[LlmDay] = _Sorter(now)
    sightings = []
    for row in sorter.of_known_days(rows):
        works = bool(row.total_input_tokens or row.total_output_tokens)
        sightings.append(Sighting(row.chute_id, row.date, row.name, works))
        if works:
            tokens = row.total_input_tokens, row.total_output_tokens
            speeds = row.average_tps, row.average_ttft
            sorter.add(row.date, LlmDay(row.chute_id, row.total_requests, *tokens, *speeds))
    newest = _newest(sorter.by_date, LLM)
    days = _days(sorter.by_date, newest, now)
    return Ingested(LLM, days, newest, sightings, sorter.skipped)


def of_diffusion(rows: Sequence[DiffusionRow], now: datetime) -> Ingested[DiffusionDay]:
    """Return the days of `GET /invocations/stats/diffusion`; rows of zeros are no traffic."""
    sorter: _Sorter[DiffusionDay] = _Sorter(now)
    sightings = []
    for row in sorter.of_known_days(rows):
        sightings.append(Sighting(row.chute_id, row.date, row.name, True))
        if row.total_requests or row.total_steps:
            figures = row.total_requests, row.total_steps, row.average_sps
            sorter.add(row.date, DiffusionDay(row.chute_id, *figures))
        else:
            sorter.by_date[row.date]  # a day without traffic is a day that is known
    newest = _newest(sorter.by_date, DIFFUSION)
    days = _days(sorter.by_date, newest, now)
    return Ingested(DIFFUSION, days, newest, sightings, sorter.skipped)


def _days(by_date: Mapping[date, Mapping[str, Row]], newest: date, now: datetime) -> list[Day[Row]]:
    """Return *by_date* in order; a day is not complete before the source has the next one."""
    settled = min(newest_complete(now), newest - DAY)
    return [
        Day(day, now, day <= settled, list(found.values()))
        for day, found in sorted(by_date.items())
    ]


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
