"""Sections and contexts that fit: Slack refuses a whole message for one text that is too long."""

from collections.abc import Iterator

from slackblocks import ContextBlock, SectionBlock, Text
from slackblocks.elements import Element

from bot.blocks.text import LONGEST_SECTION, cut


def section(
    mrkdwn: str, *, block_id: str | None = None, accessory: Element | None = None
) -> SectionBlock:
    """Return a section that says *mrkdwn*, cut to what fits."""
    return SectionBlock(cut(mrkdwn) or " ", block_id=block_id, accessory=accessory)


def sections(mrkdwn: str) -> Iterator[SectionBlock]:
    """Yield as many sections as it takes to say *mrkdwn*, split where its lines end."""
    held = ""
    for line in mrkdwn.split("\n"):
        joined = f"{held}\n{line}" if held else line
        if held and len(joined) > LONGEST_SECTION:
            yield section(held)
            held = line
        else:
            held = joined
    yield section(held)


def context(mrkdwn: str) -> ContextBlock:
    """Return a line in small print, cut to what fits."""
    return ContextBlock([Text(cut(mrkdwn) or " ")])
