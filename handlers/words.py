"""The grammar of what people type: words, dates and ranges."""

import html
import re
from datetime import date, datetime

from bot.errors import Mistake
from bot.services.periods import Period, last_days, newest_complete
from bot.views.text import day as in_words
from bot.views.text import quote

LONGEST = 400  # days in one range
EXAMPLES = "`7d`, `yesterday`, `today`, `2026-11-20` or `2026-11-01..2026-11-10`"


def unescape(text: str) -> str:
    """Undo what Slack does to a slash command's text."""
    return html.unescape(text)


def period(words: list[str], now: datetime, default: str = "7d") -> Period:
    """Return the days that *words* name; only complete ones, but for `today`.

    Raises `Mistake` with an example for what is no range, lies ahead, or is too long.
    """
    if len(words) > 1:
        raise Mistake(f"One range at a time, please: {EXAMPLES}.")
    word = words[0].lower() if words else default
    if word == "today":
        return Period(now.date(), now.date())
    if word == "yesterday":
        return last_days(1, now)
    if match := re.fullmatch(r"(\d{1,4})d", word):
        return _last(int(match[1]), now)
    first, dots, last = word.partition("..")
    return _between(_date(first), _date(last if dots else first), now)


def _last(count: int, now: datetime) -> Period:
    if not 1 <= count <= LONGEST:
        raise Mistake(f"From 1 to {LONGEST} days, please: `7d`.")
    return last_days(count, now)


def _between(first: date, last: date, now: datetime) -> Period:
    if last < first:
        first, last = last, first
    if first > now.date():
        raise Mistake(f"{in_words(first)} is still ahead. Try {EXAMPLES}.")
    if first == now.date():
        return Period(first, first)
    period = Period(first, max(first, min(last, newest_complete(now))))
    if len(period) > LONGEST:
        raise Mistake(f"At most {LONGEST} days at a time, please: {EXAMPLES}.")
    return period


def _date(word: str) -> date:
    try:
        if not re.fullmatch(r"\d{4}-\d\d-\d\d", word, re.ASCII):
            raise ValueError
        return date.fromisoformat(word)
    except ValueError:
        raise Mistake(f"{quote(word)} is no range of days. Try {EXAMPLES}.") from None
