"""The days that a select offers, and how they get into a question's words."""

from collections.abc import Sequence
from datetime import datetime

from handlers.grammar.pieces import take_apart

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


def with_range(words: Sequence[str], other: str, now: datetime) -> list[str]:
    """Return *words* with the *other* range in the place of theirs, or behind them.

    Dates to compare the old range with are left out: they don't belong to the other one.
    """
    left, at = list(words), len(words)
    for piece in reversed(take_apart(words, now)):
        is_period = piece.kind == "period"
        if is_period or (piece.kind == "vs" and not isinstance(piece.value, str)):
            del left[piece.start : piece.start + piece.size]
            at = piece.start if is_period else at - piece.size * (piece.start < at)
    return [*left[:at], *other.split(), *left[at:]]
