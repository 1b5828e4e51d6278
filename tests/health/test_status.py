"""`/chutes status`: sources, workers, memory, limits."""

import re
from datetime import timedelta

import httpx
import pytest
from redis.asyncio.client import Pipeline
from redis.exceptions import RedisError

from bot import __version__
from bot.doctor import checks, context
from bot.reports.store import GONE_KEY
from tests.conversation import ask


@pytest.fixture(autouse=True)
def patience(monkeypatch):
    """Let the doctor wait for a busy machine, as it does not for a broken part."""
    monkeypatch.setattr(checks, "CHECK_WITHIN", 60.0)
    monkeypatch.setattr(context, "BRIEFLY", httpx.Timeout(60.0))


async def test_everything_works(bot, slack):
    """Each source with its age, the worker, the memory, what is left, the version."""
    await ask(slack, "/chutes usage")
    said = (await ask(slack, "/chutes status"))["text"]

    assert said.startswith(":white_check_mark: *Everything works.*")
    for endpoint in ("usage", "stats/llm", "stats/diffusion"):
        assert f"`GET /invocations/{endpoint}`: fetched 0 s ago, newest day 24 Nov." in said
    assert re.search(r"Worker: up for \d+ s, last heartbeat \d+ s ago\.", said)
    assert f"chutes-bot {__version__}" in said


async def test_what_is_left(bot, slack, settings):
    """The person's questions are counted, this one included, and asking does not cost more."""
    count = settings.limit_per_person.count
    left = []
    for _ in range(3):
        said = (await ask(slack, "/chutes status"))["text"]
        left.append(
            int(re.findall(rf"You have (\d+) of {count} questions left this hour", said)[0])
        )

    assert count - 3 <= left[2] <= left[0] <= count - 1


async def test_more_for_those_who_manage_the_workspace(bot, slack):
    """Admins see the workspace's limit and the server; others do not, nor does anybody
    if we may not know who is one."""
    assert (
        "The workspace has 100 of 100 reports left this hour."
        in (await ask(slack, "/chutes status"))["text"]
    )
    assert "The workspace" not in (await ask(slack, "/chutes status", as_="ben"))["text"]

    slack.app.scopes.discard("users:read")
    assert "The workspace" not in (await ask(slack, "/chutes status"))["text"]


@pytest.fixture
def without_diffusion(api):
    api.faults.add("diffusion", "answer", status=410, times=None)


async def test_an_endpoint_that_is_gone(without_diffusion, new_bot, slack):
    """What the server no longer offers is named, and the others are not."""
    await ask(slack, "/chutes usage")
    said = (await ask(slack, "/chutes status"))["text"]

    first, second, *_ = said.split("\n")
    assert first == ":white_check_mark: *Everything that Chutes offers works.*"
    assert second.endswith("Not offered by Chutes at the moment: statistics of image models.")
    assert re.search(r"diffusion`: failing since .*no longer offers .* No figures so far", said)


async def test_reports_are_gone(bot, slack, redis, api):
    """That the server takes no reports is said to all, once, but nobody can mend it."""
    await ask(slack, "/chutes usage")
    api.profile = "2026"
    await redis.set(GONE_KEY, 1)
    said = (await ask(slack, "/chutes status", as_="ben"))["text"]
    admins = (await ask(slack, "/chutes status"))["text"]

    for told in (said, admins):
        assert told.startswith(":white_check_mark: *Everything that Chutes offers works.*\n")
        assert "Not offered by Chutes at the moment: new reports." in told
    assert re.search(r":information_source: Chutes API: .*, report: This Chutes server no", admins)
    assert ":information_source: Chutes API: exports/recent: " in admins
    assert "Chutes stopped writing these files on 2026-04-20. Nothing to fix on your side" in admins
    helped = (await ask(slack, "/chutes help"))["text"]
    assert "Not offered by Chutes at the moment: new reports." in helped


async def test_exports_that_are_gone(bot, slack, api):
    """What an answer says is gone is told by help and status, until it is there again."""
    api.faults.add("recent", "answer", status=410, times=1)
    await ask(slack, "/chutes recent")
    gone = "Not offered by Chutes at the moment: recent attempts."

    assert gone in (await ask(slack, "/chutes help"))["text"]
    assert gone in (await ask(slack, "/chutes status"))["text"]
    await ask(slack, "/chutes recent 5")
    assert gone not in (await ask(slack, "/chutes help"))["text"]


async def test_a_source_that_stands_still(bot, slack, api, clock):
    """Figures that get old are said to be."""
    await ask(slack, "/chutes usage")
    api.faults.add("any", "answer", status=503, times=None)
    clock.forward(timedelta(hours=3))
    said = (await ask(slack, "/chutes status", as_="ben"))["text"]

    assert said.count("haven't been refreshed for 3 h. Newest day") == 3
    assert "3 things need attention" in said


async def test_what_the_doctor_finds(bot, slack):
    """Admins hear what is wrong with the setup, how to mend it, and how much is right."""
    await ask(slack, "/chutes usage")
    well = (await ask(slack, "/chutes status"))["text"]
    slack.app.scopes.discard("app_mentions:read")
    said = (await ask(slack, "/chutes status"))["text"]
    others = (await ask(slack, "/chutes status", as_="ben"))["text"]

    assert re.search(r":white_check_mark: Setup: \d\d checks passed\.", well)
    assert said.startswith("*One thing needs attention.*")
    assert ":warning: Slack: The bot token is missing the scope app_mentions:read. Add " in said
    assert "Setup" not in others
    assert "scope" not in others


async def test_a_slow_examination(bot, slack, api, mocker):
    """The doctor waits for nobody longer than a few seconds, and downloads no statistics."""
    mocker.patch.object(checks, "CHECK_WITHIN", 0.5)
    await ask(slack, "/chutes usage")
    api.requests.clear()
    api.faults.add("export", "slow", delay=60, times=None)
    said = (await ask(slack, "/chutes status"))["text"]

    assert re.search(r":warning: Chutes API: No answer within 0\.5 s\.", said)
    assert not [asked for asked in api.requests if asked.endpoint in ("usage", "llm", "diffusion")]


async def test_no_worker(web, slack):
    """Without a worker the status says what that means."""
    said = (await ask(slack, "/chutes status"))["text"]

    assert "None of my workers is running at the moment" in said
    assert said.count("not asked yet") == 3


async def test_no_memory(web, slack, mocker):
    """Without Redis the status still comes, and says what that means."""
    mocker.patch.object(Pipeline, "execute", side_effect=RedisError)
    said = (await ask(slack, "/chutes status"))["text"]

    assert said.startswith("*One thing needs attention.*")
    assert "My memory (Redis) isn't answering" in said
    assert f"chutes-bot {__version__}" in said
