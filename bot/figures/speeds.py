"""Which models are slower or faster than usual."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from statistics import median

from bot.figures.changes import Floors
from bot.figures.days import LlmDay
from bot.figures.periods import DAY, Period
from bot.figures.series import Series
from bot.figures.totals import LlmTotal

USUAL = 14  # days, whose median is the usual speed
FEWEST = 5  # of them that must be known

SPEED_SIGNS = {"tps": 1, "ttft": -1}  # whether more of it is faster


@dataclass(frozen=True)
class Deviation:
    """*measure* (`tps` or `ttft`) of a chute on a day, and its median of the days before."""

    chute_id: str
    day: date
    measure: str
    value: float
    usual: float

    @property
    def change(self) -> float:
        """Return the change as a fraction of the usual."""
        return self.value / self.usual - 1

    @property
    def is_slower(self) -> bool:
        return self.change * SPEED_SIGNS[self.measure] < 0


def usual_days(day: date) -> Period:
    """Return the days whose median says what is usual on *day*."""
    return Period(day - USUAL * DAY, day - DAY)


def deviations(book: Series[LlmDay, LlmTotal], day: date, floors: Floors) -> list[Deviation]:
    """Return what was unusually slow or fast on a complete *day*, the largest change first.

    Only speeds of models with enough requests that day count, and changes that are large enough.
    """
    today = book.days.get(day)
    if today is None or not today.complete:
        return []
    busy = [row for row in today.rows if row.requests >= floors.requests]
    usual = _usual(book, day)
    found = [
        Deviation(row.chute_id, day, measure, value, usual[row.chute_id, measure])
        for row in busy
        for measure, value in _speeds(row)
        if (row.chute_id, measure) in usual
    ]
    counting = [deviation for deviation in found if abs(deviation.change) >= floors.speed]
    return sorted(counting, key=lambda deviation: (-abs(deviation.change), deviation.chute_id))


def _usual(book: Series[LlmDay, LlmTotal], day: date) -> dict[tuple[str, str], float]:
    known: dict[tuple[str, str], list[float]] = {}
    for before in usual_days(day):
        if (known_day := book.days.get(before)) and known_day.complete:
            for row in known_day.rows:
                for measure, value in _speeds(row):
                    known.setdefault((row.chute_id, measure), []).append(value)
    return {speed: median(values) for speed, values in known.items() if len(values) >= FEWEST}


def _speeds(row: LlmDay) -> Iterator[tuple[str, float]]:
    if row.tps:
        yield "tps", row.tps
    if row.ttft:
        yield "ttft", row.ttft
