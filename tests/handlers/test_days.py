"""The days that a select offers, within a question."""

from datetime import UTC, datetime

import pytest

from handlers.days import RANGES, with_range
from handlers.grammar.periods import find_period
from handlers.words import joined, split

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("words", "other"),
    [
        ("usage", "usage last month"),
        ("usage 30D", "usage last month"),
        ("usage last week deepseek", "usage last month deepseek"),
        ("usage vs last week", "usage vs last week last month"),
        ("usage today vs last week", "usage last month vs last week"),
        ("usage since 2026-11-01 top 20", "usage last month top 20"),
        ('usage "7d" by requests', 'usage "7d" by requests last month'),
        ("usage vs 2026-11-10..2026-11-16 7d qwen", "usage last month qwen"),
        ("usage 7d qwen vs 2026-11-10..2026-11-16", "usage last month qwen"),
        ("usage qwen vs 2026-11-16 top 5", "usage qwen top 5 last month"),
        ('stats llm "last week" 3d', 'stats llm "last week" last month'),
    ],
)
def test_ranges_in_questions(words, other):
    """The range is found among the other words, and only it is replaced."""
    assert joined(with_range(split(words), "last month", NOW)) == other


@pytest.mark.parametrize("words", RANGES)
def test_what_is_offered_is_understood(words):
    """Everything in the select is a range of the grammar."""
    found = find_period(words.split(), NOW)

    assert found
    assert found.size == len(words.split())
