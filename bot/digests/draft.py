"""A digest as it is to be sent: one message, what goes into its thread, and a file."""

from dataclasses import dataclass

from bot.blocks.message import Message
from bot.figures.periods import Period


@dataclass(frozen=True)
class Attachment:
    """A file: its name and what is in it."""

    name: str
    content: bytes


@dataclass(frozen=True)
class DigestMessages:
    """What one slot says; *missing* has a sentence for each source that is late.

    Nothing of it is posted if it is *silent*.
    """

    headline: Message
    details: Message | None = None
    file: Attachment | None = None
    missing: tuple[str, ...] = ()
    silent: bool = False


def file_name(period: Period) -> str:
    """Return what the file of the days is called, by which it is found again."""
    ends = dict.fromkeys([period.first, period.last])
    return f"chutes-{'-'.join(map(str, ends))}.csv"
