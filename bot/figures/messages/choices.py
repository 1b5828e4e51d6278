"""Several chutes that were meant, to choose from."""

from collections.abc import Mapping

from slackblocks import Button
from slackblocks.blocks import Block

from bot.blocks.message import Message
from bot.blocks.sections import context, section
from bot.blocks.text import escape, escape_sentence, quote
from bot.figures.names import SHORT, Names

MOST_CHOICES = 5  # choices
ASK_ACTION = "ask"  # the action: its value is the question, as it would be typed


def choice_message(typed: str, questions: Mapping[str, str], names: Names) -> Message:
    """Offer the chutes that *typed* may mean; *questions* are what to ask, by chute id."""
    shown = dict(list(questions.items())[:MOST_CHOICES])
    more = len(questions) - len(shown)
    meant = escape_sentence(quote(typed))
    head = f"{len(questions)} chutes match {meant}. Which one?"
    labels = {id: _label(id, names) for id in shown}
    text = f"{head} {'; '.join(labels.values())}{f' and {more} more' if more else ''}."
    blocks: list[Block] = [section(head)]
    for id, question in shown.items():
        button = Button("Show", ASK_ACTION, value=question)
        blocks.append(section(labels[id], block_id=f"choice-{id}", accessory=button))
    if more:
        blocks.append(context(f"{more} more. Type more of the name to narrow it down."))
    return Message(text, blocks)


def _label(chute_id: str, names: Names) -> str:
    kind = names.kind(chute_id)
    return f"{escape(names.of(chute_id), 80)} ({kind}, {chute_id[:SHORT]})"
