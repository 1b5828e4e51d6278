"""`/chutes usage [range]`: what the platform metered, by day and by chute."""

from dataclasses import replace

from bot.services import Services
from bot.services.ledger import Usage
from bot.views.message import Message
from bot.views.sheets import Sheet
from bot.views.usage import usage_message
from handlers.dispatch import Ask, Subcommand
from handlers.words import period


async def usage(ask: Ask, services: Services) -> Message:
    found = await _find(ask, services)
    figures = {"USD": found.usd, "invocations": float(found.invocations)}
    return replace(usage_message(found, services.clock()), figures=figures)


async def sheet(ask: Ask, services: Services) -> Sheet:
    found = await _find(ask, services)
    return Sheet(
        f"usage-{found.period.first}..{found.period.last}",
        ["Chute", "Id", "USD", "Invocations"],
        [[one.name, one.chute_id, one.usd, one.invocations] for one in found.chutes],
    )


async def _find(ask: Ask, services: Services) -> Usage:
    return await services.ledger.usage(period(ask.words, services.clock()))


SUBCOMMAND = Subcommand(
    "usage [7d|yesterday|today|2026-11-01..2026-11-10]",
    "USD and invocations of the whole platform, by day and by chute",
    usage,
    sheet,
)
