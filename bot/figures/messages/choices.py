"""Several chutes that were meant, to choose from."""

from collections.abc import Mapping

from slackblocks import Button, Option, PlainText, StaticSelectMenu
from slackblocks.blocks import Block

from bot.blocks.message import Message
from bot.blocks.sections import context, section
from bot.blocks.text import code, escape, shorten
from bot.figures.names import SHORT, Names

MOST_CHOICES = 5  # with a button each; all others are in a select
MOST_OPTIONS, LABEL_LENGTH, VALUE_LENGTH = 100, 75, 150  # of a select
ASK_ACTION = "ask"  # the action: its value is the question, as it would be typed


def choice_message(typed: str, questions: Mapping[str, str], names: Names) -> Message:
    """Offer the chutes that *typed* may mean; *questions* are what to ask, by chute id."""
    shown = dict(list(questions.items())[:MOST_CHOICES])
    others = {id: question for id, question in questions.items() if id not in shown}
    more = len(others)
    meant = code(typed)
    head = f"{len(questions)} chutes match {meant}. Which one?"
    labels = {id: _label(id, names) for id in shown}
    text = f"{head} {'; '.join(labels.values())}{f' and {more} more' if more else ''}."
    blocks: list[Block] = [section(head)]
    for id, question in shown.items():
        spoken = shorten(f"Show {names.of(id)}", LABEL_LENGTH)
        button = Button("Show", ASK_ACTION, value=question, accessibility_label=spoken)
        blocks.append(section(labels[id], block_id=f"choice-{id}", accessory=button))
    if more:
        blocks.append(_others(others, names))
    return Message(text, blocks)


def _others(questions: Mapping[str, str], names: Names) -> Block:
    """Offer what has no button of its own, as far as a select takes the questions."""
    options = [
        Option(PlainText(shorten(names.of(id), LABEL_LENGTH)), question)
        for id, question in list(questions.items())[:MOST_OPTIONS]
        if len(question) <= VALUE_LENGTH
    ]
    said = f"{len(questions)} more"
    if not options:
        return context(f"{said}. Type more of the name to narrow it down.")
    menu = StaticSelectMenu(ASK_ACTION, options, placeholder=PlainText("Choose one"))
    return section(f"{said}:", accessory=menu)


def _label(chute_id: str, names: Names) -> str:
    kind = names.kind(chute_id)
    return f"{escape(names.of(chute_id), 80)} ({kind}, {chute_id[:SHORT]})"
