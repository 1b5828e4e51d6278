"""Slack surfaces, one per module."""

import re

from slack_bolt.async_app import AsyncApp

from handlers import choices, digest, digest_change, help, stats, status, usage
from handlers.buttons import Buttons
from handlers.clicks import Action, Clicks
from handlers.command import Command
from handlers.dispatch import Dispatch
from handlers.modals import Modal, Submissions
from handlers.shortcuts import Shortcut, Shortcuts
from handlers.tools import Tools

SUBCOMMANDS = (usage.SUBCOMMAND, stats.SUBCOMMAND, digest.SUBCOMMAND, status.SUBCOMMAND)
ACTIONS: tuple[Action, ...] = (digest.ACTION, digest_change.ACTION)
MODALS: tuple[Modal, ...] = (digest_change.MODAL,)
SHORTCUTS: tuple[Shortcut, ...] = ()


def register(app: AsyncApp, command_name: str, tools: Tools) -> None:
    """Register every listener; the first that fits an event gets it, so the busiest come first."""
    dispatch = Dispatch((*SUBCOMMANDS, help.subcommand(SUBCOMMANDS)), tools)
    buttons = Buttons(dispatch, command_name, tools)
    app.command(command_name)(Command(dispatch, buttons.answer, tools).listen)
    choice = choices.action(command_name, buttons.answer)
    app.action(re.compile(""))(Clicks((*ACTIONS, *buttons.actions(), choice), tools).listen)
    app.view(re.compile(""))(Submissions(MODALS, tools).listen)
    app.shortcut(re.compile(""))(Shortcuts(SHORTCUTS, tools).listen)
    app.options(re.compile(""))(digest_change.suggest)
