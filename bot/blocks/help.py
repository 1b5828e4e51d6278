"""What can be asked, as a message."""

from collections.abc import Iterable

from slackblocks.blocks import Block

from bot.blocks.message import Message
from bot.blocks.sections import context, section


def help_message(command: str, subcommands: Iterable[tuple[str, str]]) -> Message:
    """List *subcommands*, pairs of usage and summary.

    Each has a section of its own: Slack folds a section after about five lines.
    """
    listed = [
        f"{summary[:1].upper()}{summary[1:]}\n`{command} {usage}`" for usage, summary in subcommands
    ]
    paragraphs = ["Ask me about Chutes:", *listed]
    footer = (
        "For `7d` also `today`, `yesterday`, `last week`, `this month`, `2026-11-20`, "
        "`2026-11-01..2026-11-10` or `since 2026-11-01`. Words come in any order. "
        "Answers to a mention are for everybody, all others only for you. Figures are "
        "platform-wide, in UTC days."
    )
    blocks: list[Block] = [section(paragraph) for paragraph in paragraphs]
    return Message("\n".join(paragraphs), [*blocks, context(footer)])
