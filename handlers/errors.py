"""What people see when something goes wrong, and what the log keeps."""

import logging
import secrets

from redis.exceptions import RedisError

from bot.errors import BotError
from bot.views.message import Message
from bot.views.text import escape_sentence

log = logging.getLogger(__name__)


def explain(error: Exception) -> Message:
    """Say what a `BotError` says; for any other, give a reference to find it in the log."""
    if isinstance(error, BotError):
        return Message(escape_sentence(str(error)))
    if isinstance(error, RedisError):
        log.warning("Redis: %s", error)
        return Message("My memory (Redis) does not answer. Try again in a minute.")
    reference = secrets.token_hex(4)
    log.error("unexpected error %s", reference, exc_info=error)
    return Message(f"Something broke on my side, and it is in my log as `{reference}`.")
