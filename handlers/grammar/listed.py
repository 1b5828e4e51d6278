"""Three months or more, named one by one: `aug, sep and oct`."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from itertools import pairwise

from bot.figures.periods import Period, newest_complete
from handlers.grammar.calendar import MONTH, month, month_number
from handlers.grammar.periods import Found
from handlers.grammar.reading import FIRST

ONE_MONTH = re.compile(MONTH)
YEAR_ALONE = re.compile(r"20\d\d", re.ASCII)
FEWEST = 3  # two are a range, or a comparison
MOST_LISTED = 24  # words
JOINTS = ("and", "&", "+", "")


def months_listed(words: Sequence[str], now: datetime) -> Found | None:
    """Return the months that the first of *words* list, if each follows the one before."""
    plain = [_plain(word) for word in words[:MOST_LISTED]]
    numbers, size = _numbers(plain)
    after = plain[size] if size < len(plain) else ""
    follow = all(this % 12 + 1 == then for this, then in pairwise(numbers))
    if not FEWEST <= len(numbers) <= 12 or not follow:
        return None
    if YEAR_ALONE.fullmatch(after):
        period = _ending(date(int(after), numbers[-1], 1), len(numbers), now)
        return Found(period, size + 1) if period else None
    if after[:1].isdecimal():
        return None
    last = date(now.year, numbers[-1], 1)
    if last > now.date():
        last = last.replace(year=last.year - 1)
    period = _ending(last, len(numbers), now)
    return Found(period, size) if period else None


def _plain(word: str) -> str:
    """Return *word* in small letters without marks; what is in quotes is no month."""
    return word.lower().strip(",.;:?!") if type(word) is str else "'"


def _numbers(plain: Sequence[str]) -> tuple[list[int], int]:
    """Return the numbers of the months that come first, and how many words they take."""
    numbers, size = [], 0
    for place, word in enumerate(plain):
        if ONE_MONTH.fullmatch(word):
            numbers.append(month_number(word))
            size = place + 1
        elif word not in JOINTS or not numbers:
            break
    return numbers, size


def _ending(last: date, count: int, now: datetime) -> Period | None:
    """Return *count* months up to that of *last*; None where there are no figures of them."""
    year, number = divmod(last.year * 12 + last.month - count, 12)
    first, newest = date(year, number + 1, 1), newest_complete(now)
    end = min(month(last.year, last.month).last, newest)
    return Period(first, end) if first >= FIRST and last <= newest else None
