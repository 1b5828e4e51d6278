"""Modals that ask for nothing: what is shown while we look something up, and what we found."""

from slackblocks import ActionsBlock, ContextBlock, ModalView, SectionBlock
from slackblocks.blocks import Block

from bot.blocks.message import Message
from bot.blocks.sections import section

FITTING = ActionsBlock, ContextBlock, SectionBlock


def saying(id: str, title: str, message: Message, *, buttons: bool = False) -> ModalView:
    """Return a modal that says *message* in words, or with its *buttons*, if those work there."""
    blocks: list[Block] = [block for block in message.blocks if isinstance(block, FITTING)]
    if not buttons or not blocks:
        blocks = [section(message.text)]
    return ModalView(title, blocks, close="Close", callback_id=id)
