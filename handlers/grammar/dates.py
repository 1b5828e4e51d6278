"""Dates as people write them: `2026-11-20`, `20 Nov`, `nov 20th`, `20.11.2026`, `11/20`."""

import re
from dataclasses import replace
from datetime import date, datetime

from bot.blocks.text import quote
from bot.errors import Mistake
from bot.figures.periods import Period
from handlers.grammar.calendar import MONTH, MONTHS, WEEKDAY, YEAR, month, month_number
from handlers.grammar.reading import Meaning, Reading

TRY = "Try `2026-11-20` or `20 Nov`."
ORDINAL = r"(?:st|nd|rd|th)"
DAY_OF = rf"(\d{{1,2}}){ORDINAL}?"
OF = r"(?: of)?[ -]?"
TO = r" ?(?:-|\.\.+|…|→|to|until|till|through|thru|and) ?(?:the )?"
ON = rf"(?:(?:{WEEKDAY}) (?:the )?)?"
WITH_YEAR = rf"(?:(?: of)?[ -]({YEAR}|'\d\d|2[4-9](?! (?:{MONTH})\b)))?"


def _iso(groups: list[str], now: datetime) -> Reading:
    year, _, month, day = groups
    return _single(f"{year}-{month}-{day}", int(year), int(month), int(day))


def _to_day(groups: list[str], now: datetime) -> Reading:
    """Read `2026-11-20..23` within the one month."""
    year, month, first, last = groups
    ends = [_iso([year, "-", month, day], now).first for day in (first, last)]
    return Reading(min(ends), max(ends))


def _compact(groups: list[str], now: datetime) -> Reading:
    return _single("".join(groups), *map(int, groups))


def _in_figures(groups: list[str], now: datetime) -> Reading:
    """Read `20.11.2026` as day and month, and `11/20` or `11-20` whichever way there is such a
    day; both ways, where there are two."""
    first, mark, second, year = groups
    written = mark.join(part for part in (first, second, year) if part)
    ways = [("day first", first, second), ("month first", second, first)]
    found = [
        reading
        for order, day, month in (ways[:1] if mark == "." else ways)
        if (reading := _either_way(order, int(day), int(month), year, now))
    ]
    if not found and mark == "-" and not year and max(int(first), int(second)) <= 31:
        return _days_of_month(first, second, MONTHS[now.month - 1], "", now)
    if not found:
        raise Mistake(f"I can't read {quote(written)} as a date. {TRY}")
    if len(found) == 1 or first == second:
        return found[0]
    return replace(found[0], other=found[1])


def _either_way(order: str, day: int, month: int, year: str, now: datetime) -> Reading | None:
    try:
        reading = _of_year(day, month, year, now)
    except ValueError:
        return None
    return replace(reading, order=order)


def _named(day: str, name: str, year: str, now: datetime) -> Reading:
    try:
        return _of_year(int(day), month_number(name), year, now)
    except ValueError:
        raise Mistake(f"{quote(f'{day} {name.capitalize()}')} isn't a valid date. {TRY}") from None


def _days_of_month(first: str, last: str, name: str, year: str, now: datetime) -> Reading:
    ends = [_named(day, name, year, now) for day in (first, last)]
    if not year and ends[0].first.year != ends[1].first.year:
        ends[0] = ends[1]
    begins, until = sorted(reading.first for reading in ends)
    return Reading(begins, until, floats="" if year else "year")


def _month(name: str, year: str, now: datetime, is_over: bool = False) -> Reading:
    number = month_number(name)
    if year:
        return _whole(month(_year(year), number))
    found = month(now.year - (number + is_over > now.month), number)
    return Reading(found.first, found.last, floats="year")


def _edge_of_month(groups: list[str], now: datetime) -> Reading:
    """Read `the first of november` and `last day of october`."""
    whole = _month(groups[1], groups[2], now)
    day = whole.first if groups[0] == "first" else whole.last
    return Reading(day, day)


def _month_in_figures(groups: list[str], now: datetime) -> Reading:
    year, number = groups
    if not 1 <= int(number) <= 12:
        raise Mistake(
            f"I can't read {quote(f'{year}-{number}')} as a month. Try `2026-11` or `nov`."
        )
    return _whole(month(int(year), int(number)))


