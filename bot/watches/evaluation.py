"""One pass over the days of a source for all watches of it: which readings each has, and then."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from bot.figures.columns import in_columns
from bot.figures.days import Day
from bot.figures.periods import DAY, Period, newest_complete
from bot.watches.conditions import Condition, Reading, Trigger, fixed_bounds
from bot.watches.episodes import WatchState, advance
from bot.watches.usual import same_weekdays, usual_bounds

CATCH_UP = 14  # days that nobody looked at, of which a watch still hears
LATE = timedelta(hours=6)  # after its end, a day that the source doesn't have is missing

AnyDays = Mapping[date, Day[Any]]


@dataclass
class DayValues:
    """The values of the days of one source: each is added up once, whoever asks."""

    days: AnyDays
    _totals: dict[tuple[date, str], Any] = field(default_factory=dict)

    def is_complete(self, day: date) -> bool:
        return day in self.days and self.days[day].complete

    def of(self, condition: Condition, day: date) -> float | None:
        """Return what is watched on *day*; None if that day, or the chute on it, is not known."""
        if day not in self.days:
            return None
        watchable, key = condition.watchable, (day, condition.chute_id)
        if key not in self._totals:
            rows = self._rows_of(condition.chute_id, day)
            self._totals[key] = watchable.subject.total(rows) if rows else None
        total = self._totals[key]
        value: float | None = watchable.measure.value(total) if total else None
        return value

    def _rows_of(self, chute_id: str, day: date) -> Sequence[Any]:
        rows = in_columns(self.days[day].rows)
        return rows.of(chute_id) if chute_id else rows


@dataclass(frozen=True)
class Evaluation:
    """Says what becomes of watches at *now*; *floor* is the least that is unusual, a fraction."""

    values: DayValues
    now: datetime
    floor: float

    def advanced(self, condition: Condition, state: WatchState) -> WatchState:
        """Return how a watch stands after the days that it has not seen, and those revised."""
        for day in days_to_see(state, self.now):
            if reading := self.reading(condition, day):
                state = advance(condition, state, reading, self.now)
        return state

    def reading(self, condition: Condition, day: date) -> Reading | None:
        """Return what *day* says; None while there may come more."""
        if day > newest_complete(self.now):
            return self._so_far(condition, day)
        if not self.values.is_complete(day):
            over = datetime.combine(day + DAY, datetime.min.time(), self.now.tzinfo)
            return Reading(day, None, None) if self.now - over >= LATE else None
        value = self.values.of(condition, day)
        if condition.trigger is not Trigger.UNUSUAL:
            return Reading(day, value, fixed_bounds(condition))
        before = (self._complete(condition, one) for one in same_weekdays(day))
        return Reading(day, value, usual_bounds(list(before), self.floor))

    def _so_far(self, condition: Condition, day: date) -> Reading | None:
        value = self.values.of(condition, day) if condition.may_fire_today else None
        if value is None:
            return None
        return Reading(day, value, fixed_bounds(condition), so_far=True)

    def _complete(self, condition: Condition, day: date) -> float | None:
        return self.values.of(condition, day) if self.values.is_complete(day) else None


def days_to_see(state: WatchState, now: datetime) -> list[date]:
    """Return the days that a watch has to look at: the newest complete one if it never has; the
    last it saw and those since; today."""
    last = newest_complete(now)
    seen = state.reading.day if state.reading else last
    first = max(min(seen, last), last - CATCH_UP * DAY)
    return [*Period(first, last), *Period(last + DAY, now.date())]


def days_to_read(watches: Iterable[tuple[Condition, WatchState]], now: datetime) -> set[date]:
    """Return all days that say something about *watches* at *now*."""
    return set(_to_read(watches, now))


def _to_read(watches: Iterable[tuple[Condition, WatchState]], now: datetime) -> Iterator[date]:
    for condition, state in watches:
        for day in days_to_see(state, now):
            yield day
            if condition.trigger is Trigger.UNUSUAL:
                yield from same_weekdays(day)
