"""Talking to the bot in the sandbox's Slack, as a person would."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from bot.sandbox.slack import Slack

ADA = "ada"
COSTS = "gpu-costs"


async def ask(
    slack: Slack, line: str, *, as_: str = ADA, channel: str = COSTS, within: float = 10
) -> dict[str, Any]:
    """Type *line* (in #gpu-costs); return the bot's answer, but for "Working on it…" before it."""
    typed = await slack.type(as_, channel, line)
    assert typed["ok"], typed
    return await hear(slack, as_, channel, within=within)


async def hear(
    slack: Slack, as_: str = ADA, channel: str | None = COSTS, *, within: float = 10
) -> dict[str, Any]:
    """Return what the bot says next there, or what "Working on it…" became, if it said that."""
    async with asyncio.timeout(within):
        said = await slack.heard(as_, channel, within=within)
        while said["text"].startswith("Working on it"):
            with suppress(TimeoutError):
                said = await slack.heard(as_, channel, within=0.1)
            shown = slack.messages(said["channel"], as_)
            said = {**said, **next((one for one in shown if one["ts"] == said["ts"]), said)}
    return spaced(said)


def spaced(said: Any) -> Any:
    """Return what was said as people read it: spaces that no line breaks at are spaces."""
    if isinstance(said, dict):
        return {key: spaced(value) for key, value in said.items()}
    if isinstance(said, list):
        return [spaced(value) for value in said]
    return said.replace("\u00a0", " ") if isinstance(said, str) else said


def blocks(said: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    """Return the blocks of that kind in a message."""
    return [block for block in said.get("blocks", []) if block["type"] == kind]


def footer(said: dict[str, Any]) -> str:
    """Return what the message says last, about its source."""
    return str(blocks(said, "context")[-1]["elements"][0]["text"])


def cells(said: dict[str, Any]) -> list[list[str]]:
    """Return the texts of the message's table, its header first."""
    table = (blocks(said, "data_table") or blocks(said, "table"))[0]
    return [[cell["text"] for cell in row] for row in table["rows"]]


async def press(
    slack: Slack, said: dict[str, Any], action_id: str, value: Any = None, *, as_: str = ADA
) -> dict[str, Any]:
    """Press a button of a message, or choose *value* in its select."""
    pressed = await slack.act(as_, action_id, value, channel=said["channel"], ts=said["ts"])
    assert pressed["ok"], pressed
    return pressed


async def seen(
    slack: Slack, said: dict[str, Any], look: Callable[[dict[str, Any]], Any], *, as_: str = ADA
) -> dict[str, Any]:
    """Return the message as it is once it looks as expected; raise `TimeoutError` after 10 s."""

    def now() -> dict[str, Any] | None:
        found = [m for m in slack.messages(said["channel"], as_) if m["ts"] == said["ts"]]
        return {**found[0], "channel": said["channel"]} if found and look(found[0]) else None

    return await slack.wait_for(now, 10)


def offered(said: dict[str, Any]) -> list[str]:
    """Return the ids of what can be pressed under a message, in order."""
    return [element["action_id"] for row in blocks(said, "actions") for element in row["elements"]]