def _ordinal(groups: list[str], now: datetime) -> Reading:
    """Read `the 20th` as the latest 20th."""
    today = now.date()
    number = today.year * 12 + today.month - 1 - (int(groups[0]) > today.day)
    try:
        day = date(number // 12, number % 12 + 1, int(groups[0]))
    except ValueError:
        raise Mistake(f"{quote(f'the {groups[0]}th')} isn't a valid date. {TRY}") from None
    return Reading(day, day)


def _single(written: str, year: int, month: int, day: int) -> Reading:
    try:
        found = date(year, month, day)
    except ValueError:
        raise Mistake(f"{quote(written)} isn't a valid date. {TRY}") from None
    return Reading(found, found)


def _of_year(day: int, month: int, year: str, now: datetime) -> Reading:
    """Return that day, of the latest year that has begun it or has it in the present month."""
    if year:
        found = date(_year(year), month, day)
        return Reading(found, found)
    found = date(now.year - (month > now.month), month, day)
    return Reading(found, found, floats="year")


def _year(word: str) -> int:
    return int(word[-2:]) + 2000


def _whole(period: Period) -> Reading:
    return Reading(period.first, period.last)


DATES: dict[str, Meaning] = {
    rf"{ON}(\d{{4}})([-/.])(\d{{1,2}})\2(\d{{1,2}})(?:t\d\d:\d\d(?::\d\d)?z?)?": _iso,
    r"(20\d\d)([01]\d)([0-3]\d)": _compact,
    r"(20\d\d)-(\d\d)-(\d\d) ?(?:-|\.\.+|…|to) ?(\d{1,2})(?!\d|-)": _to_day,
    rf"{ON}(\d{{1,2}})([./-])(\d{{1,2}})\2({YEAR}|\d\d)": _in_figures,
    rf"{ON}(\d{{1,2}})([/-])(\d{{1,2}})()(?!\d)": _in_figures,
    rf"{ON}((?:[12]\d|3[01]|0[1-9]))(\.)(0[1-9]|1[0-2])()\.?": _in_figures,
    rf"{ON}{DAY_OF}{OF}({MONTH}){WITH_YEAR}": lambda g, now: _named(g[0], g[1], g[2], now),
    rf"{ON}({MONTH})[ -]?(?:the )?{DAY_OF}{WITH_YEAR}": (
        lambda g, now: _named(g[1], g[0], g[2], now)
    ),
    rf"{DAY_OF}{TO}{DAY_OF}{OF}({MONTH}){WITH_YEAR}": (
        lambda g, now: _days_of_month(g[0], g[1], g[2], g[3], now)
    ),
    rf"({MONTH})[ -]?{DAY_OF}{TO}{DAY_OF}{WITH_YEAR}": (
        lambda g, now: _days_of_month(g[1], g[2], g[0], g[3], now)
    ),
    rf"(first|last) (?:day )?of ({MONTH})(?: ({YEAR}))?": _edge_of_month,
    rf"{ON}(\d{{1,2}})-({MONTH})-(\d\d)": lambda g, now: _named(g[0], g[1], g[2], now),
    rf"(?:this |month of )?({MONTH})(?:(?: of)?[ -]?({YEAR}|'\d\d))?": lambda g, now: _month(
        g[0], g[1], now
    ),
    rf"(?:last|past|previous) ({MONTH})": lambda g, now: _month(g[0], "", now, is_over=True),
    rf"({YEAR})[-/ ]({MONTH})": lambda g, now: _month(g[1], g[0], now),
    rf"({YEAR})[-/](\d{{1,2}})": _month_in_figures,
    rf"(\d{{1,2}})[/.]({YEAR})": lambda g, now: _month_in_figures([g[1], g[0]], now),
    rf"{ON}(?:the )?(\d{{1,2}}){ORDINAL}": _ordinal,
}
LOOKS_LIKE_A_DATE = re.compile(r"\d{1,4}([/.-])\d{1,4}\1\d{1,4}|\d{1,3}/\d{1,3}", re.ASCII)
