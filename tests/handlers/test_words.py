"""The grammar of ranges."""

from contextlib import suppress
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import Mistake
from bot.services.periods import Period
from handlers.words import period, unescape

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
JUST_PAST_MIDNIGHT = datetime(2026, 11, 24, 0, 10, tzinfo=UTC)


def nov(first: int, last: int) -> Period:
    return Period(date(2026, 11, first), date(2026, 11, last))


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([], nov(17, 23)),
        (["7d"], nov(17, 23)),
        (["1D"], nov(23, 23)),
        (["yesterday"], nov(23, 23)),
        (["Today"], nov(24, 24)),
        (["2026-11-20"], nov(20, 20)),
        (["2026-11-01..2026-11-10"], nov(1, 10)),
        (["2026-11-10..2026-11-01"], nov(1, 10)),
        (["2026-11-20..2026-11-30"], nov(20, 23)),
        (["2026-11-24"], nov(24, 24)),
    ],
)
def test_ranges(words, expected):
    """A range ends with the newest complete day, unless it is today alone."""
    assert period(words, NOW) == expected


def test_a_day_settles_after_midnight():
    """Twenty minutes into a UTC day, the day before is not complete yet."""
    assert period(["7d"], JUST_PAST_MIDNIGHT) == nov(16, 22)


@pytest.mark.parametrize(
    "words",
    [["0d"], ["401d"], ["soon"], ["2026-13-01"], ["2026-11-31"], ["2026-12-01"], ["7d", "3d"]],
)
def test_what_is_no_range_gets_an_example(words):
    """A mistake is answered with how to ask."""
    with pytest.raises(Mistake, match="`7d`"):
        period(words, NOW)


@given(st.lists(st.text(), max_size=3))
def test_no_text_breaks_the_grammar(words):
    """Whatever is typed is a range or a mistake."""
    with suppress(Mistake):
        assert len(period(words, NOW)) >= 1


def test_slacks_escapes_are_undone():
    """What Slack escapes is read as it was typed."""
    assert unescape("a &amp; b &lt;c&gt;") == "a & b <c>"
