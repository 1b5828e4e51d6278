"""One source's days as they were read, and what they add up to over a period."""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date
from threading import Lock
from typing import Any, Generic, TypeVar

from msgspec.structs import replace

from bot.figures.columns import Columns, in_columns
from bot.figures.days import Day, Row, Source, SourceState
from bot.figures.names import Names
from bot.figures.periods import Period
from bot.figures.totals import Subject, Total

Found = TypeVar("Found")
MOST_PERIODS = 24  # whose figures are kept: of a thousand chutes, half a megabyte each


@dataclass(frozen=True, eq=False)
class PeriodTotals(Generic[Row, Total]):
    """The figures of *period*: of all chutes, or of those that `of` leaves.

    *days* are those of the period that are known, in order: complete ones, unless the period is
    one day alone. What they add up to is worked out once.
    """

    period: Period
    days: Sequence[Day[Row]]
    subject: Subject[Row, Total]
    _known: dict[Hashable, Any] = field(default_factory=dict, repr=False)

    def once(self, key: Hashable, work_out: Callable[[], Found]) -> Found:
        """Return what *work_out* does, done once for *key* as long as these figures are kept."""
        if key not in self._known:
            self._known[key] = work_out()
        found: Found = self._known[key]
        return found

    @property
    def total(self) -> Total:
        return self.over(self.days)

    @property
    def chutes(self) -> dict[str, Total]:
        """The total of each chute that has any rows."""
        return self.once("chutes", lambda: self.subject.by_chute(_columns(self.days)))

    @property
    def by_day(self) -> list[tuple[date, Total]]:
        """The total of each day that is known, in order."""
        return [(day.date, self.over([day])) for day in self.days]

    @property
    def missing(self) -> list[date]:
        known = {day.date for day in self.days}
        return [day for day in self.period if day not in known]

    @property
    def is_whole(self) -> bool:
        """Whether every day of the period is known and complete."""
        return not self.missing and all(day.complete for day in self.days)

    def over(self, days: Sequence[Day[Row]]) -> Total:
        """Return what some of the days add up to."""
        key = tuple(day.date for day in days)
        return self.once(key, lambda: self.subject.over(_columns(days)))

    def of(self, chute_id: str) -> "PeriodTotals[Row, Total]":
        """Return the same days with the rows of one chute only."""
        days = [replace(day, rows=in_columns(day.rows).of(chute_id)) for day in self.days]
        return PeriodTotals(self.period, days, self.subject)

    def runs(self, most: int) -> list[Sequence[Day[Row]]]:
        """Return the days in order as at most *most* runs, of the same length but for the last."""
        size = max(1, -(-len(self.days) // most))
        return [self.days[start : start + size] for start in range(0, len(self.days), size)]


def _columns(days: Iterable[Day[Row]]) -> list[Columns[Row]]:
    return [in_columns(day.rows) for day in days]


class KnownTotals:
    """Figures of periods that were asked for before, each for as long as its days stay the same."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[Source, Period], PeriodTotals[Any, Any]] = OrderedDict()
        self._lock = Lock()  # threads work out long periods

    def of(
        self, subject: Subject[Row, Total], period: Period, days: Sequence[Day[Row]]
    ) -> PeriodTotals[Row, Total]:
        """Return the figures of *period*, of which *days* are known."""
        key = subject.source, period
        with self._lock:
            kept = self._kept.pop(key, None)
            if kept is None or [*map(id, kept.days)] != [*map(id, days)]:
                kept = PeriodTotals(period, days, subject)
            self._kept[key] = kept
            if len(self._kept) > MOST_PERIODS:
                self._kept.popitem(last=False)
            return kept


@dataclass(frozen=True)
class Series(Generic[Row, Total]):
    """What is known of one source: *days* as far as they were asked for, and how it fares."""

    subject: Subject[Row, Total]
    days: Mapping[date, Day[Row]]
    states: Mapping[Source, SourceState]
    names: Names
    remembered: bool = False
    """Redis is out of reach: this is what this process last read."""
    totals: KnownTotals = field(default_factory=KnownTotals, compare=False, repr=False)

    @property
    def state(self) -> SourceState:
        return self.states[self.subject.source]

    @property
    def seen(self) -> set[str]:
        """Every chute in the days that were read."""
        return {row.chute_id for day in self.days.values() for row in day.rows}

    @property
    def listed(self) -> set[str]:
        """Every chute that the source has ever measured; of usage: that any source has."""
        registers = self.names.registers
        wanted = [self.subject.source] if self.subject.source in registers else registers
        return {
            chute_id
            for source in wanted
            for chute_id, known in registers[source].chutes.items()
            if known.works or self.subject.source is Source.USAGE
        }

    def only(self, chute_ids: Set[str]) -> "Series[Row, Total]":
        """Return what is known of some chutes alone."""
        days = {
            date: replace(day, rows=[row for row in day.rows if row.chute_id in chute_ids])
            for date, day in self.days.items()
        }
        return Series(self.subject, days, self.states, self.names, self.remembered)

    def account(self, period: Period) -> PeriodTotals[Row, Total]:
        """Return the figures of *period*; today and yesterday alone may be as they are so far."""
        found = [self.days[day] for day in period if day in self.days]
        if len(period) > 1:
            found = [day for day in found if day.complete]
        return self.totals.of(self.subject, period, found)
