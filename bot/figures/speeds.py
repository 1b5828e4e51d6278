"""Which models are slower or faster than usual."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from statistics import median
from weakref import ref

from bot.figures.changes import Floors
from bot.figures.days import Day, LlmDay
from bot.figures.periods import DAY, Period
from bot.figures.series import PeriodTotals, Series
from bot.figures.totals import LlmTotal

USUAL = 14  # days, whose median is the usual speed
FEWEST = 5  # of them that must be known

LlmTotals = PeriodTotals[LlmDay, LlmTotal]
SPEED_SIGNS = {"tps": 1, "ttft": -1}  # whether more of it is faster


@dataclass(frozen=True)
class Deviation:
    """*measure* (`tps` or `ttft`) of a chute in *period*, and its median of the days before."""

    chute_id: str
    period: Period
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
    """Return what was unusually slow or fast on a complete *day*, the largest change first."""
    return deviations_in(book, Period(day, day), floors)


def deviations_in(
    book: Series[LlmDay, LlmTotal], period: Period, floors: Floors
) -> list[Deviation]:
    """Return what was unusually slow or fast in the complete days of *period*.

    Only speeds of models with enough requests a day count, and changes that are large enough.
    """
    account, usual = book.account(period), book.account(usual_days(period.first))
    if not all(day.complete for day in account.days):
        return []
    return account.once((deviations_in, ref(usual), floors), lambda: _found(account, usual, floors))


def _found(account: LlmTotals, before: LlmTotals, floors: Floors) -> list[Deviation]:
    fewest = floors.requests * len(account.days)
    busy = {id: total for id, total in account.chutes.items() if total.requests >= fewest}
    usual = before.once(_usual, lambda: _usual(before.days))
    found = [
        Deviation(chute_id, account.period, measure, value, usual[chute_id, measure])
        for chute_id, total in busy.items()
        for measure, value in _speeds(total)
        if (chute_id, measure) in usual
    ]
    counting = [deviation for deviation in found if abs(deviation.change) >= floors.speed]
    return sorted(counting, key=lambda deviation: (-abs(deviation.change), deviation.chute_id))


def _usual(days: Sequence[Day[LlmDay]]) -> dict[tuple[str, str], float]:
    known: dict[tuple[str, str], list[float]] = {}
    for row in chain.from_iterable(day.rows for day in days):
        for measure, value in _speeds(row):
            known.setdefault((row.chute_id, measure), []).append(value)
    return {speed: median(values) for speed, values in known.items() if len(values) >= FEWEST}


def _speeds(row: LlmDay | LlmTotal) -> Iterator[tuple[str, float]]:
    if row.tps:
        yield "tps", row.tps
    if row.ttft:
        yield "ttft", row.ttft
