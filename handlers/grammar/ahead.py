"""Days that lie ahead: `3d`, `2 weeks`, `until monday`, `until 5 Dec`."""

import re
from collections.abc import Sequence
from datetime import date, datetime

from bot.errors import Mistake
from bot.figures.periods import DAY
from handlers.grammar.calendar import (
    MONTH,
    NUMBER,
    UNIT,
    WEEKDAY,
    month_number,
    number,
    unit,
    week_of,
    weekday_number,
)

FURTHEST_AHEAD = 366  # days ahead
ISO = re.compile(r"(\d{4})-(\d\d?)-(\d\d?)", re.ASCII)
DAY_MONTH = re.compile(rf"(?:the )?(\d{{1,2}})(?:st|nd|rd|th)?(?: of)?[ .]?({MONTH})", re.ASCII)
MONTH_DAY = re.compile(rf"({MONTH}) ?(\d{{1,2}})(?:st|nd|rd|th)?", re.ASCII)
SPAN = re.compile(rf"({NUMBER})(?:[ -]|(?<=\d))({UNIT})", re.ASCII)
NAMED_DAY = re.compile(rf"(?:next )?({WEEKDAY})", re.ASCII)
DAYS_OF = {"day": 1, "week": 7, "fortnight": 14, "month": 30, "quarter": 90, "year": 365}


def find_ahead(words: Sequence[str], now: datetime) -> date | None:
    """Return the day until which *words* say; None if they say no day or length of time.

    Raises `Mistake` for one that is over, or more than a year away.
    """
    said = " ".join(words).lower().strip(".,!?")
    try:
        day = _ahead(said, now.date())
    except ValueError:
        return None
    if day and not 0 < (day - now.date()).days <= FURTHEST_AHEAD:
        raise Mistake(
            f"Choose a day within the next {FURTHEST_AHEAD} days, like `3d` or `until monday`."
        )
    return day


def is_length(words: Sequence[str]) -> bool:
    """Whether *words* say how long, rather than until when."""
    return bool(SPAN.fullmatch(" ".join(words).lower()))


def _ahead(said: str, today: date) -> date | None:
    if match := SPAN.fullmatch(said):
        days = DAYS_OF.get(unit(match[2]))
        return today + min(number(match[1]) * days, 2 * FURTHEST_AHEAD) * DAY if days else None
    if match := NAMED_DAY.fullmatch(said):
        return today + ((weekday_number(match[1]) - today.weekday() - 1) % 7 + 1) * DAY
    if said == "tomorrow":
        return today + DAY
    if said in ("next week", "week"):
        return week_of(today).last + DAY
    if said == "next month":
        return (today.replace(day=1) + 32 * DAY).replace(day=1)
    return _dated(said, today)


def _dated(said: str, today: date) -> date | None:
    if match := ISO.fullmatch(said):
        return date(*map(int, match.groups()))
    if match := DAY_MONTH.fullmatch(said):
        return _next(int(match[1]), month_number(match[2]), today)
    if match := MONTH_DAY.fullmatch(said):
        return _next(int(match[2]), month_number(match[1]), today)
    return None


def _next(day: int, month: int, today: date) -> date:
    found = date(today.year, month, day)
    return found if found > today else date(today.year + 1, month, day)
