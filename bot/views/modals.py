"""Modals that ask for nothing: what is shown while we look something up, and what we found."""

from slackblocks import ModalView, SectionBlock

from bot.views.message import Message

LONGEST = 3000  # characters in a section


def saying(id: str, title: str, message: Message) -> ModalView:
    """Return a modal that says *message* in words; a modal shows no charts."""
    return ModalView(title, [SectionBlock(message.text[:LONGEST])], close="Close", callback_id=id)
