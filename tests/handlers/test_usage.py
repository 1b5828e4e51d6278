"""`/chutes usage`, typed in the sandbox's Slack."""

import re

import httpx
import pytest

ADA, COSTS = "ada", "gpu-costs"


async def answer(slack, line: str, within: float = 10) -> dict:
    """Type *line* and return what the bot says, but for a "Working on it…" before it."""
    typed = await slack.type(ADA, COSTS, line)
    assert typed["ok"], typed
    said = await slack.heard(ADA, within=within)
    if said["text"].startswith("Working on it"):
        said = await slack.heard(ADA, within=within)
    return said


def blocks(said: dict, kind: str) -> list[dict]:
    return [block for block in said.get("blocks", []) if block["type"] == kind]


async def usage_rows(api) -> list[dict]:
    """The API's rows, read without any of the bot's code."""
    async with httpx.AsyncClient() as http:
        return (await http.get(f"{api.url}/invocations/usage")).json()


async def test_last_seven_complete_days(bot, slack, api):
    """Without a range: seven complete days, total, by day and by chute, as the API has them."""
    said = await answer(slack, "/chutes usage")

    rows = [row for row in await usage_rows(api) if "2026-11-17" <= row["date"] <= "2026-11-23"]
    total = sum(row["usd_amount"] for row in rows)
    assert f"*${total:,.0f}*" in said["text"]
    assert "17–23 Nov (7 complete UTC days)" in said["text"]
    [chart] = blocks(said, "data_visualization")
    points = chart["chart"]["series"][0]["data"]
    assert len(points) == 7
    assert sum(point["value"] for point in points) == pytest.approx(total, abs=0.05)
    [table] = blocks(said, "data_table")
    assert len(table["rows"]) == 11
    assert table["caption"] == f"10 of {len({row['chute_id'] for row in rows})} chutes, by USD"
