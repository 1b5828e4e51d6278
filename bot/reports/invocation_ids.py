"""Ids of invocations in what people see in Slack: typed words, and whole messages."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from bot.chutes.validation import UUID

INVOCATION_ID = re.compile(rf"(?<![0-9A-Za-z-]){UUID}(?![0-9A-Za-z-])", re.IGNORECASE)
OPENING = r"[`'\"({\[<]"
WRAPPED = re.compile(
    rf"(?<!{OPENING}){OPENING}*{INVOCATION_ID.pattern}[`'\")}}\]>,;:.]*", re.IGNORECASE
)
VISIBLE = {
    "text",
    "title",
    "name",
    "fallback",
    "pretext",
    "value",
    "footer",
    "author_name",
    "url",
    "title_link",
    "from_url",
    "original_url",
    "alt_text",
    "preview",
    "plain_text",
    "caption",
}
CHOICES = {"options", "option_groups", "initial_option", "initial_options"}
MOST_IDS = 10  # ids of one message


def ids_in(text: str) -> list[str]:
    """Return the ids in *text*, in lower case, each once, whatever surrounds them.

    A UUID with a prefix (`chatcmpl-…`) is another kind of id.
    """
    return list(dict.fromkeys(found.lower() for found in INVOCATION_ID.findall(text)))


def without_ids(text: str) -> str:
    """Return *text* without the ids in it, and what is put around one."""
    return WRAPPED.sub("", text).strip()


def ids_in_message(message: Mapping[str, Any]) -> list[str]:
    """Return the ids that people see in Slack's JSON of a message, at most `MOST_IDS`.

    In its text, rich text, code, tables, attachments, file titles and messages shared in it; not
    the ones that Slack and apps give to blocks, buttons and the message itself.
    """
    found = (id for text in _visible(message) for id in ids_in(text))
    return list(dict.fromkeys(found))[:MOST_IDS]


def _visible(thing: Any, name: str = "") -> Iterator[str]:
    if isinstance(thing, str):
        if name in VISIBLE:
            yield thing
        return
    for inside, inner in _parts(thing):
        yield from _visible(inner, inside)


def _parts(thing: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(thing, list):
        yield from (("", each) for each in thing)
    if isinstance(thing, Mapping):
        hidden = CHOICES | {"value"} if "type" in thing else CHOICES  # an element's is the app's
        yield from ((name, part) for name, part in thing.items() if name not in hidden)
