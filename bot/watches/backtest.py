"""What a watch would have done: how often it would have fired, and what would have been quieter."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from math import floor, log10

from msgspec.structs import replace

from bot.figures.periods import DAY, SETTLED, Period, newest_complete
from bot.watches.conditions import Condition, Trigger
from bot.watches.episodes import WatchState, advance
from bot.watches.evaluation import DayValues, Evaluation
from bot.watches.usual import same_weekdays

BACKTEST_DAYS = 30  # days
NOISY = 10  # times in them; more than that is noise
QUIET = 2  # times: what is offered instead


@dataclass(frozen=True)
class Backtest:
    """On which days a watch would have begun to fire, of *days* that can be judged.

    *quieter* is a threshold that would have fired `QUIET` times, if this one is noise.
    """

    fired: list[date]
    days: int
    quieter: float | None = None

    @property
    def is_noisy(self) -> bool:
        return len(self.fired) > NOISY


def backtest_days(now: datetime) -> Period:
    """Return the days of which a backtest tells."""
    last = newest_complete(now)
    return Period(last - (BACKTEST_DAYS - 1) * DAY, last)


def days_for_backtest(condition: Condition, now: datetime) -> set[date]:
    """Return the days that a backtest reads."""
    days = set(backtest_days(now))
    if condition.trigger is Trigger.UNUSUAL:
        days |= {before for day in days for before in same_weekdays(day)}
    return days


def backtest(condition: Condition, values: DayValues, now: datetime, floor: float) -> Backtest:
    """Return what *condition* would have done in the last `BACKTEST_DAYS` complete days."""
    fired = firings(condition, values, now, floor)
    evaluation = Evaluation(values, now, floor)
    readings = [evaluation.reading(condition, day) for day in backtest_days(now)]
    judged = sum(reading is not None and reading.is_judged for reading in readings)
    is_noise = len(fired) > NOISY and condition.trigger is not Trigger.UNUSUAL
    quieter = quiet_threshold(condition, values, now) if is_noise else None
    return Backtest(fired, judged, quieter)


def firings(condition: Condition, values: DayValues, now: datetime, floor: float) -> list[date]:
    """Return the days with which episodes would have begun, each day seen once it was over."""
    state, began = WatchState(), list[date]()
    for day in backtest_days(now):
        seen_at = datetime.combine(day + DAY, time(), UTC) + SETTLED
        reading = Evaluation(values, now, floor).reading(condition, day)
        before = state.episode
        if reading:
            state = advance(condition, state, reading, seen_at)
        if state.episode and (before is None or before.began != state.episode.began):
            began.append(day)
    return began


def quiet_threshold(condition: Condition, values: DayValues, now: datetime) -> float | None:
    """Return the threshold beyond *condition*'s and closest to it that would have fired `QUIET`
    times; None if there is none."""
    sign = 1 if condition.trigger is Trigger.ABOVE else -1
    known = [values.of(condition, day) for day in backtest_days(now) if values.is_complete(day)]
    candidates = sorted({_rounded(value, sign) for value in known if value is not None})
    for threshold in candidates if sign > 0 else reversed(candidates):
        if (threshold - condition.threshold) * sign <= 0:
            continue
        other = replace(condition, threshold=threshold)
        if len(firings(other, values, now, 0.0)) == QUIET:
            return threshold
    return None


def _rounded(value: float, sign: int) -> float:
    """Return *value* with two digits, rounded away from the values that are fine."""
    if not value:
        return 0.0
    unit: float = 10.0 ** (floor(log10(abs(value))) - 1)
    return float(f"{sign * -(-sign * value // unit) * unit:.6g}")
