"""What can be asked, as a message."""

from collections.abc import Iterable

from slackblocks import ContextBlock, SectionBlock, Text

from bot.views.message import Message


def help_message(command: str, subcommands: Iterable[tuple[str, str]]) -> Message:
    """List *subcommands*, pairs of usage and summary."""
    lines = "\n".join(f"`{command} {usage}`  {summary}" for usage, summary in subcommands)
    text = f"Ask me about Chutes:\n{lines}"
    footer = (
        "For `7d` also `today`, `yesterday`, `last week`, `this month`, `2026-11-20`, "
        "`2026-11-01..2026-11-10` or `since 2026-11-01`. Words come in any order. "
        "Answers to a mention are for everybody, all others only for you. Figures are "
        "platform-wide, in UTC days."
    )
    return Message(text, [SectionBlock(text), ContextBlock([Text(footer)])])
