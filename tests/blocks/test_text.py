"""Text from outside, figures and dates in words."""

import re
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.blocks.text import clean, count, cut, days, escape, moment, quote, shorten, usd


def shown(text: str) -> str:
    """What Slack shows of mrkdwn that has no formatting in it."""
    for entity, char in (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        text = text.replace(entity, char)
    return text


def looks_like(text: str) -> str:
    """What a person takes *text* for."""
    return text.translate(str.maketrans("∗ˍ∼ˋ›∶", "*_~`>:"))


@pytest.mark.parametrize(
    "hostile",
    [
        "<!channel> *x* <https://evil|ok>",
        "_a_ ~b~ `c` __d__ *_e_*",
        "&lt;!here&gt;",
        "<@U123>",
        "> quoted",
        "https://evil.example :tada::+1:",
    ],
)
def test_hostile_names_are_shown_as_they_are(hostile):
    """No mention or formatting is left, and the name looks as it is."""
    escaped = escape(hostile)

    assert looks_like(shown(escaped)) == hostile
    assert not set("<*_~`") & set(escaped)
    assert not re.search(r"://|:[a-z0-9_+'-]+:", escaped)
    assert not escaped.startswith("&gt;")


@pytest.mark.parametrize("hostile", ["模型*粗*体", "é_x_é", "a`b`c", "a*_b_*c d~~e~~"])
def test_what_slack_may_take_for_an_edge(hostile):
    """Whatever letters are around it, no pair of formatting characters is left to format."""
    assert not re.search(r"([*_~]).+\1(?![A-Za-z0-9])|`", escape(hostile))


@given(st.text("ab<>&*"), st.integers(min_value=10, max_value=40))
def test_nothing_is_cut_within_an_entity(text, length):
    """What is cut has whole entities only, and ends with …"""
    mrkdwn = f"<@U123> {escape(text)} <https://x.example|x>"
    short = cut(mrkdwn, length)

    assert len(short) <= length
    assert not re.search(r"&(?!(amp|lt|gt);)|<[^<>]*$", short)
    assert short == mrkdwn or (short.endswith("…") and mrkdwn.startswith(short[:-1]))


@given(st.text())
def test_escape_never_lets_markup_through(text):
    """Whatever the text, nothing in it can start a mention or link, or run over a line."""
    escaped = escape(text)

    assert not set("<>\n\u202e\x00") & set(escaped)


@given(st.text(), st.integers(min_value=2, max_value=30))
def test_shortened_texts_fit(text, length):
    """A cut text is as long as allowed at most, and says that it was cut."""
    short = shorten(text, length)

    assert len(short) <= length
    assert short == clean(text) or short.endswith("…")


def test_names_with_underscores_stay_plain():
    """Formatting characters inside a word format nothing, so they are left alone."""
    assert escape("org/deep_seek__v3*2:v3.1") == "org/deep_seek__v3*2:v3.1"
    assert escape("at 12:34:56") == "at 12:34:56"


@pytest.mark.parametrize("name", ["org/Model-7B:free", "a:100", "b:+1", ":100:", "模型:新"])
def test_no_emoji_with_a_colon_of_ours(name):
    """What a sentence goes on with does not make an emoji's name of the end of a name."""
    assert not re.search(r":[\w+'-]+:", f"{escape(name)}: 3")


def test_quote_cannot_be_left():
    """A backtick in what somebody typed does not end the quote."""
    assert quote("a`b") == "`a'b`"


@pytest.mark.parametrize(
    ("amount", "text"),
    [(0, "$0.00"), (-0.001, "$0.00"), (4.256, "$4.26"), (-12.5, "-$12.50"), (91533.4, "$91,533")],
)
def test_usd(amount, text):
    """Dollars to the cent while small, never a negative zero."""
    assert usd(amount) == text


@pytest.mark.parametrize(
    ("number", "text"),
    [(0, "0"), (98213, "98,213"), (1_234_567, "1.23M"), (45_678_901, "45.7M"), (12e10, "120B")],
)
def test_count(number, text):
    """Counts in full below a million, then to three digits."""
    assert count(number) == text


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        (date(2026, 11, 23), date(2026, 11, 23), "23 Nov"),
        (date(2026, 11, 17), date(2026, 11, 23), "17–23 Nov"),
        (date(2026, 10, 28), date(2026, 11, 3), "28 Oct – 3 Nov"),
        (date(2026, 12, 30), date(2027, 1, 2), "30 Dec 2026 – 2 Jan 2027"),
    ],
)
def test_days(first, last, text):
    """Ranges of days as people write them."""
    assert days(first, last) == text


def test_moment():
    """A time is shown in the reader's zone, with UTC where Slack cannot."""
    when = datetime(2026, 11, 24, 9, 5, tzinfo=UTC)

    assert moment(when) == ("<!date^1795511100^{date_short_pretty} at {time}|2026-11-24 09:05 UTC>")
