"""What can be asked, as a message: lines to try, and what one subcommand understands."""

from collections.abc import Iterable, Sequence

from slackblocks import Button, PlainText
from slackblocks.blocks import Block

from bot.blocks.message import Message
from bot.blocks.sections import context, section
from bot.blocks.tries import TRY_ACTION

PRIVACY = (
    "Answers to a mention are for everybody, all others only for you. Figures are platform-wide, "
    "in UTC days."
)
SAYING_WHEN = (
    "Days: `today`, `yesterday`, `7d`, `last week`, `nov`, `20 Nov`, `since monday`, "
    "`1 Nov - 10 Nov`, `q3`. Words come in any order; put a name in quotes if it could be "
    "anything else, and `as csv` behind it all for the table as a file."
)


def help_message(
    command: str, examples: Iterable[tuple[str, str]], names: Sequence[str], gone: str = ""
) -> Message:
    """Offer *examples*, pairs of a line and what it shows; *names* are all subcommands.

    *gone* says what this server does not offer.
    """
    head = "Ask me about Chutes in your own words, or like this:"
    listed = [(f"{what}\n`{command} {line}`", line) for line, what in examples]
    more = ", ".join(f"`{name}`" for name in names)
    notes = [f"All commands: {more}. `{command} help usage` tells more of one.", PRIVACY]
    blocks: list[Block] = [section(head), *(_offered(*pair) for pair in listed)]
    if gone:
        blocks.append(section(gone))
    text = "\n".join([head, *(text for text, _ in listed), *notes, *([gone] if gone else [])])
    return Message(text, [*blocks, context(" ".join(notes))])


def subcommand_help(
    command: str, usage: str, summary: str, examples: Sequence[str], details: str = ""
) -> Message:
    """Say what one subcommand is for, with examples first and its grammar last."""
    listed = [f"`{command} {line}`" for line in examples]
    last = "\n".join(filter(None, [details, f"In full: `{command} {usage}`"]))
    blocks: list[Block] = [
        section(summary),
        *(_offered(text, line) for text, line in zip(listed, examples, strict=True)),
        section(last),
    ]
    return Message("\n".join([summary, *listed, last]), blocks)


def _offered(text: str, line: str) -> Block:
    label = f"Try {line}"[:75]
    button = Button(PlainText("Try"), f"{TRY_ACTION}_1", value=line, accessibility_label=label)
    return section(text, accessory=button)
