"""Slack surfaces, one per module."""

import re

from slack_bolt.async_app import AsyncApp

from handlers import export, help, recent, usage
from handlers.clicks import Action, Clicks
from handlers.command import Command
from handlers.tools import Tools

SUBCOMMANDS = (usage.SUBCOMMAND, export.SUBCOMMAND, recent.SUBCOMMAND)
ACTIONS: tuple[Action, ...] = (*export.ACTIONS, *recent.ACTIONS)


def register(app: AsyncApp, command_name: str, tools: Tools) -> None:
    """Register every listener; the first that fits an event gets it, so the busiest come first."""
    command = Command((*SUBCOMMANDS, help.subcommand(SUBCOMMANDS)), tools)
    app.command(command_name)(command.listen)
    app.action(re.compile(""))(Clicks(ACTIONS, tools).listen)
