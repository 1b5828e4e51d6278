"""`/chutes usage [range]`: what the platform metered, by day and by chute."""

from bot.services import Services
from bot.views.message import Message
from bot.views.usage import usage_message
from handlers.dispatch import Ask, Subcommand
from handlers.words import period


async def usage(ask: Ask, services: Services) -> Message:
    now = services.clock()
    return usage_message(await services.ledger.usage(period(ask.words, now)), now)


SUBCOMMAND = Subcommand(
    "usage [7d|yesterday|today|2026-11-01..2026-11-10]",
    "USD and invocations of the whole platform, by day and by chute",
    usage,
)
