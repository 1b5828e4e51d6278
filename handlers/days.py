"""The days that a select offers, and how they get into a question's words."""

import re

RANGES = {
    "today": "Today so far",
    "yesterday": "Yesterday",
    "7d": "Last 7 days",
    "30d": "Last 30 days",
}
DEFAULT = "7d"
DATE = r"\d{4}-\d\d-\d\d"
RANGE = re.compile(rf"today|yesterday|\d{{1,4}}d|{DATE}(\.\.{DATE})?", re.IGNORECASE)


def range_in(words: str) -> str:
    """Return the range that *words* name, or the one that is meant where they name none."""
    return next((word.lower() for word in words.split() if RANGE.fullmatch(word)), DEFAULT)


def with_range(words: str, other: str) -> str:
    """Return *words* with their range replaced by the *other*."""
    kept = [word for word in words.split() if not RANGE.fullmatch(word)]
    return " ".join([*kept, other])
