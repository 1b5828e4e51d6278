"""A message before it is one: what the app sent, checked and completed as Slack does it."""

import json
from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any

from bot.sandbox.slack import cast
from bot.sandbox.slack.blocks.check import check_blocks, elements, is_too_long
from bot.sandbox.slack.blocks.problems import Problem
from bot.sandbox.slack.errors import Refusal, refuse_blocks
from bot.sandbox.slack.ids import new_block_id

TEXT_MAX = 40_000  # characters; longer texts are cut
MARKDOWN_TEXT_MAX = 12_000  # characters
ATTACHMENTS_MAX = 100
METADATA_MAX = 16_000  # bytes
UNTOLD = "This content can't be displayed."  # the text of a message that has only blocks
OPTIONS = ("unfurl_links", "unfurl_media", "mrkdwn", "parse", "link_names")


def draft(args: Mapping[str, Any], *, native: bool) -> dict[str, Any]:
    """Return text, blocks and attachments of the message in *args*; raise `Refusal`."""
    text, blocks = args.get("text") or "", args.get("blocks") or []
    attachments = args.get("attachments") or []
    if not isinstance(text, str):
        raise refuse_blocks("invalid_arguments", [Problem("/text", "must provide a string")])
    if "markdown_text" in args:
        return _from_markdown(args)
    if not (text.strip() or blocks or attachments):
        raise Refusal("no_text")
    _check(blocks, attachments, native)
    body: dict[str, Any] = {"text": text[:TEXT_MAX] or UNTOLD}
    if blocks:
        body["blocks"] = completed(blocks)
    if attachments:
        body["attachments"] = [_attachment(n, each) for n, each in enumerate(attachments, start=1)]
    return body


def options(args: Mapping[str, Any]) -> dict[str, Any]:
    """Return what *args* say of unfurling and parsing; kept, so that tests can look."""
    return {name: args[name] for name in OPTIONS if name in args}


def metadata(args: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the message's metadata, or None; raise `Refusal` if it is malformed."""
    given = args.get("metadata")
    if not given:
        return None
    if not isinstance(given, dict):
        raise Refusal("invalid_metadata_format")
    has_type = isinstance(given.get("event_type"), str) and given["event_type"]
    if not has_type or not isinstance(given.get("event_payload"), dict):
        raise Refusal("invalid_metadata_schema")
    if len(json.dumps(given)) > METADATA_MAX:
        raise Refusal("metadata_too_large")
    return given


def completed(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return a copy of *blocks* in which every block and interactive element has its id."""
    blocks = deepcopy(blocks)
    for block in _nested(blocks):
        block.setdefault("block_id", new_block_id())
    for _, element in elements(blocks):
        if element["type"] != "image":
            element.setdefault("action_id", new_block_id())
    return blocks


def _nested(blocks: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for block in blocks:
        yield block
        yield from _nested(block.get("child_blocks", []))


def _check(blocks: Any, attachments: Any, native: bool) -> None:
    if not _is_list_of_objects(blocks):
        raise Refusal("invalid_blocks_format")
    if not _is_list_of_objects(attachments):
        raise Refusal("invalid_attachments")
    if len(attachments) > ATTACHMENTS_MAX:
        raise Refusal("too_many_attachments")
    places = [("/blocks", blocks)]
    places += [(f"/attachments/{n}/blocks", a.get("blocks", [])) for n, a in enumerate(attachments)]
    problems = [p for at, them in places for p in check_blocks(them, native=native, at=at)]
    if problems:
        raise refuse_blocks("invalid_blocks", problems)
    if is_too_long([block for _, them in places for block in them]):
        raise Refusal("msg_blocks_too_long")


def _is_list_of_objects(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, dict) for one in value)


def _from_markdown(args: Mapping[str, Any]) -> dict[str, Any]:
    if args.get("text") or args.get("blocks"):
        raise Refusal("markdown_text_conflict")
    text = str(args["markdown_text"])
    if not text:
        raise Refusal("no_text")
    if len(text) > MARKDOWN_TEXT_MAX:
        raise Refusal("msg_too_long")
    return {"text": text, "blocks": completed([{"type": "markdown", "text": text}])}


def _attachment(number: int, attachment: dict[str, Any]) -> dict[str, Any]:
    blocks = {"blocks": completed(attachment["blocks"])} if "blocks" in attachment else {}
    return {"id": number, "fallback": "[no preview available]", **attachment, **blocks}


def from_app(name: str) -> dict[str, Any]:
    """Return the fields that say that the app wrote a message."""
    return {
        "user": cast.BOT_USER,
        "bot_id": cast.BOT,
        "app_id": cast.APP,
        "team": cast.TEAM,
        "bot_profile": {"id": cast.BOT, "name": name, "app_id": cast.APP, "team_id": cast.TEAM},
    }
