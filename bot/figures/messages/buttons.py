"""What hangs under an answer: share it, ask it again, other days, the whole table."""

from dataclasses import replace

from slackblocks import ActionsBlock, Button, Option, PlainText, SectionBlock, StaticSelectMenu
from slackblocks.elements import Element

from bot.blocks.message import Message
from bot.blocks.sections import context

SHARE, REFRESH, CSV = "share", "refresh", "csv"
SHARED = "Shared ✓"
ASK_ASIDE = "ask_aside"  # with a number: its value is a question, as it would be typed
ASKED_ASIDE = 2  # such buttons below one message, at most
RANGE, RANGE_ASIDE = "range", "range_aside"  # in the answer's place, or beside it in private


def has_buttons(message: Message) -> bool:
    """Whether *message* offers something to press already, as one that asks back does."""
    return any(
        isinstance(block, ActionsBlock) or (isinstance(block, SectionBlock) and block.accessory)
        for block in message.blocks
    )


def with_note(message: Message, note: str) -> Message:
    """Return *message* with *note* (mrkdwn) below it."""
    blocks = [*message.blocks, context(note)]
    return replace(message, text=f"{message.text}\n{note}", blocks=blocks)


def with_buttons(
    message: Message,
    question_id: str,
    ranges: dict[str, str],
    *,
    public: bool,
    shared: bool = False,
) -> Message:
    """Return *message* with its buttons; *ranges* are the days to choose from, by their words.

    A *public* one has no Share, and other days are shown beside it, to who asks for them; one that
    was *shared* says so instead. One without figures can be asked again, or for other days; there
    is nothing to share or to save.
    """
    days = message.days
    share = Button(
        PlainText("Share"),
        SHARE,
        value=question_id,
        accessibility_label="Share with everybody here",
    )
    menu = StaticSelectMenu(
        RANGE_ASIDE if public else RANGE,
        [_option(question_id, word, name) for word, name in ranges.items()],
        initial_option=_option(question_id, days, ranges[days]) if days in ranges else None,
        placeholder=PlainText("Other days"),
    )
    again = Button(
        PlainText("Refresh"),
        REFRESH,
        value=question_id,
        accessibility_label="Refresh this answer",
    )
    file = Button(
        PlainText("CSV"),
        CSV,
        value=question_id,
        accessibility_label="CSV of the whole table",
    )
    row: list[Element] = [again, menu]
    if message.figures:
        row = [again, menu, file] if public or shared else [share, again, menu, file]
    said = [context(SHARED)] if shared else []
    return replace(message, blocks=[*message.blocks, *said, ActionsBlock(row)])


def choice(value: str) -> tuple[str, str]:
    """Return the question's id and the range that an option of the select stands for."""
    question_id, _, word = value.partition(" ")
    return question_id, word


def _option(question_id: str, word: str, name: str) -> Option:
    return Option(PlainText(name), f"{question_id} {word}")
