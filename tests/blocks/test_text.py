"""Text from outside, figures and dates in words."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.blocks.text import (
    ago,
    cents,
    clean,
    count,
    cut,
    days,
    duration,
    escape,
    file_size,
    listed,
    moment,
    ordinal,
    plural,
    points,
    quote,
    rough,
    shorten,
    usd,
)


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
    [
        (0, "$0"),
        (-0.001, "$0"),
        (4.256, "$4.26"),
        (-9.99, "−$9.99"),
        (9.996, "$10"),
        (-1965.9, "−$1,966"),
    ],
)
def test_usd(amount, text):
    """Whole dollars, but cents below ten; a minus that is one, and never a negative zero."""
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
        (date(2025, 11, 17), date(2025, 11, 23), "17–23 Nov 2025"),
        (date(2025, 10, 28), date(2025, 11, 3), "28 Oct – 3 Nov 2025"),
    ],
)
def test_days(first, last, text):
    """Ranges of days as people write them, with the year if it is another than this."""
    assert days(first, last, date(2026, 11, 24)) == text


def test_moment():
    """A time is shown in the reader's zone, with UTC where Slack cannot."""
    when = datetime(2026, 11, 24, 9, 5, tzinfo=UTC)

    assert moment(when) == ("<!date^1795511100^{date_short} at {time}|2026-11-24 09:05 UTC>")


def test_ago():
    """How long ago something was is told by the reader's own Slack, and stays right."""
    when = datetime(2026, 11, 24, 9, 5, tzinfo=UTC)

    assert ago(when) == "<!date^1795511100^{ago}|on 2026-11-24 at 09:05 UTC>"


@pytest.mark.parametrize("name", ["Larkspur-v2-7B:free", "a:b", ":tada", "x:+1"])
def test_a_colon_behind_a_name_makes_no_emoji(name):
    """Whatever follows a name, Slack reads no emoji into its end."""
    assert not re.search(r":[a-z0-9_+'-]+:", f"{escape(name)}: 82.8M tokens", re.I)
    assert looks_like(escape(name)) == name


@pytest.mark.parametrize(
    ("seconds", "exact", "about"),
    [
        (0.35, "350 ms", "0 s"),
        (4.24, "4.2 s", "4 s"),
        (40, "40 s", "40 s"),
        (59.97, "1 min", "1 min"),
        (95, "2 min", "2 min"),
        (4678.1, "1 h 18 min", "78 min"),
        (3600 * 5, "5 h", "5 h"),
        (3600 * 80, "3 days", "3 days"),
    ],
)
def test_durations(seconds, exact, about):
    """A duration has the units that people use for its size, and no line breaks within it."""
    assert duration(seconds).replace("\u00a0", " ") == exact
    assert rough(timedelta(seconds=seconds)).replace("\u00a0", " ") == about
    assert " " not in duration(seconds)


@pytest.mark.parametrize(
    ("size", "text"),
    [(1, "1 byte"), (600, "600 bytes"), (1200, "1 KB"), (999_600, "1.0 MB"), (77e6, "77 MB")],
)
def test_sizes(size, text):
    """A size is never nothing while there is something."""
    assert file_size(size).replace("\u00a0", " ") == text


def test_small_words():
    """Counts, places, lists, percents and cents, as a native speaker writes them."""
    assert [plural(1, "request"), plural(2, "request"), plural(12_040, "try", "tries")] == [
        "1 request",
        "2 requests",
        "12,040 tries",
    ]
    assert [ordinal(n) for n in (1, 2, 3, 11, 12, 13, 21, 52, 112)] == [
        *("1st", "2nd", "3rd", "11th", "12th", "13th", "21st", "52nd", "112th")
    ]
    assert [listed(["a"]), listed(["a", "b"]), listed("abc")] == ["a", "a and b", "a, b and c"]
    assert [points(x) for x in (0.042, -0.12, 0.03, 0.0004, 12.04)] == [
        *("4.2%", "12%", "3%", "0%", "1,204%")
    ]
    assert [cents(-1965.9), cents(0.004)] == ["−$1,965.90", "$0.00"]
