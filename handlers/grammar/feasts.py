"""Days that have a name of their own: `black friday`, `christmas`, `new year's eve`."""

from collections.abc import Callable
from datetime import date, datetime

from bot.figures.periods import DAY
from handlers.grammar.calendar import YEAR
from handlers.grammar.reading import Meaning, Reading

FIXED = {
    "new year(?:'?s)?(?: day)?": (1, 1),
    "valentine'?s?(?: day)?": (2, 14),
    "halloween": (10, 31),
    "christmas eve|xmas eve": (12, 24),
    "christmas(?: day)?|xmas": (12, 25),
    "boxing day": (12, 26),
    "new year'?s eve|nye": (12, 31),
}
FROM_THANKSGIVING = {"thanksgiving(?: day)?": 0, "black friday": 1, "cyber monday": 4}  # days


def _thanksgiving(year: int) -> date:
    """Return the fourth Thursday of November."""
    first = date(year, 11, 1)
    return first + ((3 - first.weekday()) % 7 + 21) * DAY


def _latest(of_year: Callable[[int], date]) -> Meaning:
    """Return how to read a day of a year as the latest that has come, if no year is said."""

    def read(groups: list[str], now: datetime) -> Reading:
        if groups[0]:
            day = of_year(int(groups[0]))
        else:
            day = of_year(now.year)
            day = day if day <= now.date() else of_year(now.year - 1)
        return Reading(day, day)

    return read


def _on(month: int, day: int) -> Callable[[int], date]:
    return lambda year: date(year, month, day)


def _after_thanksgiving(days: int) -> Callable[[int], date]:
    return lambda year: _thanksgiving(year) + days * DAY


FEASTS: dict[str, Meaning] = {
    rf"(?:last )?(?:{words})(?: ({YEAR}))?": _latest(day)
    for words, day in (
        *((words, _on(*day)) for words, day in FIXED.items()),
        *((words, _after_thanksgiving(days)) for words, days in FROM_THANKSGIVING.items()),
    )
}
