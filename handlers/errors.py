"""What people see when something goes wrong, and what the log keeps."""

import logging
import secrets

from redis.exceptions import RedisError

from bot.blocks.message import Message
from bot.blocks.text import escape_sentence, quote
from bot.errors import BotError, Busy, Undelivered, Unsure

log = logging.getLogger(__name__)

EXPECTED_TROUBLE = {
    "missing_scope": "Slack has not given me the permission to send files. Somebody who manages "
    "this app can add `files:write` and `im:write` to it, and install it again.",
    "is_archived": "This channel is archived, so I cannot put a file there.",
    "not_in_channel": "I am not in this channel, so I cannot put a file there. Invite me "
    "(`/invite`), then press again.",
}


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


def not_sent(error: Undelivered) -> str:
    """Return, as mrkdwn, why a file was not sent, and what to do about it."""
    log.warning("a file: %s", error)
    if isinstance(error, Busy):
        return f"Slack is busy. Try again in {error.retry_after:.0f} s."
    if isinstance(error, Unsure):
        return "Slack did not say whether it took the file. Look for it before you try again."
    reason = "not_in_channel" if error.reason == "channel_not_found" else error.reason
    return EXPECTED_TROUBLE.get(reason, f"Slack would not take the file ({quote(reason)}).")
