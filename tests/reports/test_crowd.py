"""Many people who report the same invocations at the same moment, from several processes."""

import asyncio
import json
import random
import sys
from collections import Counter

import pytest

from bot.clock import utc_now
from bot.config import Settings
from bot.sandbox.world import SANDBOX
from tests.reports.reporting_bot import filed, open_reporting


async def reported(redis_url, ids, who):
    """Let a process of its own report *ids*; return what its people heard."""
    command = [sys.executable, "-m", "tests.processes.reporters", redis_url, json.dumps(ids), who]
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    said, _ = await process.communicate()
    return json.loads(said.splitlines()[1])


@pytest.fixture
def settings(slack, api):
    """Those of the reporting_bot that sends them."""
    return Settings(
        slack_bot_token=slack.bot_token,
        slack_signing_secret=slack.signing_secret,
        slack_api_url=slack.api_url,
        chutes_api_url=api.url,
        chutes_api_key=SANDBOX.admin_key,
    )


@pytest.mark.soak
async def test_a_thousand_reports(redis, redis_url, api, world, settings):
    """A hundred are sent, each once; nine hundred people hear who was before them, and when."""
    ids = world.invocations(SANDBOX, 100)
    everything = ids * 10
    random.Random(7).shuffle(everything)
    parts = [everything[start::4] for start in range(4)]
    heard = await asyncio.gather(
        *(reported(redis_url, part, who) for part, who in zip(parts, "ABCD", strict=True))
    )
    answers = [answer for process in heard for answer in process]
    first = {answer["id"]: answer for answer in answers if answer["is_new"]}
    async with open_reporting(settings, redis_url, utc_now), asyncio.timeout(60):
        while len(filed(api)) < 100:
            await asyncio.sleep(0.1)

    assert Counter(answer["is_new"] for answer in answers) == {True: 100, False: 900}
    assert all(
        (answer["by"], answer["at"]) == (first[answer["id"]]["by"], first[answer["id"]]["at"])
        for answer in answers
    )
    assert sorted(filed(api)) == sorted(ids)
    assert api.requests.count("report") == 100
