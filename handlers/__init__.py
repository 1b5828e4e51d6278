"""Slack surfaces, one per module."""

from slack_bolt.async_app import AsyncApp

from bot.errands import Errands
from bot.metrics import Metrics
from bot.services import Services
from bot.slack.replies import Replies
from handlers import help, usage
from handlers.answers import Answers
from handlers.command import Command

SUBCOMMANDS = (usage.SUBCOMMAND,)


def register(
    app: AsyncApp,
    command_name: str,
    services: Services,
    replies: Replies,
    errands: Errands,
    metrics: Metrics,
) -> None:
    """Register every listener."""
    subcommands = (*SUBCOMMANDS, help.subcommand(SUBCOMMANDS))
    answers = Answers(services, errands, metrics)
    command = Command(subcommands, services, replies, answers)
    app.command(command_name)(command.listen)
