"""Talking to the bot in the sandbox's Slack, as a person would."""

from typing import Any

from bot.sandbox.slack import Slack

ADA = "ada"
COSTS = "gpu-costs"


async def ask(slack: Slack, line: str, *, as_: str = ADA, within: float = 10) -> dict[str, Any]:
    """Type *line* in #gpu-costs; return the bot's answer, but for "Working on it…" before it."""
    typed = await slack.type(as_, COSTS, line)
    assert typed["ok"], typed
    said = await slack.heard(as_, within=within)
    if said["text"].startswith("Working on it"):
        said = await slack.heard(as_, within=within)
    return said


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
