"""Days told from today: `yesterday`, `last 2 weeks`, `3 days ago`, `q3`, `ytd`, `last monday`."""

from dataclasses import replace
from datetime import datetime

from bot.errors import Mistake
from bot.figures.periods import DAY, Period, last_days, newest_complete
from handlers.grammar.calendar import (
    MONTH,
    NUMBER,
    UNIT,
    WEEKDAY,
    containing,
    months_before,
    number,
    unit,
    week_of,
    weekday_number,
)
from handlers.grammar.reading import FIRST, HOURS_NOTE, Meaning, Reading

EVERY_DAY_NOTE = "I count every day, those of weekends too."
LONGEST_RANGE = 400  # days in one range

SO_LONG = "(?:so far|(?:until|till|up to|upto) (?:now|date|today))"
BEFORE = "last|previous|prior|preceding|prev"
WITHIN = "past|trailing|rolling|latest|recent|most recent"
LAST = rf"(?:{BEFORE}|{WITHIN})"
THIS = r"(?:this|current|curr|present)"
THESE = r"(?:this|these|those) "
GLUE = r"(?:[ -]|(?<=\d))"  # figures may touch what they count, words may not
WHOLE = "whole |full |complete |calendar "
PERIOD = "week|wk|month|mth|quarter|qtr|year|yr"
DAYS_OF = {"day": 1, "week": 7, "fortnight": 14}
MONTHS_OF = {"month": 1, "quarter": 3, "year": 12}


def _today(groups: list[str], now: datetime) -> Reading:
    return Reading(now.date(), now.date())


def _yesterday(groups: list[str], now: datetime) -> Reading:
    return _of(last_days(1, now))


def _before_yesterday(groups: list[str], now: datetime) -> Reading:
    day = now.date() - 2 * DAY
    return Reading(day, day)


def _ahead(groups: list[str], now: datetime) -> Reading:
    instead = ["today", "this week", "last 7 days"]
    raise Mistake("That is still ahead. Try `today`, `this week` or `last 7 days`.", instead)


