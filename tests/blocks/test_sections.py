"""Texts that fit, whatever is in them."""

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.blocks.message import LONGEST_TEXT, Message
from bot.blocks.sections import context, section, sections
from handlers.home_view import home

TEXTS = st.text(min_size=0, max_size=40).flatmap(
    lambda line: st.integers(0, 400).map(lambda many: "\n".join([line] * many))
)


def texts(block) -> list[str]:
    """Return every text of a block, as Slack gets it."""
    said = block._resolve()
    found = [said["text"]["text"]] if "text" in said else []
    return [*found, *(element["text"] for element in said.get("elements", []) if "text" in element)]


@given(TEXTS)
@settings(max_examples=50)
def test_every_text_fits(text):
    """A text is cut, or said in several sections, but never refused."""
    for block in (section(text), context(text), *sections(text)):
        assert all(1 <= len(said) <= 3000 for said in texts(block))


@given(TEXTS, TEXTS, TEXTS)
@settings(max_examples=25)
def test_home_fits(digests, health, answer):
    """A Home can be built of digests, sources and answers of any length."""
    view = home({"usage": "Usage"}, "usage", Message(answer), digests, health, Message("help"))

    assert len(view.payload()["blocks"]) <= 50


def test_nothing_is_lost_between_sections():
    """Where a text is split, its lines are all there."""
    lines = [f"line {number} " + "x" * 300 for number in range(40)]
    said = [block._resolve()["text"]["text"] for block in sections("\n".join(lines))]

    assert "\n".join(said).split("\n") == lines
    assert len(said) > 3


def test_a_long_message_is_cut():
    """Text alone has a bound as well."""
    assert len(Message("x" * 50_000).payload()["text"]) == LONGEST_TEXT
