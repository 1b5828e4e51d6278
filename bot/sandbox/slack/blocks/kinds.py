"""Every block that an app can author, by type, and where each may appear."""

from collections.abc import Mapping
from typing import Any

from bot.sandbox.slack.blocks.charts import CHART
from bot.sandbox.slack.blocks.elements import (
    button,
    in_accessory,
    in_actions,
    in_context_actions,
    in_input,
)
from bot.sandbox.slack.blocks.problems import Check, Problem, Problems
from bot.sandbox.slack.blocks.rules import both, items, one_of, rule, shape, typed
from bot.sandbox.slack.blocks.tables import DATA_TABLE, TABLE
from bot.sandbox.slack.blocks.texts import (
    block_id,
    image,
    image_object,
    mrkdwn,
    plain,
    rich_text,
    rich_text_object,
    text,
)
from bot.sandbox.slack.blocks.values import boolean, string, url

MARKDOWN_MAX = 12_000  # characters, of all markdown blocks of a message together


def _action_ids_differ(elements: list[dict[str, Any]]) -> bool:
    ids = [element["action_id"] for element in elements if "action_id" in element]
    return len(ids) == len(set(ids))


_different = rule(_action_ids_differ, "action_id must be unique within a block")


def _elements(check: Check, high: int) -> Mapping[str, Check]:
    return {"elements": both(items(check, 1, high), _different)}


_context = typed(
    {
        "image": image(),
        "plain_text": shape({"text": string(1, 3000)}, {"emoji": boolean}),
        "mrkdwn": shape({"text": string(1, 3000)}, {"verbatim": boolean}),
    }
)
_section = both(
    shape(
        {},
        {
            "text": text(3000),
            "fields": items(text(2000), 1, 10),
            "accessory": in_accessory,
            "expand": boolean,
            **block_id,
        },
    ),
    rule(
        lambda block: "text" in block or "fields" in block, "must define either `text` or `fields`"
    ),
)
_input = both(
    shape(
        {"label": plain(2000), "element": in_input},
        {"hint": plain(2000), "optional": boolean, "dispatch_action": boolean, **block_id},
    ),
    rule(
        lambda block: (
            not (block.get("dispatch_action") and block["element"]["type"] == "file_input")
        ),
        "a file_input cannot dispatch actions",
    ),
)
_card = both(
    shape(
        {},
        {
            "title": mrkdwn(150),
            "subtitle": mrkdwn(150),
            "body": mrkdwn(200),
            "hero_image": image_object,
            "icon": image_object,
            "actions": both(items(typed({"button": button}), 1, 3), _different),
            **block_id,
        },
    ),
    rule(
        lambda block: bool(block.keys() & {"hero_image", "title", "actions", "body"}),
        "must define at least one of `hero_image`, `title`, `actions` or `body`",
    ),
)
_source = shape({"url": url, "text": string(1)})


def _task_card(*statuses: str) -> Check:
    return shape(
        {"task_id": string(1), "title": string(1), "status": one_of(*statuses)},
        {
            "details": rich_text_object,
            "output": rich_text_object,
            "sources": items(typed({"url": _source})),
            **block_id,
        },
    )


_STARTED = ("in_progress", "complete", "error")
_planned = typed({"task_card": _task_card("pending", *_STARTED)})

BLOCKS: dict[str, Check] = {
    "section": _section,
    "header": shape({"text": plain(150)}, block_id),
    "context": shape({"elements": items(_context, 1, 10)}, block_id),
    "context_actions": shape(_elements(in_context_actions, 5), block_id),
    "actions": shape(_elements(in_actions, 25), block_id),
    "divider": shape({}, block_id),
    "image": image({"title": plain(2000), **block_id}),
    "input": _input,
    "markdown": shape({"text": string(1, MARKDOWN_MAX)}, block_id),
    "rich_text": rich_text,
    "table": TABLE,
    "data_table": DATA_TABLE,
    "data_visualization": CHART,
    "alert": shape(
        {"text": text(200)},
        {"level": one_of("default", "info", "warning", "error", "success"), **block_id},
    ),
    "card": _card,
    "carousel": shape({"elements": items(typed({"card": _card}), 1, 10)}, block_id),
    "plan": shape({"title": string(1)}, {"tasks": items(_planned, 1, 50), **block_id}),
    "task_card": _task_card(*_STARTED),
}


def _divider_and_fold(block: dict[str, Any], at: str) -> Problems:
    if "title" not in block and "rich_text_title" not in block:
        yield Problem(at, "must define either `title` or `rich_text_title`")
    if block.get("default_collapsed") and not block.get("is_collapsible"):
        yield Problem(at, "default_collapsed needs is_collapsible")
    if block.get("has_header_divider") and block.get("is_collapsible"):
        yield Problem(at, "has_header_divider needs a container that is not collapsible")


_CHILDREN = (
    "actions",
    "context",
    "divider",
    "header",
    "image",
    "input",
    "rich_text",
    "section",
    "table",
)
BLOCKS["container"] = both(
    shape(
        {"child_blocks": items(typed({kind: BLOCKS[kind] for kind in _CHILDREN}), 1, 10)},
        {
            "title": plain(150),
            "rich_text_title": rich_text_object,
            "subtitle": text(150),
            "width": one_of("narrow", "standard", "wide", "full"),
            "icon": image_object,
            "is_collapsible": boolean,
            "default_collapsed": boolean,
            "has_header_divider": boolean,
            **block_id,
        },
    ),
    _divider_and_fold,
)

_EVERYWHERE = {
    "section",
    "header",
    "context",
    "actions",
    "divider",
    "image",
    "input",
    "rich_text",
    "card",
}
_FLOWING = _EVERYWHERE | {"table", "data_table", "carousel", "container"}
SURFACES: dict[str, frozenset[str]] = {
    "message": frozenset(
        _FLOWING | {"context_actions", "markdown", "data_visualization", "plan", "task_card"}
    ),
    "modal": frozenset(_EVERYWHERE | {"alert"}),
    "home": frozenset(_FLOWING),
}
NATIVE = frozenset({"data_visualization", "data_table"})
