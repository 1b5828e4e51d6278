"""`/chutes status`: how the sources and the bot are, and what somebody may still ask."""

from bot.blocks.message import Message
from bot.health.messages import status_message
from bot.services import Services
from handlers.context import Context
from handlers.dispatch import Ask, Subcommand


async def status(ask: Ask, services: Services) -> Message:
    health = await services.pulse.take(ask.team_id, ask.user_id)
    return status_message(health, services.clock())


async def status_and_setup(ask: Ask, tools: Context) -> Message:
    """Answer an admin with what the doctor finds besides."""
    health = await tools.services.pulse.take(ask.team_id, ask.user_id)
    found = await tools.examine(ask.team_id) if health.for_admin else []
    return status_message(health, tools.services.clock(), found)


SUBCOMMAND = Subcommand(
    "status",
    "how old the figures are, what is down, how much you may still ask",
    status,
    acts=status_and_setup,
)
