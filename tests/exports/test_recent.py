"""`/chutes recent`, typed in the sandbox's Slack."""

import csv
from collections import Counter
from io import StringIO

import httpx
import pytest

from tests.conftest import small_world
from tests.conversation import ADA, ask, blocks, cells, footer
from tests.exports.test_command import content, upload


@pytest.fixture
def world(clock):
    return small_world(clock, exported=0.02)


async def rows(api, **params) -> list[dict[str, str]]:
    """The API's rows, read without any of the bot's code."""
    async with httpx.AsyncClient(verify=False) as http:
        answer = await http.get(f"{api.url}/invocations/exports/recent", params=params)
    return list(csv.DictReader(StringIO(answer.text, newline="")))


async def test_the_latest(bot, slack, api):
    """A hundred rows, newest first, as the API has them, counted by chute and by miner."""
    said = await ask(slack, "/chutes recent", within=20)

    expected = await rows(api)
    assert "The latest *100* successful attempts by" in said["text"]
    miners = Counter(row["miner_hotkey"] for row in expected)
    assert f"by {len(miners)} miners" in said["text"]
    hotkey, count = min(miners.items(), key=lambda item: (-item[1], item[0]))
    assert f"Miners by attempts: {hotkey[:8]}… (" in said["text"]
    assert f"*{count}*" in said["text"]
    shown = cells(said)[1:]
    times = [row["started_at"].partition(".")[0].partition(" ")[2] for row in expected]
    assert [row[0].rpartition(" ")[2] for row in shown] == times


async def test_of_one_miner(bot, slack, api):
    """A hotkey and a limit, in any order."""
    hotkey = (await rows(api))[0]["miner_hotkey"]
    said = await ask(slack, f"/chutes recent 5 {hotkey}", within=20)

    assert f"by miner `{hotkey}`" in said["text"]
    assert len(cells(said)) == 1 + len(await rows(api, hotkey=hotkey, limit=5))


async def test_what_they_are(bot, slack):
    """It says that failures are not in it, and that these ids are not for reports."""
    said = footer(await ask(slack, "/chutes recent 5", within=20))

    assert "Successful attempts of the last 24 hours; failures aren't included." in said
    assert "a report needs the invocation id" in said


async def test_csv(bot, slack, api):
    """The button gives all rows as a file."""
    said = await ask(slack, "/chutes recent 300", within=20)
    expected = await rows(api, limit=300)
    await slack.act(ADA, "recent_csv", channel=said["channel"], ts=said["ts"])
    direct = slack.parts.workspace.direct(slack.parts.workspace.person(ADA).id)
    file = await upload(slack, direct.id)

    found = list(csv.DictReader(StringIO((await content(file)).decode("utf-8-sig"), newline="")))
    assert [row["invocation_id"] for row in found] == [row["invocation_id"] for row in expected]
    assert len(cells(said)) == 101
    assert blocks(said, "data_table")[0]["caption"] == "The latest 100 of 300 attempts"


async def test_nobody_served(bot, slack, api):
    """No rows are a sentence, not a zero in a table."""
    api.faults.add("recent", "empty")
    said = await ask(slack, "/chutes recent", within=20)

    assert said["text"] == "No successful attempts in the last 24 hours."


async def test_the_api_fails(bot, slack, api):
    """Its failure becomes a sentence for who waits."""
    api.faults.add("recent", "answer", status=500, body="Internal Server Error", times=None)
    said = await ask(slack, "/chutes recent", within=20)

    assert "The Chutes API is having trouble (500)" in said["text"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("5FakeFakeFake", "That's not a hotkey"),
        ("5GJFAzXQNgpVRsyWk7xzKFRcC62bEe6FU7UyrK9da1nQmqZG", "That's not a hotkey"),
        ("0", "The limit must be from 1 to 10,000, not 0."),
        ("10001", "The limit must be from 1 to 10,000"),
        ("5 6", "One hotkey and one limit"),
    ],
)
async def test_what_cannot_be(web, slack, api, words, sentence):
    """A hotkey with a typing error, or a limit that cannot be: a sentence, no request."""
    said = await ask(slack, f"/chutes recent {words}")

    assert sentence in said["text"]
    assert not api.requests.count("recent")
