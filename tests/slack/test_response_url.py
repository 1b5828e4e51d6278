"""Answers to a response_url."""

import aiohttp
import pytest

from bot.blocks.message import Message
from bot.errors import Undelivered, Unsure
from bot.sandbox.slack import cast
from bot.slack.client import SlackClient
from bot.slack.fallback import Fallback
from bot.slack.response_url import USES, ResponseUrls

HELLO = Message("hello")


@pytest.fixture
async def reply(slack, redis):
    url = slack.parts.response_urls.issue(cast.ADA, cast.GPU_COSTS)
    async with aiohttp.ClientSession() as session:
        client = SlackClient(session, slack.api_url, slack.bot_token)
        yield ResponseUrls(client, Fallback(redis)).to(url, cast.TEAM)


async def test_five_uses(reply, slack):
    """After five uses nothing is sent any more, as Slack would ignore it."""
    for _ in range(USES):
        await reply.send(HELLO)
    with pytest.raises(Undelivered, match="used_url"):
        await reply.send(HELLO)

    assert len([row for row in slack.wire.rows(0) if row["kind"] == "response_url"]) == USES


async def test_private_answers_are_tried_again(reply, slack):
    """A private answer that got no response is said again: twice is better than never."""
    slack.faults.add("response_url")
    await reply.send(HELLO)

    assert [said["text"] for said in slack.messages("gpu-costs")] == ["hello"]


@pytest.mark.parametrize("fault", [{}, {"status": 500}, {"after_effect": True}])
async def test_public_answers_are_not(fault, reply, slack):
    """What everybody sees is not posted again where Slack may have taken it."""
    slack.faults.add("response_url", **fault)
    with pytest.raises(Unsure):
        await reply.send(HELLO, public=True)

    assert len(slack.messages("gpu-costs")) == ("after_effect" in fault)


async def test_a_busy_slack_took_nothing(reply, slack):
    """A public answer that Slack put off is posted when Slack wants it, once."""
    slack.faults.add("response_url", status=429, retry_after=1)
    await reply.send(HELLO, public=True)

    assert len(slack.messages("gpu-costs", as_="ben")) == 1
