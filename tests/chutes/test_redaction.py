"""What others wrote, before it is shown or logged."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chutes.redaction import LONGEST, clause, redact
from tests.chutes.conftest import KEY

JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ1In0.c2lnbmF0dXJl-_"


@pytest.mark.parametrize("secret", [KEY, "cak_0123abcXYZ", JWT, KEY[:40], "cpk_+/="])
@pytest.mark.parametrize("around", ["{}", "Bearer {}", "a {} b", '"{}"', "({}", "key={}"])
def test_secrets(secret, around):
    """Keys, tokens and JWTs vanish, whatever is around them."""
    assert redact(around.format(secret)) == around.format("[removed]")


@pytest.mark.parametrize(
    "text", ["", "eyJ is how they begin", "a cpk_ alone", "example-org/Model-70B", "sha.eyJ.x"]
)
def test_no_secrets(text):
    """What only looks a little like one stays."""
    assert redact(text) == text


@given(st.recursive(st.text(), lambda inner: st.lists(st.just(KEY) | inner)))
def test_still_json(value):
    """JSON that had a key in it is still JSON."""
    assert KEY not in json.dumps(json.loads(redact(json.dumps(value))))


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
