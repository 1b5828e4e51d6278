"""What others wrote, before it is shown or logged."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chutes.excerpt import LONGEST, clause
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
        ("x" * 500, "x" * (LONGEST - 1) + "…"),
        (f"{'x' * (LONGEST - 10)} {KEY}", "x" * (LONGEST - 10) + " [removed]"),
        (f"{'x' * (LONGEST - 9)} {KEY}", "x" * (LONGEST - 9) + " [remove…"),
    ],
)
def test_clause(text, line):
    """A clause is one short, printable line without secrets; of markup nothing is left."""
    assert clause(text) == line


@given(st.text())
def test_any_clause(text):
    """Any text becomes a printable line of at most 200 characters."""
    line = clause(text)

    assert len(line) <= LONGEST
    assert line.isprintable()
