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
    """Return *words* with the *other* range in the place of theirs, or behind them."""
    periods = (piece for piece in take_apart(words, now) if piece.kind == "period")
    said = next(periods, None)
    first, last = (said.start, said.start + said.size) if said else (len(words), len(words))
    return [*words[:first], *other.split(), *words[last:]]
