"""Questions in people's own words: the line that each is understood as."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.grammar.common import COMMON, is_told_by_its_ending
from handlers.grammar.followups import continued, needs_more
from handlers.grammar.pieces import wants_file
from handlers.grammar.questions import guesses
from handlers.words import joined, split
from tests.handlers.understanding import NOW, meaning

ROWS = [
    row.split(": ", 1)
    for file in ("questions.txt", "lines.txt")
    for row in (Path(__file__).parent / file).read_text().splitlines()
]
LINES = [(said.strip(), meant) for meant, lines in ROWS for said in lines.split(" | ")]


@pytest.mark.parametrize(("said", "meant"), LINES)
def test_lines(said, meant):
    """A line is read as the one that it stands for: the same days, measure, rows and names.

    `?` is before the lines that are offered where it is asked back, `says` before a sentence, and
    `!` before one that says what is wrong.
    """
    expected = meant if meant[:2] in ("? ", "! ") or meant[:4] == "says" else meaning(meant)

    assert meaning(said).startswith(expected)


def test_enough_lines():
    """There are so many, each once."""
    assert len(LINES) >= 500
    assert len(LINES) == len({said for said, _ in LINES})


def test_common_words_are_told_once():
    """A word that its ending tells needs no place in the list."""
    assert not [word for word in COMMON if is_told_by_its_ending(word)]


@pytest.mark.parametrize("said", ["well", "...", "?!", "the"])
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
        ("usage qwen yesterday", "same for r1", "usage r1 yesterday"),
        ("usage qwen yesterday", "and r1?", "usage r1 yesterday"),
        ("usage qwen", "also r1", "usage qwen vs r1"),
        ("usage qwen", "add r1", "usage qwen vs r1"),
        ("usage last week", "only qwen and r1", "usage qwen vs r1 last week"),
        ("usage last week", "without r1", "usage without r1 last week"),
        ("usage yesterday", "the day before", "usage 2026-11-22..2026-11-22"),
        ("usage last week", "the week before", "usage 2026-11-09..2026-11-15"),
        (
            "usage last week by requests",
            "and the one before?",
            "usage 2026-11-09..2026-11-15 by requests",
        ),
        ("usage november", "the month before?", "usage 2026-10-01..2026-10-31"),
        ("usage october", "and before that", "usage 2026-09-01..2026-09-30"),
        ("usage", "the week before", "usage 2026-11-10..2026-11-16"),
        ("usage 7d by requests", "per day", "usage 7d by requests"),
        ("usage 7d top 5", "show more", "usage 7d top 100"),
        ("usage qwen 7d", "overall?", "usage 7d"),
        ("stats llm by tps", "and the slowest?", "stats llm bottom 10 by tps"),
        ("stats llm by tps", "bottom 5", "stats llm bottom 5 by tps"),
        ("usage yesterday", "tokens?", "stats llm yesterday by tokens"),
        ("usage yesterday", "in tokens", "stats llm yesterday by tokens"),
        ("usage r1", "no, last month", "usage r1 last month"),
        ("usage r1", "i meant qwen", "usage qwen"),
        ("usage today", "ok and yesterday then?", "usage yesterday"),
        ("usage 7d", "vs last month", "usage 7d vs last month"),
        ("usage qwen 7d", "and all time?", "usage qwen all time"),
        ("usage qwen", "all of november", "usage qwen november"),
        ("usage qwen 7d", "all chutes yesterday", "usage yesterday"),
    ],
)
def test_follow_ups(last, more, line):
    """What is said more takes the place of its own in the last question."""
    found = continued(split(last), split(more), NOW)

    assert found
    assert joined(found) == line


@pytest.mark.parametrize(
    "more",
    [
        "as csv",
        "csv",
        "as a csv please",
        "download",
        "download it",
        "as a spreadsheet",
        "as a file",
    ],
)
def test_a_file_of_it(more):
    """The last answer's whole table is one word away."""
    assert wants_file(split(more), NOW)
    assert needs_more(split(more))
    assert continued(["usage", "7d"], split(more), NOW) == ["usage", "7d"]


@pytest.mark.parametrize(
    ("more", "needs"),
    [
        ("why?", True),
        ("the one before", True),
        ("again", True),
        ("last week", False),
        ("csv of last week", False),
        ("by tokens", False),
    ],
)
def test_what_goes_on_from_nothing(more, needs):
    """Some lines make no sense without a question before them."""
    assert needs_more(split(more)) == needs


@pytest.mark.parametrize(
    "more",
    [
        "any reports open?",
        "status",
        "how much did we spend yesterday?",
        "thanks",
        "help me",
        "which model is fastest?",
        "how is r1 doing",
        "and how much did r1 cost yesterday?",
        "show me yesterday",
    ],
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
