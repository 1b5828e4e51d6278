"""`/chutes status`: how the sources and the bot are, and what somebody may still ask."""

from bot.services import Services
from bot.views.message import Message
from bot.views.status import status_message
from handlers.dispatch import Ask, Subcommand


async def status(ask: Ask, services: Services) -> Message:
    health = await services.pulse.take(ask.team_id, ask.user_id)
    return status_message(health, services.clock())


SUBCOMMAND = Subcommand(
    "status", "how old the figures are, what is down, how much you may still ask", status
)
