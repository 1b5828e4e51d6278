"""What people see when something goes wrong, and what the log keeps."""

import logging
import secrets

from redis.exceptions import RedisError
from structlog.contextvars import get_contextvars

from bot.blocks.message import Message
from bot.blocks.text import escape_sentence
from bot.blocks.tries import with_tries
from bot.errors import BotError, Mistake, Undelivered
from bot.slack.reasons import Kind, kind, trouble
from bot.store.reasons import SILENT, memory_trouble

log = logging.getLogger(__name__)

FILES_NEED = "It needs `files:write` and `im:write` for that."


def explain(error: Exception) -> Message:
    """Say what a `BotError` says; for any other, give a reference to find it in the log."""
    if isinstance(error, Mistake):
        return with_tries(escape_sentence(str(error)), error.tries)
    if isinstance(error, BotError):
        return Message(escape_sentence(str(error)))
    if isinstance(error, RedisError):
        log.warning("Redis: %s", error)
        found = memory_trouble(error)
        said = "My memory (Redis) isn't answering." if found is SILENT else found.what
        return Message(f"{escape_sentence(said)} Try again in a minute.")
    if isinstance(error, Undelivered):
        log.warning("%s", error)
        return Message(f"Slack didn't take that. {in_words(error)}")
    reference = get_contextvars().get("question") or secrets.token_hex(4)
    log.error("unexpected error %s", reference, exc_info=error)
    return Message(f"Something went wrong on my side (reference `{reference}`).")


def not_sent(error: Undelivered) -> str:
    """Return, as mrkdwn, why a file was not sent, and what to do about it."""
    log.warning("a file: %s", error)
    need = f" {FILES_NEED}" if kind(error.reason) is Kind.SCOPE else ""
    return f"Slack didn't take the file. {in_words(error)}{need}"


def in_words(error: Undelivered) -> str:
    """Return, as mrkdwn, what Slack's trouble means, and what to do about it."""
    return escape_sentence(trouble(error))
