"""Lines to ask instead, as buttons below a sentence."""

from collections.abc import Sequence

from slackblocks import ActionsBlock, Button, PlainText
from slackblocks.blocks import Block
from slackblocks.elements import Element

from bot.blocks.message import Message
from bot.blocks.sections import section
from bot.blocks.text import shorten

TRY_ACTION = "try"  # of the first button `try_1`; a button's value is the line, as it is typed
MOST_TRIES = 5
LONGEST_LINE = 2000  # characters of a button's value


def try_actions() -> list[str]:
    """Return the action ids that `with_tries` uses."""
    return [f"{TRY_ACTION}_{number}" for number in range(1, MOST_TRIES + 1)]


def with_tries(text: str, lines: Sequence[str]) -> Message:
    """Return *text* (mrkdwn), with a button for each of the first *lines*."""
    kept = [line for line in lines if len(line) <= LONGEST_LINE][:MOST_TRIES]
    if not kept:
        return Message(text)
    buttons: list[Element] = [
        Button(PlainText(shorten(line, 75)), action, value=line)
        for action, line in zip(try_actions(), kept, strict=False)
    ]
    blocks: list[Block] = [section(text), ActionsBlock(buttons)]
    return Message(text, blocks)
