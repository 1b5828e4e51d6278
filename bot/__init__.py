"""The bot: everything that is not a Slack surface."""

__version__ = "0.2.0"
