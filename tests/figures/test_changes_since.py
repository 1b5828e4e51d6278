"""What changed between two answers."""

from datetime import UTC, datetime

import pytest

from bot.figures.messages.changes_since import since

AT = datetime(2026, 11, 24, 12, 34, tzinfo=UTC)


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (
            {"USD": 100, "invocations": 1000},
            {"USD": 141, "invocations": 10120},
            "+$41, +9,120 invocations",
        ),
        ({"USD": 100}, {"USD": 58.5}, "−$42"),
        ({"tokens per second": 80.5}, {"tokens per second": 90.0}, "+9.50 tokens per second"),
        ({"USD": 1, "requests": 5}, {"USD": 1, "requests": 6}, "+1 request"),
    ],
)
def test_changes(before, after, words):
    """Each figure that differs is named with its sign."""
    assert since(before, after, AT).endswith(f"|2026-11-24 12:34 UTC>: {words}.")


@pytest.mark.parametrize(
    ("before", "after"),
    [({}, {}), ({"USD": 5.001}, {"USD": 5.002}), ({"USD": 5, "tokens": 1}, {"USD": 5})],
)
def test_nothing_changed(before, after):
    """What reads the same is the same; a figure that was not there cannot have changed."""
    assert since(before, after, AT).startswith("Nothing changed since <!date^")


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [({}, {"USD": 5}, "these figures came in"), ({"USD": 5}, {}, "the figures are gone")],
)
def test_figures_come_and_go(before, after, words):
    """Figures that were not known then are no difference, but news."""
    assert since(before, after, AT).endswith(f"UTC>: {words}.")


def test_other_days():
    """If the range means other days by now, that is said."""
    assert "with another day complete by now: +$1." in since({"USD": 1}, {"USD": 2}, AT, moved=True)
