"""Slack surfaces, one per module."""

import re

from slack_bolt.async_app import AsyncApp

from handlers import (
    digest,
    digest_buttons,
    digest_change,
    export,
    help,
    recent,
    report,
    reports,
    stats,
    status,
    unwatch,
    usage,
    watch,
    watch_buttons,
    watch_form,
    watches,
)
from handlers.answers import AnswerButtons
from handlers.clicks import Action, Clicks
from handlers.command import Command
from handlers.context import Context
from handlers.dispatch import Dispatch
from handlers.home import Home
from handlers.mentions import Mentions
from handlers.modals import Modal, Submissions
from handlers.shortcuts import Shortcut, Shortcuts

SUBCOMMANDS = (
    usage.SUBCOMMAND,
    stats.SUBCOMMAND,
    export.SUBCOMMAND,
    recent.SUBCOMMAND,
    report.SUBCOMMAND,
    reports.SUBCOMMAND,
    digest.SUBCOMMAND,
    watch.SUBCOMMAND,
    watches.SUBCOMMAND,
    unwatch.SUBCOMMAND,
    status.SUBCOMMAND,
)
ACTIONS: tuple[Action, ...] = (
    *export.ACTIONS,
    *recent.ACTIONS,
    *report.ACTIONS,
    *reports.ACTIONS,
    *digest_buttons.ACTIONS,
    digest_change.ACTION,
    *watch_buttons.ACTIONS,
    *watch_form.ACTIONS,
)
MODALS: tuple[Modal, ...] = (report.FORM, digest_change.MODAL, watch_form.MODAL)
SHORTCUTS: tuple[Shortcut, ...] = report.SHORTCUTS


def dispatching(context: Context) -> Dispatch:
    """Return the table of all subcommands."""
    return Dispatch(help.subcommands(SUBCOMMANDS), context)


def register(app: AsyncApp, command_name: str, mention: str, context: Context) -> None:
    """Register every listener; the first that fits an event gets it, so the busiest come first."""
    dispatch = dispatching(context)
    buttons = AnswerButtons(dispatch, command_name, context)
    home = Home(dispatch, command_name, context)
    actions = (*ACTIONS, *buttons.actions(), *home.actions())
    app.command(command_name)(Command(dispatch, buttons.answer, context).listen)
    app.action(re.compile(""))(Clicks(actions, context).listen)
    app.view(re.compile(""))(Submissions(MODALS, context).listen)
    app.shortcut(re.compile(""))(Shortcuts(SHORTCUTS, context).listen)
    app.options(re.compile(""))(digest_change.suggest)
    mentions = Mentions(dispatch, buttons, mention, command_name, context)
    app.event("app_mention")(mentions.listen)
    app.event("message")(mentions.listen_direct)
    app.event("app_home_opened")(home.listen)
