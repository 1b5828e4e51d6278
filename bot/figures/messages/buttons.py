"""What hangs under an answer: share it, ask it again, more of it, other days, one chute."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from slackblocks import (
    ActionsBlock,
    Button,
    DatePicker,
    Option,
    OptionGroup,
    PlainText,
    SectionBlock,
    StaticSelectMenu,
)
from slackblocks.blocks import Block
from slackblocks.elements import Element

from bot.blocks.message import Message
from bot.blocks.offers import Offers
from bot.blocks.sections import context
from bot.blocks.text import shorten

SHARE, REFRESH, CSV = "share", "refresh", "csv"
WATCH_THIS = "watch_this"  # opens a form; its value is a question's id
SHARED = "Shared ✓"
ASK_ASIDE = "ask_aside"  # with a number: its value is a question, as it would be typed
ASKED_ASIDE = 2  # such buttons below one message, at most
RANGE, MORE, LOOK, BESIDE = "range", "more", "look", "beside"  # in the answer's place
ASIDE = "_aside"  # behind one of those: beside a public answer, for who presses alone
PICK = "pick"  # the range that is none yet: two dates are to be picked
FIRST_DAY, LAST_DAY = "first_day", "last_day"  # the pickers; their block's id says of what
OPTION_LENGTH = 75  # characters


@dataclass(frozen=True)
class Row:
    """How the buttons are: with the *ranges* of days to choose from, by their words.

    A *public* answer has no Share, and what is chosen is shown beside it, to who chooses; one that
    was *shared* says so instead. While *picking*, dates take the place of the other selects.
    """

    ranges: Mapping[str, str]
    public: bool = False
    shared: bool = False
    picking: bool = False


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


def with_buttons(message: Message, question_id: str, row: Row) -> Message:
    """Return *message* with a row of buttons and a row of selects.

    One without figures can be asked again, or for other days; there is nothing to share or save.
    """
    menus = ActionsBlock(
        [*_menus(message, question_id, row)], block_id=_dates_id(message, question_id)
    )
    below: list[Block] = [ActionsBlock([*_buttons(message, question_id, row)]), menus]
    said = [context(SHARED)] if row.shared else []
    return replace(message, blocks=[*message.blocks, *said, *below])


def choice(value: str) -> tuple[str, str]:
    """Return the question's id and the phrase that an option of a select stands for."""
    question_id, _, phrase = value.partition(" ")
    return question_id, phrase


def picked(block_id: str, action_id: str, date: str) -> tuple[str, str]:
    """Return the question's id and the range, once one of its two dates was picked."""
    _, question_id, first, last = [*block_id.split(), "", "", "", ""][:4]
    return question_id, f"{date}..{last}" if action_id == FIRST_DAY else f"{first}..{date}"


def _buttons(message: Message, question_id: str, row: Row) -> Iterator[Element]:
    if message.figures and not (row.public or row.shared):
        yield _button("Share", SHARE, question_id, "Share with everybody here")
    yield _button("Refresh", REFRESH, question_id, "Refresh this answer")
    for phrase, label in message.offers.more.items() if message.offers else ():
        yield _button(label, _aside(MORE, row), f"{question_id} {phrase}", f"{label} in the table")
    if message.figures:
        yield _button("CSV", CSV, question_id, "CSV of the whole table")
    if message.figures and message.offers:
        yield _button("Watch this", WATCH_THIS, question_id, "Watch this: be told when it moves")


def _menus(message: Message, question_id: str, row: Row) -> Iterator[Element]:
    offers = message.offers
    ranges = {**row.ranges, **({PICK: "Pick dates…"} if offers else {})}
    yield _menu(
        "Other days", _aside(RANGE, row), {"": ranges}, question_id, offers.days if offers else ""
    )
    if offers and row.picking:
        yield DatePicker(FIRST_DAY, str(offers.first), placeholder="From")
        yield DatePicker(LAST_DAY, str(offers.last), placeholder="To")
    elif offers and message.figures:
        yield from _closer(offers, question_id, row)


def _closer(offers: Offers, question_id: str, row: Row) -> Iterator[Element]:
    if offers.chutes:
        groups = {"": offers.chutes}
        yield _menu("One chute", _aside(LOOK, row), groups, question_id, offers.chosen)
    groups = {"Other days": offers.other_days, "Other chutes": offers.other_chutes}
    if any(groups.values()):
        yield _menu("Compare with…", _aside(BESIDE, row), groups, question_id)


def _menu(
    name: str,
    action_id: str,
    groups: Mapping[str, Mapping[str, str]],
    question_id: str,
    chosen: str = "",
) -> StaticSelectMenu:
    """Return a select; its groups have headings if there are several."""
    offered = {
        heading: {phrase: _option(question_id, phrase, label) for phrase, label in labels.items()}
        for heading, labels in groups.items()
        if labels
    }
    initial = next((options[chosen] for options in offered.values() if chosen in options), None)
    placeholder = PlainText(name)
    if len(offered) == 1:
        [options] = offered.values()
        return StaticSelectMenu(
            action_id, [*options.values()], initial_option=initial, placeholder=placeholder
        )
    headed = [OptionGroup(heading, [*options.values()]) for heading, options in offered.items()]
    return StaticSelectMenu(
        action_id, option_groups=headed, initial_option=initial, placeholder=placeholder
    )


def _button(label: str, action_id: str, value: str, spoken: str) -> Button:
    return Button(PlainText(label), action_id, value=value, accessibility_label=spoken)


def _aside(action_id: str, row: Row) -> str:
    return f"{action_id}{ASIDE}" if row.public else action_id


def _dates_id(message: Message, question_id: str) -> str | None:
    offers = message.offers
    return f"dates {question_id} {offers.first} {offers.last}" if offers else None


def _option(question_id: str, phrase: str, label: str) -> Option:
    return Option(PlainText(shorten(label, OPTION_LENGTH)), f"{question_id} {phrase}")
