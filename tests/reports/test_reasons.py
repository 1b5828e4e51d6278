"""What may be said in public, and what may not."""

import pytest

from bot.errors import Mistake
from bot.reports.reasons import checked, kind_of


@pytest.mark.parametrize(
    "text",
    [
        "nothing but exclamation marks",
        "the task-force of risk-averse people",
        "wrong language:\nasked in French",
        "12345",
    ],
)
def test_good_reasons(text):
    """A reason is kept as it was typed."""
    assert checked(f"  {text}\u202e\0 ") == text


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("bad", "at least 5 characters"),
        ("    x    ", "at least 5 characters"),
        ("\u200b" * 9, "at least 5 characters"),
        ("x" * 1001, "Please keep it to 1,000 characters; that's 1,001."),
        ("it printed cpk_0123", "an API key"),
        ("it printed cak_0123", "an API key"),
        ("Authorization: sk-abcdefgh12345", "an API key"),
        ("Bearer eyJhbGciOiJI.eyJzdWIi.sig", "an access token"),
        ("my key is ghp_a1B2c3D4e5F6g7H8i9J0", "Reasons are public, so remove it first."),
        (f"the seed is {'0a' * 32}", "a private key"),
        ("mail me: a.b+c@sub.example.org", "an e-mail address"),
        ("<mailto:a@example.org|a@example.org> knows", "an e-mail address"),
    ],
)
def test_bad_reasons(text, problem):
    """Too short, too long, or not fit to be published: the sentence says which."""
    with pytest.raises(Mistake, match=problem):
        checked(text)


@pytest.mark.parametrize(
    ("typed", "kind", "rest"),
    [
        ("garbled: only dots", "garbled", "only dots"),
        ("Too Slow:90 s", "too slow", "90 s"),
        ("note: only dots", "", "note: only dots"),
        ("only dots", "", "only dots"),
    ],
)
def test_kinds(typed, kind, rest):
    """A kind of fault may be typed in front of the reason."""
    assert kind_of(typed) == (kind, rest)
