"""Days told from today: `yesterday`, `last 2 weeks`, `3 days ago`, `q3`, `ytd`, `last monday`."""

from datetime import date, datetime

from bot.errors import Mistake
from bot.figures.periods import DAY, Period, last_days, newest_complete
from handlers.grammar.calendar import (
    MONTH,
    NUMBER,
    UNIT,
    WEEKDAY,
    YEAR,
    containing,
    month,
    month_number,
    months_before,
    number,
    quarter,
    unit,
    week_of,
    weekday_number,
)
from handlers.grammar.reading import HOURS_NOTE, Meaning, Reading

LONGEST = 400  # days in one range
FIRST = date(2024, 12, 14)  # of which the API has anything

BEFORE = "last|previous|prior|preceding|prev"
WITHIN = "past|trailing|rolling|latest|recent|most recent"
LAST = rf"(?:{BEFORE}|{WITHIN})"
THIS = r"(?:this|current|present)"
GLUE = r"(?:[ -]|(?<=\d))"  # figures may touch what they count, words may not
WHOLE = "whole |full |complete |calendar "
PERIOD = "week|month|quarter|year"
PART = "early|mid|late|(?:beginning|start|end|middle) of"
DAYS_OF = {"day": 1, "week": 7, "fortnight": 14}
MONTHS_OF = {"month": 1, "quarter": 3, "year": 12}
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


def _today(groups: list[str], now: datetime) -> Reading:
    return Reading(now.date(), now.date())


def _yesterday(groups: list[str], now: datetime) -> Reading:
    return _of(last_days(1, now))


def _before_yesterday(groups: list[str], now: datetime) -> Reading:
    day = now.date() - 2 * DAY
    return Reading(day, day)


def _ahead(groups: list[str], now: datetime) -> Reading:
    raise Mistake("That is still ahead. Try `today`, `this week` or `last 7 days`.")


