"""A Slack in memory, on loopback, as strict as the real one: `open_slack`."""

from bot.sandbox.slack.drive import Slack
from bot.sandbox.slack.server import open_slack

__all__ = ["Slack", "open_slack"]
