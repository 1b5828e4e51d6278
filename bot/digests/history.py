"""Whether something of ours is in a conversation already; needs the scopes `…:history`."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from bot.errors import Undelivered
from bot.slack.answers import Fields
from bot.slack.web_api import WebApi

EVENT = "chutes_digest"  # the type of our messages' metadata
HISTORY_PAGE = 200
PAGES = 25
SKEW = timedelta(hours=1)  # by which Slack's clock and ours may differ, generously

Matches = Callable[[Fields], bool]


def metadata(name: str) -> dict[str, Any]:
    """Return what a message carries so that it can be found by *name*."""
    return {"event_type": EVENT, "event_payload": {"slot": name}}


def named(name: str) -> Matches:
    """Match the message that carries *name*."""
    return lambda message: _name(message) == name


def with_name(beginning: str) -> Matches:
    """Match every message that carries a name with that *beginning*."""
    return lambda message: _name(message).startswith(beginning)


def with_file(name: str) -> Matches:
    """Match the message that shares a file called *name*."""
    return lambda message: any(file.get("name") == name for file in message.listed("files"))


async def find_message(
    posts: WebApi, channel: str, matches: Matches, since: datetime, thread_ts: str | None = None
) -> str | None:
    """Return the ts of our message in *channel* (or in a thread) since then; None: not there.

    Raises `Undelivered` with Slack's reason where we may not read, or cannot read to the end.
    """
    method = "conversations.replies" if thread_ts else "conversations.history"
    arguments: dict[str, Any] = {
        "channel": channel,
        "ts": thread_ts,
        "oldest": f"{(since - SKEW).timestamp():.6f}",
        "limit": HISTORY_PAGE,
        "include_all_metadata": "true",
    }
    for _ in range(PAGES):
        answer = await posts.ask(method, arguments)
        if found := next(_matching(answer, matches), None):
            return found
        cursor = answer.optional("response_metadata").get("next_cursor")
        if not cursor:
            return None
        arguments["cursor"] = cursor
    raise Undelivered("too_much_history")


def _matching(answer: Fields, matches: Matches) -> Iterator[str]:
    return (message.text("ts") for message in answer.parts("messages") if matches(message))


def _name(message: Fields) -> str:
    """Return the name that one of our messages carries; "" of any other."""
    found = message.optional("metadata")
    return str(found.optional("event_payload").get("slot", "")) * (found.get("event_type") == EVENT)
