"""What Slack checks before it takes a message or a view."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from bot.sandbox.slack.blocks import charts, tables
from bot.sandbox.slack.blocks.kinds import BLOCKS, MARKDOWN_MAX, NATIVE, SURFACES
from bot.sandbox.slack.blocks.problems import Problem, Problems
from bot.sandbox.slack.blocks.rules import items, shape, typed
from bot.sandbox.slack.blocks.texts import plain
from bot.sandbox.slack.blocks.values import boolean, string

BLOCKS_MAX = {"message": 50, "modal": 100, "home": 100}
MESSAGE_TEXT_MAX = 13_200  # characters of all texts in blocks; not documented, seen by others
VIEW_MAX = 250_000  # bytes


def check_blocks(
    blocks: Any, surface: str = "message", *, native: bool = True, at: str = "/blocks"
) -> list[Problem]:
    """Return what is wrong with *blocks* on *surface*: nothing, if Slack would take them.

    Without *native*, charts and data tables are refused, as in a workspace that has none yet.
    """
    kinds = SURFACES[surface] - (frozenset() if native else NATIVE)
    check = items(typed({kind: BLOCKS[kind] for kind in kinds}), 0, BLOCKS_MAX[surface])
    problems = list(check(blocks, at))
    if not problems:
        problems = [*_ids(blocks, at), *_totals(blocks, at), *_inputs(blocks, surface, at)]
    return problems


def check_view(view: Any, *, native: bool = True) -> list[Problem]:
    """Return what is wrong with a modal or Home *view*."""
    problems = list(_VIEW(view, "/view"))
    if problems:
        return problems
    problems = check_blocks(view["blocks"], view["type"], native=native, at="/view/blocks")
    if problems or view["type"] == "home":
        return problems
    if "submit" not in view and any(block["type"] == "input" for block in view["blocks"]):
        problems.append(Problem("/view", "missing required field: submit", "missing_field"))
    return problems


def is_too_large(view: Any) -> bool:
    return len(json.dumps(view, ensure_ascii=False).encode()) > VIEW_MAX


def is_too_long(blocks: list[Any]) -> bool:
    """Say whether a message's blocks hold more text than Slack takes in one message."""
    return tables.characters(blocks) > MESSAGE_TEXT_MAX


def elements(blocks: list[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Yield (block, element) for every interactive element in *blocks*."""
    for block in blocks:
        single = [block[key] for key in ("accessory", "element") if key in block]
        nested = [*block.get("child_blocks", []), *_cards(block)]
        yield from ((block, element) for element in [*single, *_listed(block)])
        yield from elements(nested)


def _cards(block: dict[str, Any]) -> list[dict[str, Any]]:
    return list(block["elements"]) if block["type"] == "carousel" else []


def _listed(block: dict[str, Any]) -> list[dict[str, Any]]:
    if block["type"] in ("actions", "context_actions"):
        return list(block["elements"])
    return list(block.get("actions", []))


def _ids(blocks: list[dict[str, Any]], at: str) -> Problems:
    every = [*blocks, *_children(blocks)]
    seen = Counter(block["block_id"] for block in every if "block_id" in block)
    for block_id in (name for name, count in seen.items() if count > 1):
        yield Problem(at, f"block_id already exists: {block_id}", "duplicate_block_id", block_id)


def _totals(blocks: list[dict[str, Any]], at: str) -> Problems:
    kinds = Counter(block["type"] for block in [*blocks, *_children(blocks)])
    if kinds["data_visualization"] > charts.PER_MESSAGE:
        yield Problem(at, f"no more than {charts.PER_MESSAGE} data_visualization blocks allowed")
    if kinds["table"] + kinds["data_table"] > 1:
        yield Problem(at, "only_one_table_allowed", "only_one_table_allowed", 1)
    yield from tables.total(blocks, at)
    markdown = tables.characters([block for block in blocks if block["type"] == "markdown"])
    if markdown > MARKDOWN_MAX:
        yield Problem(at, f"must be less than {MARKDOWN_MAX + 1} characters of markdown")


def _children(blocks: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    return (child for block in blocks for child in block.get("child_blocks", []))


def _inputs(blocks: list[dict[str, Any]], surface: str, at: str) -> Problems:
    focused = [element for _, element in elements(blocks) if element.get("focus_on_load")]
    if len(focused) > 1:
        yield Problem(at, "only one element can have focus_on_load")
    for block, element in elements(blocks):
        can_answer = surface == "modal" and block["type"] == "input"
        if element.get("response_url_enabled") and not can_answer:
            yield Problem(at, "response_url_enabled is only for input blocks in modals")


_common = {
    "callback_id": string(0, 255),
    "external_id": string(0, 255),
    "private_metadata": string(0, 3000),
}
_blocks = {"blocks": items(lambda value, at: (), 0)}
_VIEW = typed(
    {
        "modal": shape(
            {"title": plain(24), **_blocks},
            {
                "submit": plain(24),
                "close": plain(24),
                "clear_on_close": boolean,
                "notify_on_close": boolean,
                **_common,
            },
        ),
        "home": shape(_blocks, {"title": plain(24), **_common}),
    }
)
