"""Modals that ask for nothing: what is shown while we look something up, and what we found."""

from slackblocks import ModalView, SectionBlock

from bot.views.message import Message
from bot.views.text import cut


def saying(id: str, title: str, message: Message) -> ModalView:
    """Return a modal that says *message* in words; a modal shows no charts."""
    return ModalView(title, [SectionBlock(cut(message.text))], close="Close", callback_id=id)
