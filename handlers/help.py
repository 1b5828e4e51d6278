"""`/chutes help`: every subcommand, from the same table that dispatches them."""

from collections.abc import Iterable

from bot.blocks.help import help_message
from bot.blocks.message import Message
from bot.services import Services
from handlers.dispatch import Ask, Subcommand


def subcommand(subcommands: Iterable[Subcommand]) -> Subcommand:
    """Return the help that lists *subcommands* and itself."""
    known = list(subcommands)

    async def answer(ask: Ask, services: Services) -> Message:
        shown = [sub for sub in known if sub.is_for_everybody or not ask.is_mention]
        return help_message(ask.command, [(sub.usage, sub.summary) for sub in shown])

    known.append(Subcommand("help", "this list", answer, public=True))
    return known[-1]
