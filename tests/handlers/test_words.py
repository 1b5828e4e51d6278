"""The grammar of what people type."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import Mistake
from bot.figures.names import visible
from bot.figures.periods import Period
from handlers import stats, usage
from handlers.words import Grammar, Quoted, Request, joined, split, unescape

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
USAGE = usage.GRAMMAR
GRAMMARS = [USAGE, *(topic.grammar for topic in stats.TOPICS.values())]
WEEK = Period(date(2026, 11, 17), date(2026, 11, 23))


def nov(first: int, last: int) -> Period:
    return Period(date(2026, 11, first), date(2026, 11, last))


def read(text: str, now: datetime = NOW, grammar: Grammar = USAGE) -> Request:
    return grammar.read(split(text), now)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("2024-12-13", "Chutes has no figures from before 14 Dec 2024."),
        ("7d yesterday", "`yesterday` is one range too many."),
        ("by steps", "I cannot go `by steps`: say `by usd` or `by requests`."),
        ("by", "I cannot go `by`: say `by usd` or `by requests`."),
        ("top ten", "`top ten` needs a number from 1 to 100."),
        ("top 101", "`top 101` needs a number from 1 to 100."),
        ("top 5 top 6", "`top 6` is one `top` too many."),
        ("vs yesterday", "I cannot compare with `yesterday`: say `vs previous`"),
        ("30d vs last week", "`vs last week` compares seven days at most."),
    ],
)
def test_what_is_not_understood(text, problem):
    """It is quoted, with the usage of that subcommand and one example."""
    with pytest.raises(Mistake) as caught:
        read(text, datetime(2026, 11, 23, 12, tzinfo=UTC))

    assert str(caught.value).startswith(problem)
    assert str(caught.value).endswith(
        f"Usage: `/chutes {USAGE.usage}`, for example `/chutes {USAGE.example}`."
    )


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
    assert read(text) == Request(nov(16, 22), None, "requests", 20, ("deepseek",))


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
        ("today vs last week", None),
    ],
)
def test_what_it_is_compared_with(text, before):
    """As many days before, or the week before; today with nothing, as it is not over."""
    assert read(text).before == before


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("deepseek v3", ("deepseek", "v3")),
        ('"top 20"', ("top 20",)),
        ("“today” 7d", ("today",)),
        ("'a b' 7d", ("a b",)),
        ("don't", ("don't",)),
        ('5" disk', ('5"', "disk")),
        ("<http://x.ai|x.ai> 7d", ("x.ai",)),
        ("<http://kestrel.ai/Wren|kestrel.ai/Wren>", ("kestrel.ai/Wren",)),
        ("<https://x.ai>", ("https://x.ai",)),
        ("<mailto:a@x.ai|a@x.ai>", ("a@x.ai",)),
        ("<@U123|ada>", ("<@U123>",)),
        ("<@U123>", ("<@U123>",)),
        ("<#C1|general>", ("<#C1>",)),
        ("~Draft~ &amp; Co", ("~Draft~", "&", "Co")),
        ("&lt;!channel&gt;", ("<!channel>",)),
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
    if isinstance(said, str):
        assert f"`/chutes {grammar.usage}`" in said
    else:
        assert 1 <= len(said.period) <= 400
        assert said.measure in grammar.measures


@given(st.text(), st.sampled_from(GRAMMARS))
def test_no_text_breaks_the_grammar(text, grammar):
    """Whatever is typed is a question, or a mistake that says how to ask."""
    check(text, grammar)


MEANING = 'today 7d last week month by usd tps top 20 vs none since 2026-11-01 .. " “ <a|b> ’'


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
    assert read("larkspur\u201132b – 20‒23 nov").names == ("larkspur-32b", "-")


def test_slacks_escapes_are_undone():
    """What Slack escapes is read as it was typed."""
    assert unescape("a &amp; b &lt;c&gt; &amp;lt;") == "a & b <c> &lt;"
