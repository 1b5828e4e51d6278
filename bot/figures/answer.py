"""What was asked about one source, and the figures that answer it.

Chart, table, sentence and sheet of a message all come from one `Answer`, so they cannot
contradict each other.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Generic

from bot.figures.columns import in_columns
from bot.figures.days import Row
from bot.figures.periods import Period
from bot.figures.series import PeriodTotals, Series
from bot.figures.totals import Total

Value = Callable[[Total], float | None]


@dataclass(frozen=True)
class Answer(Generic[Row, Total]):
    """The figures of *period*, of all chutes or of one; *before* is what to compare them with.

    *measure* is what people asked to go by, *top* how many chutes a table has: the best, or those
    at the *bottom*.
    """

    book: Series[Row, Total]
    period: Period
    before: Period | None
    measure: str
    top: int
    chute_id: str | None = None
    bottom: bool = False

    @cached_property
    def everything(self) -> PeriodTotals[Row, Total]:
        """The period's figures of all chutes."""
        return self.book.account(self.period)

    @cached_property
    def account(self) -> PeriodTotals[Row, Total]:
        """The period's figures of what was asked about."""
        return self._of_chute(self.everything)

    @cached_property
    def earlier(self) -> PeriodTotals[Row, Total] | None:
        """What to compare with; None: nothing, or not the whole of both periods is known."""
        if self.before is None or not self.everything.is_whole:
            return None
        earlier = self.book.account(self.before)
        return self._of_chute(earlier) if earlier.is_whole else None

    @property
    def beside(self) -> PeriodTotals[Row, Total] | None:
        """What to put beside the period, also beside a day that is not over; None if unknown."""
        is_under_way = len(self.account.days) == len(self.period) == 1
        if self.before is None or not is_under_way:
            return self.earlier
        other = self.book.account(self.before)
        return self._of_chute(other) if other.is_whole else None

    @cached_property
    def names(self) -> dict[str, str]:
        """The names of all chutes of both periods, as short as they stay unique."""
        earlier = self.book.account(self.before).chutes if self.before else {}
        asked = [self.chute_id] if self.chute_id else []
        return self.book.names.apart({*self.everything.chutes, *earlier, *asked})

    @property
    def last_used(self) -> date | None:
        """The last day before the period on which the one chute was used, of those that were read;
        None if it was not."""
        days = (day for day in self.book.days.values() if day.date < self.period.first)
        over, chute_id = self.book.subject.over, self.chute_id or ""
        return max(
            (day.date for day in days if over([in_columns(day.rows).of(chute_id)]).requests),
            default=None,
        )

    @property
    def name(self) -> str:
        """The name of the one chute that was asked about."""
        return self.book.names.of(self.chute_id) if self.chute_id else ""

    def ranked(self, value: "Value[Total]", lowest: bool = False) -> list[str]:
        """Return the chutes that have a *value*, the highest (or *lowest*) first.

        Of equal ones the busier is first.
        """
        everything = self.everything
        key = "ranked", value, lowest
        return everything.once(key, lambda: _ranked(everything.chutes, value, lowest))

    def _of_chute(self, account: PeriodTotals[Row, Total]) -> PeriodTotals[Row, Total]:
        return account.of(self.chute_id) if self.chute_id else account


def _ranked(totals: Mapping[str, Total], value: "Value[Total]", lowest: bool) -> list[str]:
    values = {chute_id: value(total) for chute_id, total in totals.items()}
    known = {chute_id: found for chute_id, found in values.items() if found is not None}
    sign = 1 if lowest else -1
    return sorted(known, key=lambda id: (sign * known[id], -totals[id].requests, id))