def _window(groups: list[str], now: datetime) -> Reading:
    """Read `last 2 weeks` as the 14 newest complete days, `3 months` as those from the same day."""
    count, what = number(groups[0]), unit(groups[1])
    if what in ("hour", "minute"):
        return _hours(count if what == "hour" else -(-count // 60), now)
    last = newest_complete(now)
    if what in MONTHS_OF:
        months = _bounded(count * MONTHS_OF[what], LONGEST_RANGE // 30)
        first = months_before(last + DAY, months)
    else:
        first = last - (_bounded(count * DAYS_OF[what], LONGEST_RANGE) - 1) * DAY
    return Reading(first, last, is_length=True)


def _bounded(count: int, most: int) -> int:
    if not 1 <= count <= most:
        raise Mistake(f"Choose between 1 and {LONGEST_RANGE} days, like `7d`.")
    return count


def _hours(count: int, now: datetime) -> Reading:
    """Return today so far for less than a day, else as many whole days."""
    if count < 24:
        return Reading(now.date(), now.date(), note=HOURS_NOTE)
    period = last_days(_bounded(-(-count // 24), LONGEST_RANGE), now)
    return Reading(period.first, period.last, note=HOURS_NOTE)


def _this(groups: list[str], now: datetime) -> Reading:
    span = containing(
        {"w": "week", "m": "month", "q": "quarter", "y": "year"}[groups[0][0]], now.date()
    )
    return Reading(span.first, now.date())


def _last(groups: list[str], now: datetime) -> Reading:
    """Read `last month` as the calendar month before this one."""
    what = unit(groups[0])
    return _of(containing(what, containing(what, now.date()).first - DAY))


def _before_last(groups: list[str], now: datetime) -> Reading:
    last = _last(groups, now)
    return _of(containing(unit(groups[0]), last.first - DAY))


def _ago(groups: list[str], now: datetime) -> Reading:
    """Read `3 days ago` and `a week ago` as that day, `2 months ago` as that month."""
    count, what = number(groups[0]), unit(groups[1])
    if what in ("hour", "minute"):
        return Reading(now.date(), now.date(), note=HOURS_NOTE)
    if what in MONTHS_OF:
        months = _bounded(count * MONTHS_OF[what], LONGEST_RANGE)
        return _of(containing(what, months_before(now.date(), months)))
    days = _bounded(count * DAYS_OF[what], 10 * LONGEST_RANGE)
    return Reading(now.date() - days * DAY, now.date() - days * DAY)


def _weekday(groups: list[str], now: datetime) -> Reading:
    """Read `monday` as the latest Monday before today."""
    back = (now.date().weekday() - weekday_number(groups[0]) - 1) % 7 + 1
    found = now.date() - back * DAY
    return Reading(found, found, floats="week")


def _weekdays_ago(groups: list[str], now: datetime) -> Reading:
    """Read `2 mondays ago` and `monday before last` as the latest but one."""
    latest = _weekday([groups[1]], now).first
    weeks = _bounded(number(groups[0]) if groups[0] else 2, LONGEST_RANGE // 7) - 1
    return Reading(latest - 7 * weeks * DAY, latest - 7 * weeks * DAY)


def _weekday_of_last_week(groups: list[str], now: datetime) -> Reading:
    return _day_of(week_of(now.date() - 7 * DAY), groups)


def _weekday_of_this_week(groups: list[str], now: datetime) -> Reading:
    return _day_of(week_of(now.date()), groups)


def _day_of(week: Period, groups: list[str]) -> Reading:
    found = week.first + weekday_number("".join(groups)) * DAY
    return Reading(found, found)


def _weekend(groups: list[str], now: datetime) -> Reading:
    """Read `weekend` as the latest that has begun, `last weekend` as the latest that is over."""
    saturday = week_of(now.date()).first + 5 * DAY
    if saturday > now.date() or (groups[0] and saturday + DAY >= now.date()):
        saturday -= 7 * DAY
    return Reading(saturday, saturday + DAY)


def _same_day(groups: list[str], now: datetime) -> Reading:
    """Read `this time last week` as the day a week ago."""
    what = unit(groups[0] or groups[1])
    back = now.date() - 7 * DAY if what == "week" else months_before(now.date(), MONTHS_OF[what])
    return Reading(back, back)


def _without_unit(groups: list[str], now: datetime) -> Reading:
    """Ask back what `last 7` counts."""
    said = f"Last {groups[0]} of what?"
    raise Mistake(said, [f"last {groups[0]} {unit}" for unit in ("days", "weeks", "months")])


def _all(groups: list[str], now: datetime) -> Reading:
    return Reading(FIRST, newest_complete(now), wide=True)


def _of(period: Period) -> Reading:
    return Reading(period.first, period.last)


def _working_days(groups: list[str], now: datetime) -> Reading:
    return replace(_window([groups[0], "days"], now), note=EVERY_DAY_NOTE)


def _not_in_a_row(groups: list[str], now: datetime) -> Reading:
    problem = "I can only show days that follow each other, not weekdays or weekends alone."
    raise Mistake(problem, ["last week", "last 2 weeks"])


def _one(groups: list[str], now: datetime) -> Reading:
    """Read `week` and `past week` as one week."""
    return _window(["1", *groups], now)


SPANS: dict[str, Meaning] = {
    "(?:earlier |so far )?todays?(?: so far)?|tonight|right now|midnight|now|present": _today,
    "this (?:morning|afternoon|evening)|2day|tday|current day": _today,
    "yesterdays?(?: (?:morning|afternoon|evening|night))?|yday|y'day|yest": _yesterday,
    "last (?:night|day)|overnight": _yesterday,
    "day before (?:yesterday|yday|last)|ereyesterday": _before_yesterday,
    rf"(?:next|coming|upcoming) (?:(?:{NUMBER}) )?(?:{UNIT}|{WEEKDAY}|{MONTH}|weekend)": _ahead,
    "tomorrow|tmrw|tmr": _ahead,
    rf"(?:{THESE})?(?:{LAST}[ -])?({NUMBER}){GLUE}(?:{WHOLE})?({UNIT})": _window,
    rf"(?:{LAST} )?({NUMBER}) (?:business|working|week) ?days": _working_days,
    "(?:only )?(?:weekdays|workdays|business days|working days|weekends)(?: only)?": _not_in_a_row,
    rf"(?:{THESE})?(?:{LAST}) (\d{{1,3}})": _without_unit,
    rf"(?:{THESE})?(?:{LAST} )?(day|fortnight|hour|minute)": _one,
    rf"(?:{THESE})(?:{WITHIN}) ({PERIOD})": _one,
    "(?:last |past )?half (?:a |the )?year|(?:last|past) half-year": (
        lambda groups, now: _window(["6", "months"], now)
    ),
    rf"(?:(?:{WITHIN}) )?({PERIOD})": _one,
    rf"(?:{SO_LONG} )?{THIS} ({PERIOD})s?(?: (?:{SO_LONG}|to date))?": _this,
    rf"({PERIOD})[ -](?:to|till|until)[ -](?:date|now)": _this,
    "([wmqy])td": _this,
    rf"(?:{BEFORE}) (?:{WHOLE})?({PERIOD})s?": _last,
    rf"({PERIOD}) before last": _before_last,
    rf"({NUMBER}){GLUE}({UNIT}) (?:ago|back)": _ago,
    rf"(?:{LAST} )?({WEEKDAY})()": _weekday,
    rf"({NUMBER}) ({WEEKDAY}) ago": _weekdays_ago,
    rf"()({WEEKDAY}) before last": _weekdays_ago,
    rf"({WEEKDAY}) (?:of )?last week|last week ({WEEKDAY})": _weekday_of_last_week,
    rf"{THIS} ({WEEKDAY})|({WEEKDAY}) (?:of )?this week": _weekday_of_this_week,
    rf"(?:{THIS} )?()weekend": _weekend,
    rf"({LAST}) weekend": _weekend,
    "(?:of )?all ?-?time|ever|forever|(?:whole|entire|full|all|complete) history": _all,
    "beginning(?: of time)?|start|(?:since |from )?(?:launch|inception|day one)|lifetime": _all,
    rf"(?:this|same) (?:time|day) (?:last )?({PERIOD})|a ({PERIOD}) ago today": _same_day,
}
