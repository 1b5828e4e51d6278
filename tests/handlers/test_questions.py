"""Questions in people's own words: the line that each is understood as."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.grammar.followups import continued
from handlers.grammar.questions import guesses
from handlers.words import joined, split

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
SAID = (Path(__file__).parent / "questions.txt").read_text()
LINES = [
    (said.strip(), line)
    for line, questions in (row.split(": ", 1) for row in SAID.splitlines())
    for said in questions.split("|")
]


@pytest.mark.parametrize(("said", "line"), LINES)
def test_questions(said, line):
    """The likeliest line is the one that was meant; `?` where it is to be asked back."""
    first = guesses(split(said), NOW)[:1]

    assert first
    assert first[0].line == line.removesuffix("?")
    assert first[0].sure is not line.endswith("?")


@pytest.mark.parametrize("said", ["thanks", "well", "...", "?!", "the"])
def test_nothing_asked(said):
    """What speaks for nothing is no question."""
    assert not guesses(split(said), NOW)


@pytest.mark.parametrize(
    ("last", "more", "line"),
    [
        ("usage 7d", "and last week?", "usage last week"),
        ("usage yesterday", "last month", "usage last month"),
        ("usage qwen yesterday", "what about r1?", "usage r1 yesterday"),
        ("usage last week", "only qwen", "usage qwen last week"),
        ("usage last week", "just deepseek please", "usage deepseek last week"),
        ("usage last week", "by requests", "usage last week by requests"),
        ("usage qwen last week", "by tokens", "stats llm qwen last week by tokens"),
        ("stats llm by tps", "by latency", "stats llm by ttft"),
        ("stats llm r1 last week", "why?", "usage r1 last week"),
        ("usage last week", "why?", "usage last week"),
        ("usage last week", "compared with the week before?", "usage last week vs week before"),
        ("usage qwen", "compared to r1", "usage qwen vs r1"),
        ("usage qwen", "vs r1", "usage qwen vs r1"),
        ("usage 7d by requests", "top 20", "usage 7d top 20 by requests"),
        ("usage 7d top 5", "and yesterday", "usage yesterday top 5"),
        ("stats diffusion 7d", "how about november?", "stats diffusion november"),
        ("usage", "since monday", "usage since monday"),
    ],
)
def test_follow_ups(last, more, line):
    """What is said more takes the place of its own in the last question."""
    found = continued(split(last), split(more), NOW)

    assert found
    assert joined(found.words) == line
    assert not found.as_file


@pytest.mark.parametrize("more", ["as csv", "csv", "as a csv please", "download"])
def test_a_file_of_it(more):
    """The last answer's whole table is one word away."""
    found = continued(["usage", "7d"], split(more), NOW)

    assert found
    assert found.as_file


@pytest.mark.parametrize(
    "more", ["any reports open?", "status", "how much did we spend yesterday?", "thanks", "help me"]
)
def test_new_questions(more):
    """What asks something of its own goes on with nothing."""
    assert continued(["usage", "7d"], split(more), NOW) is None


def test_no_figures_before():
    """Only questions about figures are gone on with."""
    assert continued(["status"], ["yesterday"], NOW) is None


@given(st.text(max_size=200), st.text(max_size=100))
def test_no_text_breaks_it(text, more):
    """Whatever is typed, it is some lines or none."""
    words = split(text)
    for guess in guesses(words, NOW):
        assert guess.line
    if split(more):
        continued(words, split(more), NOW)
        continued(["usage", *words], split(more), NOW)
