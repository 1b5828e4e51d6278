"""One source's days as they were read, and what they add up to over a period."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Generic

from msgspec.structs import replace

from bot.figures.days import Day, Row, Source, SourceState
from bot.figures.names import Names
from bot.figures.periods import Period
from bot.figures.totals import Subject, Total


@dataclass(frozen=True)
class PeriodTotals(Generic[Row, Total]):
    """The figures of *period*: of all chutes, or of those that `of` leaves.

    *days* are those of the period that are known, in order: complete ones, unless the period is
    one day alone.
    """

    period: Period
    days: Sequence[Day[Row]]
    add: Callable[[Iterable[Row]], Total]

    @cached_property
    def total(self) -> Total:
        return self.over(self.days)

    @cached_property
    def chutes(self) -> dict[str, Total]:
        """The total of each chute that has any rows."""
        return {chute_id: self.add(rows) for chute_id, rows in grouped(self.days).items()}

    @property
    def by_day(self) -> list[tuple[date, Total]]:
        """The total of each day that is known, in order."""
        return [(day.date, self.over([day])) for day in self.days]

    @cached_property
    def missing(self) -> list[date]:
        known = {day.date for day in self.days}
        return [day for day in self.period if day not in known]

    @property
    def is_whole(self) -> bool:
        """Whether every day of the period is known and complete."""
        return not self.missing and all(day.complete for day in self.days)

    def over(self, days: Iterable[Day[Row]]) -> Total:
        """Return what some of the days add up to."""
        return self.add(row for day in days for row in day.rows)

    def of(self, chute_id: str) -> "PeriodTotals[Row, Total]":
        """Return the same days with the rows of one chute only."""
        days = [
            replace(day, rows=[row for row in day.rows if row.chute_id == chute_id])
            for day in self.days
        ]
        return PeriodTotals(self.period, days, self.add)

    def runs(self, most: int) -> list[Sequence[Day[Row]]]:
        """Return the days in order as at most *most* runs, of the same length but for the last."""
        size = max(1, -(-len(self.days) // most))
        return [self.days[start : start + size] for start in range(0, len(self.days), size)]


def grouped(days: Iterable[Day[Row]]) -> dict[str, list[Row]]:
    """Return the rows of *days* by chute."""
    rows: dict[str, list[Row]] = {}
    for day in days:
        for row in day.rows:
            rows.setdefault(row.chute_id, []).append(row)
    return rows


@dataclass(frozen=True)
class Series(Generic[Row, Total]):
    """What is known of one source: *days* as far as they were asked for, and how it fares."""

    subject: Subject[Row, Total]
    days: Mapping[date, Day[Row]]
    states: Mapping[Source, SourceState]
    names: Names
    remembered: bool = False
    """Redis is out of reach: this is what this process last read."""

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

    def account(self, period: Period) -> PeriodTotals[Row, Total]:
        """Return the figures of *period*; today and yesterday alone may be as they are so far."""
        found = [self.days[day] for day in period if day in self.days]
        if len(period) > 1:
            found = [day for day in found if day.complete]
        return PeriodTotals(period, found, self.subject.total)
