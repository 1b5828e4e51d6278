"""`/chutes status`: how the sources and the bot are, and what somebody may still ask."""

from bot.blocks.message import Message
from bot.health.messages import status_message
from handlers.context import Context
from handlers.dispatch import Ask, Subcommand


async def status(ask: Ask, context: Context) -> Message:
    """Say how everything is; an admin also hears what the doctor finds."""
    services = context.services
    health = await services.pulse.take(ask.team_id, ask.user_id)
    found = await context.examine(ask.team_id) if health.for_admin else []
    return status_message(health, services.clock(), found)


SUBCOMMAND = Subcommand(
    "status",
    "data freshness, outages, and your remaining requests",
    status,
    examples=("status",),
)
