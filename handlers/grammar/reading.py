"""What words of time say, before it is known which of those days have figures."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.blocks.text import day as in_words
from bot.errors import Mistake
from bot.figures.periods import DAY
from handlers.grammar.calendar import months_before

FIRST = date(2024, 12, 14)  # of which the API has anything
HOURS_NOTE = "I keep whole UTC days, so this is the nearest to what you asked for."


@dataclass(frozen=True)
class Reading:
    """The days from *first* to *last*, as they were said.

    *floats* is `week` or `year` where the words name a day of any one, and the latest is meant.
    *order* and *other* are those of a date in figures: which comes first, day or month, and what
    it is the other way round. What *is_length* ends with the newest day, and no range ends with it.
    *wide* may be cut to what there is; *note* says what was bent.
    """

    first: date
    last: date
    floats: str = ""
    order: str = ""
    other: "Reading | None" = None
    wide: bool = False
    is_length: bool = False
    note: str = ""

    def earlier(self) -> "Reading":
        """Return the same days a week or a year earlier, whichever they float by."""
        return replace(self, first=self._back(self.first), last=self._back(self.last))

    def _back(self, day: date) -> date:
        return day - 7 * DAY if self.floats == "week" else months_before(day, 12)


class Misread(Mistake):
    """Words of time that no period can be read from: *size* of them from *start* on.

    *instead* are better ones.
    """

    start = 0

    def __init__(self, message: str, size: int, instead: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.size = size
        self.instead = instead


Meaning = Callable[[list[str], datetime], Reading]  # from the groups of a pattern


def dated(day: date, now: datetime) -> str:
    """Return a date in words, with its year where that is not this one."""
    return in_words(day) if day.year == now.year else f"{in_words(day)} {day.year}"
