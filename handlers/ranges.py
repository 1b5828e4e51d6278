"""The grammar of ranges: `7d`, `last month`, `since 2026-11-01`."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.blocks.text import day as in_words
from bot.blocks.text import quote
from bot.errors import Mistake
from bot.figures.periods import DAY, Period, last_days, newest_complete

LONGEST_RANGE = 400  # days in one range
FIRST_DAY = date(2024, 12, 14)  # of which the API has anything
RANGE_EXAMPLES = "`7d`, `yesterday`, `last week`, `2026-11-20` or `2026-11-01..2026-11-10`"
LONGEST_PHRASE = 3  # words
DATE = r"(\d{4}-\d{1,2}-\d{1,2})"


@dataclass(frozen=True)
class Found:
    """A range, and how many words name it."""

    period: Period
    size: int


def find_range(words: Sequence[str], now: datetime) -> Found | None:
    """Return the range that the first of *words* name, in as many words as it takes; None: none.

    It has only complete days, unless it is today alone. Raises `Mistake` for one that lies ahead,
    is too long, or is of a day that does not exist.
    """
    for size in range(min(LONGEST_PHRASE, len(words)), 0, -1):
        if period := _read(" ".join(words[:size]).lower(), now):
            return Found(period, size)
    return None


def _read(phrase: str, now: datetime) -> Period | None:
    if phrase == "today":
        return Period(now.date(), now.date())
    if phrase == "yesterday":
        return last_days(1, now)
    for pattern, meaning in PATTERNS.items():
        if match := re.fullmatch(pattern, phrase, re.ASCII):
            return meaning(match, now)
    return None


def _last(match: re.Match[str], now: datetime) -> Period:
    count = int(match[1])
    if not 1 <= count <= LONGEST_RANGE:
        raise Mistake(f"From 1 to {LONGEST_RANGE} days, please: `7d`.")
    return last_days(count, now)


def _calendar(match: re.Match[str], now: datetime) -> Period:
    """Return a week (from Monday) or a month; of the present one what is complete."""
    which, unit = match.groups()
    today = now.date()
    first = today - today.weekday() * DAY if unit == "week" else today.replace(day=1)
    if which == "last":
        last = first - DAY
        first = last - 6 * DAY if unit == "week" else last.replace(day=1)
        return Period(first, max(first, min(last, newest_complete(now))))
    if newest_complete(now) < first:
        raise Mistake(f"This {unit} has no complete day yet. Try `last {unit}` or `today`.")
    return Period(first, newest_complete(now))


def _dates(match: re.Match[str], now: datetime) -> Period:
    return _between(_date(match[1]), _date(match[2] or match[1]), now)


def _since(match: re.Match[str], now: datetime) -> Period:
    return _between(_date(match[1]), now.date(), now)


def _between(first: date, last: date, now: datetime) -> Period:
    if last < first:
        first, last = last, first
    if first > now.date():
        raise Mistake(f"{in_words(first)} is still ahead. Try {RANGE_EXAMPLES}.")
    if first < FIRST_DAY:
        raise Mistake(f"Chutes has no figures from before {in_words(FIRST_DAY)} {FIRST_DAY.year}.")
    if first == now.date():
        return Period(first, first)
    period = Period(first, max(first, min(last, newest_complete(now))))
    if len(period) > LONGEST_RANGE:
        raise Mistake(f"At most {LONGEST_RANGE} days at a time, please: {RANGE_EXAMPLES}.")
    return period


def _date(word: str) -> date:
    try:
        if not re.fullmatch(r"\d{4}-\d\d-\d\d", word, re.ASCII):
            raise ValueError
        return date.fromisoformat(word)
    except ValueError:
        raise Mistake(f"{quote(word)} is no date. Try {RANGE_EXAMPLES}.") from None


PATTERNS: dict[str, Callable[[re.Match[str], datetime], Period]] = {
    r"(\d{1,6})d": _last,
    r"(?:last )?(\d{1,6}) days?": _last,
    r"(this|last) (week|month)": _calendar,
    rf"since {DATE}": _since,
    rf"{DATE}(?:(?:\.\.\.?|…){DATE})?": _dates,
}
