"""The days that a select offers, and how they get into a question's words."""

from collections.abc import Sequence
from datetime import datetime

from handlers.grammar.periods import find_period

RANGES = {
    "today": "Today so far",
    "yesterday": "Yesterday",
    "7d": "Last 7 days",
    "30d": "Last 30 days",
    "this week": "This week",
    "last week": "Last week",
    "this month": "This month",
    "last month": "Last month",
}
DEFAULT_RANGE = "7d"
VERSUS = ("vs", "vs.", "versus")


def range_in(words: Sequence[str], now: datetime) -> str:
    """Return the range that *words* name, or the one that is meant where they name none."""
    first, last = _place(words, now)
    return " ".join(words[first:last]).lower() or DEFAULT_RANGE


def with_range(words: Sequence[str], other: str, now: datetime) -> list[str]:
    """Return *words* with the *other* range in the place of theirs."""
    first, last = _place(words, now)
    return [*words[:first], *other.split(), *words[last:]]


def _place(words: Sequence[str], now: datetime) -> tuple[int, int]:
    """Return where the range begins and ends; at the end, if there is none."""
    first = 0
    while first < len(words):
        is_compared = words[first].lower() in VERSUS
        found = find_period(words[first + is_compared :], now)
        if found and not is_compared:
            return first, first + found.size
        first += 1 + (found.size if found else 0)
    return len(words), len(words)
