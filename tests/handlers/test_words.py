"""The grammar of what people type."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.errors import Mistake
from bot.figures.names import visible
from bot.figures.periods import Period
from handlers import stats, usage
from handlers.grammar.requests import Grammar, Request
from handlers.words import Quoted, joined, split, unescape

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
USAGE = usage.GRAMMAR
GRAMMARS = [USAGE, *(topic.grammar for topic in stats.TOPICS.values())]
WEEK = Period(date(2026, 11, 17), date(2026, 11, 23))


def nov(first: int, last: int) -> Period:
    return Period(date(2026, 11, first), date(2026, 11, last))


def read(text: str, now: datetime = NOW, grammar: Grammar = USAGE) -> Request:
    return grammar.read(split(text), now)


@pytest.mark.parametrize(
    ("text", "problem", "tries"),
    [
        (
            "2024-12-13",
            "Chutes has no figures from before 14 Dec 2024.",
            ["usage since 2024-12-14"],
        ),
        (
            "7d yesterday",
            "Please give one period: `7d` or `yesterday`?",
            ["usage 7d", "usage yesterday"],
        ),
        (
            "r1 11/12",
            "Do you mean 11 Dec 2025 or 12 Nov?",
            ["usage r1 2025-12-11", "usage r1 2026-11-12"],
        ),
        ("<@U123|ada>", "Figures are of all of Chutes, not of people", ["usage"]),
        ("<#C1|general>", "Figures are of all of Chutes, not of people", ["usage"]),
        (
            "r1 without qwen last week",
            "I can't leave chutes out of the figures, only look at one.",
            ["usage last week", "usage r1 qwen last week"],
        ),
        (
            "last 7",
            "Last 7 of what?",
            ["usage last 7 days", "usage last 7 weeks", "usage last 7 months"],
        ),
        (
            "by steps",
            "I can't rank `usage` by `steps`. Use `by usd` or `by requests`.",
            ["stats diffusion by steps"],
        ),
        ("7d by tps", "I can't rank `usage` by `tps`.", ["stats llm 7d by tps"]),
        ("by colour", "I can't rank `usage` by `colour`. Use `by usd` or `by requests`.", []),
        ("by", "By what? Use `by usd` or `by requests`.", []),
        ("top 101", "`top 101` needs a number from 1 to 100.", []),
        (
            "top 5 top 6",
            "Please give one `top`: `top 5` or `top 6`?",
            ["usage top 5", "usage top 6"],
        ),
        ("30d vs yesterday", "30 days can't be compared with 1", ["usage 1d"]),
        ("x " * 61, "That's more than I can take in.", []),
    ],
)
def test_what_is_not_understood(text, problem, tries):
    """What was wrong is named, with lines to ask instead."""
    with pytest.raises(Mistake) as caught:
        read(text)

    assert str(caught.value).startswith(problem)
    assert caught.value.tries == tries


@pytest.mark.parametrize(
    ("text", "measure"),
    [
        ("by cost", "usd"),
        ("by dollars", "usd"),
        ("by invocations", "requests"),
        ("by calls", "requests"),
        ("most requests", "requests"),
        ("cost", "usd"),
        ("how much did we spend", "usd"),
    ],
)
def test_a_measure_in_other_words(text, measure):
    """What people call it is what it is."""
    assert read(text).measure == measure


@pytest.mark.parametrize(
    ("text", "sides"),
    [
        ("qwen vs r1 30d", (("qwen",), ("r1",))),
        ("compare qwen and r1", (("qwen",), ("r1",))),
        ("qwen coder vs r1 0528", (("qwen", "coder"), ("r1", "0528"))),
        ("qwen, r1, kimi last week", (("qwen",), ("r1",), ("kimi",))),
        ("qwen r1", ()),
    ],
)
def test_sides_to_compare(text, sides):
    """Names with something between them are compared."""
    assert read(text).sides == sides


@pytest.mark.parametrize(
    "text",
    [
        "last week deepseek by requests top 20 vs none",
        "top 20 vs none by requests last week deepseek",
        "deepseek VS NONE last week BY requests TOP 20",
    ],
)
def test_words_in_any_order(text):
    """However they are ordered, the words ask the same."""
    request = replace(read(text), others=())
    assert request.days == "last week"
    assert replace(request, days="7d") == Request(nov(16, 22), None, "requests", 20, ("deepseek",))


@pytest.mark.parametrize(
    ("text", "before"),
    [
        ("7d", nov(10, 16)),
        ("7d vs previous", nov(10, 16)),
        ("yesterday vs last week", nov(16, 16)),
        ("7d vs last week", nov(10, 16)),
        ("last month", Period(date(2026, 8, 31), date(2026, 9, 30))),
        ("7d vs none", None),
        ("today", None),
        ("today vs last week", nov(17, 17)),
        ("today vs yesterday", nov(23, 23)),
        ("vs yesterday", nov(23, 23)),
        ("vs last month", Period(date(2026, 10, 1), date(2026, 10, 23))),
        ("october vs september", Period(date(2026, 9, 1), date(2026, 9, 30))),
        ("this month vs last month", Period(date(2026, 10, 1), date(2026, 10, 23))),
        ("yesterday vs the day before", nov(22, 22)),
        ("yesterday vs day before yesterday", nov(22, 22)),
        ("last week compared with the week before", nov(9, 15)),
        ("7d vs month before", Period(date(2026, 10, 17), date(2026, 10, 23))),
        ("nov vs oct", Period(date(2026, 10, 1), date(2026, 10, 23))),
        ("20 nov vs 13 nov", nov(13, 13)),
    ],
)
def test_what_it_is_compared_with(text, before):
    """As many days before, or what is named; today with nothing else, as it is not over."""
    assert read(text).before == before


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("deepseek v3", ("deepseek", "v3")),
        ('"top 20"', ("top 20",)),
        ("“today” 7d", ("today",)),
        ("'a b' 7d", ("a b",)),
        ("o'neill", ("o'neill",)),
        ('5" disk', ('5"', "disk")),
        ("<http://x.ai|x.ai> 7d", ("x.ai",)),
        ("<http://kestrel.ai/Wren|kestrel.ai/Wren>", ("kestrel.ai/Wren",)),
        ("<https://x.ai>", ("https://x.ai",)),
        ("<mailto:a@x.ai|a@x.ai>", ("a@x.ai",)),
        ("~Draft~ &amp;Co", ("~Draft~", "&Co")),
        ("r1?", ("r1",)),
        ("usage of r1, please", ("r1",)),
    ],
)
def test_names_as_they_were_typed(text, names):
    """Quotes keep words together; what Slack does to names, links and mentions is undone."""
    assert read(text).names == names


def outcome(text: str, grammar: Grammar) -> Request | str:
    """What the grammar makes of *text*: a question, or what is wrong with it."""
    try:
        return read(text, grammar=grammar)
    except Mistake as mistake:
        return str(mistake)


def check(text: str, grammar: Grammar) -> None:
    said = outcome(text, grammar)
    if not isinstance(said, str):
        assert 1 <= len(said.period) <= 400
        assert said.measure in grammar.measures


@given(st.text(), st.sampled_from(GRAMMARS))
def test_no_text_breaks_the_grammar(text, grammar):
    """Whatever is typed is a question, or a mistake in words."""
    check(text, grammar)


MEANING = 'today 7d last week month by usd tps top 20 vs none since 2026-11-01 .. " “ <a|b> ’'


@example(["7d", "..", "0001-01-01"])
@given(st.lists(st.sampled_from([*MEANING.split(), "0001-01-01", "9999-12-31"]), max_size=7))
def test_no_words_break_the_grammar(words):
    """Nor does anything that is made of words that mean something."""
    check(" ".join(words), USAGE)


TYPED = st.characters(exclude_characters='"“”„‟«»‘’‚‛<&').filter(visible)


@given(st.lists(st.text(TYPED, min_size=1)))
def test_joined_words_split_again(names):
    """A question that is kept for a button is the same when it is asked again."""
    words = [Quoted(name) for name in (*names, 'a "b" c')]

    assert split(joined(words)) == words


@pytest.mark.parametrize(
    "text", ["\u200b7d", "7d\ufeff", "\u200e7d\u200f", "７ｄ", "7\u00add", "7d\u3164"]
)
def test_what_nobody_sees_is_not_there(text):
    """Invisible characters and other forms of the same ones change nothing."""
    assert read(text).period == WEEK


def test_dashes_are_one():
    """Whichever dash a keyboard makes of a hyphen, a name is the same."""
    assert read("larkspur\u201132b – 20‒23 nov").names == ("larkspur-32b",)


def test_slacks_escapes_are_undone():
    """What Slack escapes is read as it was typed."""
    assert unescape("a &amp; b &lt;c&gt; &amp;lt;") == "a & b <c> &lt;"