def _window(groups: list[str], now: datetime) -> Reading:
    """Read `last 2 weeks` as the 14 newest complete days, `3 months` as those from the same day."""
    count, what = number(groups[0]), unit(groups[1])
    if what in ("hour", "minute"):
        return _hours(count if what == "hour" else -(-count // 60), now)
    last = newest_complete(now)
    if what in MONTHS_OF:
        months = _bounded(count * MONTHS_OF[what], LONGEST // 30)
        first = months_before(last + DAY, months)
    else:
        first = last - (_bounded(count * DAYS_OF[what], LONGEST) - 1) * DAY
    return Reading(first, last, is_length=True)


def _bounded(count: int, most: int) -> int:
    if not 1 <= count <= most:
        raise Mistake(f"Choose between 1 and {LONGEST} days, like `7d`.")
    return count


def _hours(count: int, now: datetime) -> Reading:
    """Return today so far for less than a day, else as many whole days."""
    if count < 24:
        return Reading(now.date(), now.date(), note=HOURS_NOTE)
    period = last_days(_bounded(-(-count // 24), LONGEST), now)
    return Reading(period.first, period.last, note=HOURS_NOTE)


def _this(groups: list[str], now: datetime) -> Reading:
    span = containing(
        {"w": "week", "m": "month", "q": "quarter", "y": "year"}[groups[0][0]], now.date()
    )
    return Reading(span.first, now.date())


def _last(groups: list[str], now: datetime) -> Reading:
    """Read `last month` as the calendar month before this one."""
    return _of(containing(groups[0], containing(groups[0], now.date()).first - DAY))


def _before_last(groups: list[str], now: datetime) -> Reading:
    last = _last(groups, now)
    return _of(containing(groups[0], last.first - DAY))


def _ago(groups: list[str], now: datetime) -> Reading:
    """Read `3 days ago` and `a week ago` as that day, `2 months ago` as that month."""
    count, what = number(groups[0]), unit(groups[1])
    if what in ("hour", "minute"):
        return Reading(now.date(), now.date(), note=HOURS_NOTE)
    if what in MONTHS_OF:
        months = _bounded(count * MONTHS_OF[what], LONGEST)
        return _of(containing(what, months_before(now.date(), months)))
    days = _bounded(count * DAYS_OF[what], 10 * LONGEST)
    return Reading(now.date() - days * DAY, now.date() - days * DAY)


def _weekday(groups: list[str], now: datetime) -> Reading:
    """Read `monday` as the latest Monday before today."""
    back = (now.date().weekday() - weekday_number(groups[0]) - 1) % 7 + 1
    found = now.date() - back * DAY
    return Reading(found, found, floats="week")


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
    span = quarter(int(year) if year else now.year, wanted)
    if not year and span.first > now.date():
        span = quarter(now.year - 1, wanted)
    return _of(span)


def _year(groups: list[str], now: datetime) -> Reading:
    span = containing("year", date(int(groups[0]), 1, 1))
    return Reading(span.first, span.last, wide=True)


def _all(groups: list[str], now: datetime) -> Reading:
    return Reading(FIRST, newest_complete(now), wide=True)


def _part(groups: list[str], now: datetime) -> Reading:
    """Read `early november`, `mid nov`, `end of last month` as a third of that month."""
    which, name, year = groups
    if name in ("month", "this month"):
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


def _week_of_month(groups: list[str], now: datetime) -> Reading:
    """Read `first week of november` as its first seven days, `last week of …` as its last."""
    which, name, year = groups
    count = month_number(name)
    whole = month(int(year) if year else now.year - (count > now.month), count)
    if which == "last":
        return Reading(whole.last - 6 * DAY, whole.last)
    first = whole.first + 7 * (ORDINALS[which] - 1) * DAY
    return Reading(first, min(first + 6 * DAY, whole.last))


def _of(period: Period) -> Reading:
    return Reading(period.first, period.last)


def _one(groups: list[str], now: datetime) -> Reading:
    """Read `week` and `past week` as one week."""
    return _window(["1", *groups], now)


SPANS: dict[str, Meaning] = {
    "(?:earlier |so far )?today(?: so far)?|tonight|right now|midnight|now|present": _today,
    "this (?:morning|afternoon|evening)": _today,
    "yesterday(?: (?:morning|afternoon|evening|night))?|yday|last (?:night|day)": _yesterday,
    "day before yesterday": _before_yesterday,
    rf"(?:next|coming|upcoming) (?:(?:{NUMBER}) )?(?:{UNIT}|{WEEKDAY}|{MONTH}|weekend)": _ahead,
    "tomorrow": _ahead,
    rf"(?:{LAST} )?({NUMBER}){GLUE}(?:{WHOLE})?({UNIT})": _window,
    rf"(?:{LAST} )?(day|fortnight|hour|minute)": _one,
    rf"(?:(?:{WITHIN}) )?({PERIOD})": _one,
    rf"(?:so far )?{THIS} ({PERIOD})(?: so far| to date)?": _this,
    rf"({PERIOD})[ -]to[ -]date": _this,
    "([wmqy])td": _this,
    rf"(?:{BEFORE}) (?:{WHOLE})?({PERIOD})": _last,
    rf"({PERIOD}) before last": _before_last,
    rf"({NUMBER}){GLUE}({UNIT}) (?:ago|back)": _ago,
    rf"(?:{LAST} )?({WEEKDAY})()": _weekday,
    rf"({WEEKDAY}) (?:of )?last week|last week ({WEEKDAY})": _weekday_of_last_week,
    rf"{THIS} ({WEEKDAY})|({WEEKDAY}) (?:of )?this week": _weekday_of_this_week,
    rf"(?:{THIS} )?()weekend": _weekend,
    rf"({LAST}) weekend": _weekend,
    rf"(?:calendar )?(?:week|wk|kw|cw) ?(\d{{1,2}})(?:[ -](?:of )?({YEAR}))?": _week,
    rf"({YEAR})-?w(\d{{1,2}})": lambda groups, now: _week(groups[::-1], now),
    rf"q([1-4])(?:[ -/]?(?:of )?({YEAR}))?": _quarter,
    rf"({YEAR})[ -/]?q([1-4])": lambda groups, now: _quarter(groups[::-1], now),
    rf"({'|'.join(ORDINALS)}) quarter(?: (?:of )?({YEAR}))?": _quarter,
    r"(202\d)": _year,
    "(?:of )?all ?-?time|ever|forever|(?:whole|entire|full|all|complete) history": _all,
    "beginning(?: of time)?|start": _all,
    rf"({PART})[ -]({MONTH}|last month|(?:this )?month)(?: ({YEAR}))?": _part,
    rf"(first|second|third|fourth|last) week of ({MONTH})(?: ({YEAR}))?": _week_of_month,
}
