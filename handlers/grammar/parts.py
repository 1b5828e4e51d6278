"""Parts of years and months: `week 47`, `q3`, `h1`, `mid november`, `first week of october`."""

from datetime import date, datetime

from bot.errors import Mistake
from bot.figures.periods import DAY, Period
from handlers.grammar.calendar import (
    MONTH,
    NUMBER,
    YEAR,
    containing,
    month,
    month_number,
    months_before,
    number,
    quarter,
)
from handlers.grammar.reading import FIRST, Meaning, Reading

PART = "early|mid|late|(?:beginning|start|end|middle) of"
OF_YEAR = rf"(?:[ /-](?:of )?|(?='|20\d\d))({YEAR}|'?\d\d)"
ORDINALS = {
    "first": 1,
    "second": 2,
    "third": 3,
    "fourth": 4,
    "1st": 1,
    "2nd": 2,
    "3rd": 3,
    "4th": 4,
}


def _week(groups: list[str], now: datetime) -> Reading:
    """Read `week 47` as the latest ISO week of that number."""
    count, year = int(groups[0]), groups[1]
    try:
        first = date.fromisocalendar(int(year) if year else now.isocalendar().year, count, 1)
        if not year and first > now.date():
            first = date.fromisocalendar(now.isocalendar().year - 1, count, 1)
    except ValueError:
        raise Mistake(f"There is no week {count}: weeks go from 1 to 53.") from None
    return Reading(first, first + 6 * DAY)


def _quarter(groups: list[str], now: datetime) -> Reading:
    which, year = groups
    wanted = ORDINALS.get(which) or int(which)
    span = quarter(_full(year) if year else now.year, wanted)
    if not year and span.first > now.date():
        span = quarter(now.year - 1, wanted)
    return _of(span)


def _half(groups: list[str], now: datetime) -> Reading:
    """Read `h1` and `first half of 2026` as six months, the latest that have begun."""
    which, year = groups
    first = 1 if (ORDINALS.get(which) or int(which)) == 1 else 7
    wanted = _full(year) if year else now.year - (first > now.month)
    return Reading(date(wanted, first, 1), month(wanted, first + 5).last)


def _full(year: str) -> int:
    return 2000 + int(year[-2:])


def _year(groups: list[str], now: datetime) -> Reading:
    span = containing("year", date(int(groups[0]), 1, 1))
    return Reading(span.first, span.last, wide=span.last >= FIRST)


def _begun(groups: list[str], now: datetime) -> Reading:
    """Read `start of the year` as the days from its first one on."""
    return Reading(containing(groups[0], now.date()).first, now.date())


def _part(groups: list[str], now: datetime) -> Reading:
    """Read `early november`, `mid nov`, `end of last month` as a third of that month."""
    which, name, year = groups
    if name in ("month", "this month", "the month"):
        whole = month(now.year, now.month)
    elif name == "last month":
        whole = containing("month", month(now.year, now.month).first - DAY)
    else:
        count = month_number(name)
        whole = month(int(year) if year else now.year - (count > now.month), count)
    first, last = whole.first, whole.last
    if which.startswith(("early", "beg", "start")):
        return Reading(first, first + 9 * DAY)
    if which.startswith("mid"):
        return Reading(first + 10 * DAY, first + 19 * DAY)
    return Reading(first + 20 * DAY, last)


def _half_of_month(groups: list[str], now: datetime) -> Reading:
    which, name, year = groups
    count = month_number(name)
    whole = month(int(year) if year else now.year - (count > now.month), count)
    middle = whole.first + 14 * DAY
    return (
        Reading(whole.first, middle) if ORDINALS[which] == 1 else Reading(middle + DAY, whole.last)
    )


def _week_of_month(groups: list[str], now: datetime) -> Reading:
    """Read `first week of november` as its first seven days, `last week of …` as its last."""
    which, name, year = groups
    count = month_number(name)
    whole = month(int(year) if year else now.year - (count > now.month), count)
    if which == "last":
        return Reading(whole.last - 6 * DAY, whole.last)
    first = whole.first + 7 * (ORDINALS[which] - 1) * DAY
    return Reading(first, min(first + 6 * DAY, whole.last))


def _first_days(groups: list[str], now: datetime) -> Reading:
    """Read `first two weeks of november` as the days from its first one on."""
    count, what, name, year = groups
    whole = _part(["early", name, year], now)
    days = number(count) * (7 if what.startswith("w") else 1)
    return Reading(whole.first, whole.first + (min(days, 31) - 1) * DAY)


def _day_of_month(groups: list[str], now: datetime) -> Reading:
    """Read `15th of last month` as that day."""
    day, which = groups
    first = now.date().replace(day=1)
    found = months_before(first, 1) if which.startswith("last") else first
    return Reading(found.replace(day=int(day)), found.replace(day=int(day)))


def _of(period: Period) -> Reading:
    return Reading(period.first, period.last)


PARTS: dict[str, Meaning] = {
    rf"(?:(?:calendar|iso) )?(?:week|wk|kw|cw|w) ?#?(\d{{1,2}})(?:[ /-](?:of )?({YEAR}))?": _week,
    rf"({YEAR})-?w(\d{{1,2}})": lambda groups, now: _week(groups[::-1], now),
    rf"q([1-4])(?:{OF_YEAR})?": _quarter,
    rf"quarter ([1-4])(?: (?:of )?({YEAR}))?": _quarter,
    rf"([1-4])q ?({YEAR}|'?\d\d)": _quarter,
    rf"h([12])(?:{OF_YEAR})?": _half,
    rf"(first|second|1st|2nd) half of (?:the year|({YEAR}))": _half,
    rf"first ({NUMBER}) (days|weeks) (?:of|in) ({MONTH})(?: ({YEAR}))?": _first_days,
    rf"(first|second|1st|2nd) half of ({MONTH})(?: ({YEAR}))?": _half_of_month,
    rf"({YEAR})[ /-]?q([1-4])": lambda groups, now: _quarter(groups[::-1], now),
    rf"({'|'.join(ORDINALS)}) quarter(?: (?:of )?({YEAR}))?": _quarter,
    r"(20[0-2]\d)": _year,
    "(?:beginning|start) of (?:the |this )?(week|quarter|year)": _begun,
    r"(\d{1,2})(?:st|nd|rd|th) of ((?:last|this|the) month)": _day_of_month,
    rf"({PART})[ -]({MONTH}|last month|(?:this |the )?month)(?: ({YEAR}))?": _part,
    rf"({'|'.join(ORDINALS)}|last) week (?:of|in) ({MONTH})(?: ({YEAR}))?": _week_of_month,
}
