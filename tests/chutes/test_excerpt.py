"""What others wrote, before it is shown or logged."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chutes.excerpt import LONGEST_EXCERPT, excerpt
from tests.chutes.conftest import KEY


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("  two\r\n lines\t", "two lines"),
        ("bell\a and \x1b[31mred", "bell and [31mred"),
        ("\u202egnihton", "gnihton"),
        ("half \ud800", "half"),
        ("<html>no</html>", ""),
        ("1 < 2 > 0", "1 < 2 > 0"),
        (f"wrong key {KEY}!", "wrong key [removed]"),
        ("x" * 500, "x" * (LONGEST_EXCERPT - 1) + "…"),
        (f"{'x' * (LONGEST_EXCERPT - 10)} {KEY}", "x" * (LONGEST_EXCERPT - 10) + " [removed]"),
        (f"{'x' * (LONGEST_EXCERPT - 9)} {KEY}", "x" * (LONGEST_EXCERPT - 9) + " [remove…"),
    ],
)
def test_clause(text, line):
    """A clause is one short, printable line without secrets; of markup nothing is left."""
    assert excerpt(text) == line


@given(st.text())
def test_any_clause(text):
    """Any text becomes a printable line of at most 200 characters."""
    line = excerpt(text)

    assert len(line) <= LONGEST_EXCERPT
    assert line.isprintable()
