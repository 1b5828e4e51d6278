"""`/chutes usage`, typed in the sandbox's Slack."""

import re
from datetime import timedelta

import httpx
import pytest

from tests.conversation import ask, blocks, cells, footer


async def usage_rows(api, first: str, last: str) -> list[dict]:
    """The API's rows of those days, read without any of the bot's code."""
    async with httpx.AsyncClient(verify=False) as http:
        rows = (await http.get(f"{api.url}/invocations/usage")).json()
    return [row for row in rows if first <= row["date"] <= last]


async def test_last_seven_complete_days(bot, slack, api):
    """Without a range: seven complete days in total, by day and by chute, as the API has them."""
    said = await ask(slack, "/chutes usage")

    rows = await usage_rows(api, "2026-11-17", "2026-11-23")
    total = sum(row["usd_amount"] for row in rows)
    assert f"*${total:,.0f}*" in said["text"]
    assert "17–23 Nov" in said["text"]
    assert "7 complete UTC days." in footer(said)
    [chart] = blocks(said, "data_visualization")
    by_day = [
        sum(row["usd_amount"] for row in rows if row["date"] == f"2026-11-{day}")
        for day in range(17, 24)
    ]
    total, *largest = chart["chart"]["series"]
    assert [point["value"] for point in total["data"]] == pytest.approx(by_day, abs=0.03)
    assert len(largest) == 3


async def test_the_largest_chutes(bot, slack, api):
    """The table has the ten largest chutes by name, and says of how many."""
    said = await ask(slack, "/chutes usage yesterday")

    rows = await usage_rows(api, "2026-11-23", "2026-11-23")
    by_usd = sorted((row["usd_amount"] for row in rows), reverse=True)
    shown = blocks(said, "data_table")[0]["rows"][1:]
    assert [row[1]["value"] for row in shown] == pytest.approx(by_usd[:10], abs=0.005)
    assert blocks(said, "data_table")[0]["caption"] == f"Top 10 of {len(rows)} chutes, by USD"
    assert not [row[0] for row in cells(said) if re.fullmatch(r"[\w.-]+/[\w.-]+", row[0])]


async def test_the_footer_says_whose_figures_these_are(bot, slack):
    """Platform-wide, metered, from which endpoint, fetched when, in the reader's own zone."""
    said = footer(await ask(slack, "/chutes usage"))

    assert "Platform-wide, metered pay-as-you-go USD" in said
    assert "GET /invocations/usage, fetched <!date^" in said


async def test_today_is_so_far(bot, slack, api):
    """Today is shown as what it is, and never beside a complete day."""
    said = await ask(slack, "/chutes usage today")

    total = sum(row["usd_amount"] for row in await usage_rows(api, "2026-11-24", "2026-11-24"))
    assert f"*${total:,.0f}*" in said["text"]
    assert "24 Nov so far (until 12:34 UTC)" in said["text"]
    assert not blocks(said, "data_visualization")


async def test_what_is_not_covered_is_said(bot, slack):
    """Beyond the API's window the answer says from when it is."""
    said = await ask(slack, "/chutes usage 30d")

    assert "14–23 Nov" in said["text"]
    assert "10 complete UTC days." in footer(said)
    assert "My history starts on 14 Nov; you asked from 25 Oct." in said["text"]


async def test_nothing_is_known_of_days_long_ago(bot, slack):
    """Missing is never zero."""
    said = await ask(slack, "/chutes usage 2026-10-01..2026-10-03")

    assert said["text"] == (
        "No figures for 1–3 Oct. Chutes offers the last 10 days of usage only; I keep days from my "
        "first one on."
    )


async def test_a_slack_without_native_blocks(bot, slack):
    """Where Slack refuses charts and tables, the same figures come in plain ones, from then on."""
    native = await ask(slack, "/chutes usage")
    slack.app.native_blocks = False
    plain = await ask(slack, "/chutes usage")
    others = [await ask(slack, f"/chutes usage top {n}") for n in (9, 8, 7)]

    assert cells(plain) == cells(native)
    assert all(cells(other) for other in others)
    refused = [row for row in slack.wire.rows(0) if row["refused"]]
    assert len(refused) == 2  # the second confirms the first


FAULTS = {
    "reset": {"kind": "reset"},
    "HTML 403": {
        "kind": "answer",
        "status": 403,
        "body": "<html>no</html>",
        "content_type": "text/html",
    },
    "truncated JSON": {"kind": "truncated"},
    "500": {"kind": "answer", "status": 500, "body": "Internal Server Error"},
    "503": {"kind": "answer", "status": 503},
    "401": {
        "kind": "answer",
        "status": 401,
        "body": '{"detail":"Authentication required."}',
        "content_type": "application/json",
    },
    "silence": {"kind": "slow", "delay": 30.0},
}


@pytest.fixture(params=FAULTS)
async def broken(request, api) -> None:
    """The API, in trouble before anybody asks it anything."""
    api.faults.add("any", **FAULTS[request.param], times=None)


async def test_the_api_is_in_trouble_from_the_start(broken, new_bot, slack, caplog):
    """With nothing known, a person gets a sentence within ten seconds, and the log no traceback."""
    said = await ask(slack, "/chutes usage", within=10)

    assert re.search("Chutes API|Chutes is blocking|no longer offers", said["text"])
    assert "Traceback" not in caplog.text
    assert "<html>" not in said["text"]


@pytest.mark.parametrize("fault", FAULTS)
async def test_the_api_gets_into_trouble(fault, bot, slack, api, clock, caplog):
    """With figures known, those are shown, with their age and what is wrong."""
    before = await ask(slack, "/chutes usage")
    api.faults.add("any", **FAULTS[fault], times=None)
    clock.forward(timedelta(minutes=20))
    said = await ask(slack, "/chutes usage", within=10)

    assert said["text"] == before["text"]
    assert "haven't been refreshed for 20 min" in footer(said)
    assert "Traceback" not in caplog.text
