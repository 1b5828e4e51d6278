"""The words of the calendar, as patterns, and arithmetic with months."""

import calendar
import re
from datetime import date

from bot.figures.periods import DAY, Period

MONTHS = [name.lower() for name in calendar.month_name[1:]]
WEEKDAYS = [name.lower() for name in calendar.day_name]
NUMBERS = {
    "a": 1,
    "an": 1,
    "one": 1,
    "two": 2,
    "couple": 2,
    "couple of": 2,
    "three": 3,
    "few": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
    "fourteen": 14,
    "thirty": 30,
    "sixty": 60,
    "ninety": 90,
}
UNITS = {
    "day": "d|days?",
    "week": "w|wks?|weeks?",
    "fortnight": "fortnights?",
    "month": "m|mo|mos|mths?|months?",
    "quarter": "quarters?|qtrs?",
    "year": "y|yrs?|years?",
    "hour": "h|hrs?|hours?",
    "minute": "mins?|minutes?",
}

MONTH = "|".join(
    f"{name[:3]}(?:{'t(?:ember)?' if name == 'september' else name[3:]})?" if name[3:] else name
    for name in MONTHS
)
WEEKDAY = "mon(?:days?)?|tue(?:s(?:days?)?)?|wed(?:s|nesdays?)?|thu(?:r(?:s(?:days?)?)?)?|" + (
    "fri(?:days?)?|sat(?:urdays?)?|sun(?:days?)?"
)
NUMBER = r"\d{1,6}|" + "|".join(sorted(NUMBERS, key=len, reverse=True))
UNIT = "|".join(UNITS.values())
YEAR = r"20\d\d"


def month_number(word: str) -> int:
    """Return the number of the month that *word* begins."""
    return next(number for number, name in enumerate(MONTHS, 1) if name.startswith(word[:3]))


def weekday_number(word: str) -> int:
    """Return the number of the day of the week that *word* begins, 0 for Monday."""
    return next(number for number, name in enumerate(WEEKDAYS) if name.startswith(word[:3]))


def number(word: str) -> int:
    """Return the number that *word* says, in figures or letters."""
    return int(word) if word.isdecimal() else NUMBERS[word]


def unit(word: str) -> str:
    """Return the unit that *word* says, in one of its forms."""
    return next(name for name, forms in UNITS.items() if re.fullmatch(forms, word))


def months_before(day: date, count: int) -> date:
    """Return the same day *count* months earlier, or that month's last where it has no such day.

    Raises `ValueError` before the year 1.
    """
    year, month = divmod(day.year * 12 + day.month - 1 - count, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def month(year: int, number: int) -> Period:
    """Return the days of a month; raises `ValueError` for none."""
    first = date(year, number, 1)
    return Period(first, date(year, number, calendar.monthrange(year, number)[1]))


def quarter(year: int, number: int) -> Period:
    """Return the days of a quarter, from 1 to 4."""
    return Period(month(year, 3 * number - 2).first, month(year, 3 * number).last)


def week_of(day: date) -> Period:
    """Return the week of *day*, from its Monday on."""
    first = day - day.weekday() * DAY
    return Period(first, first + 6 * DAY)


def containing(unit: str, day: date) -> Period:
    """Return the calendar *unit* (day, week, month, quarter, year) that *day* is in."""
    if unit == "week":
        return week_of(day)
    if unit == "month":
        return month(day.year, day.month)
    if unit == "quarter":
        return quarter(day.year, (day.month + 2) // 3)
    if unit == "year":
        return Period(date(day.year, 1, 1), date(day.year, 12, 31))
    return Period(day, day)
