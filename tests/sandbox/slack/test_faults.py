"""Faults on demand, and rate limits."""

import asyncio

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError

from bot.sandbox.slack.cast import GENERAL, GPU_COSTS
from bot.sandbox.slack.errors import Mistaken


async def test_error(api, slack):
    """A method fails as often as asked, with the error asked for."""
    slack.faults.add("chat.postMessage", count=2, error="internal_error")
    answers = [await api("chat.postMessage", channel=GPU_COSTS, text="x") for _ in range(3)]

    assert [answer.get("error") for answer in answers] == ["internal_error", "internal_error", None]
    assert len(slack.messages("gpu-costs")) == 1


async def test_ratelimited(client, slack):
    """429 comes with its `Retry-After`, for one channel only if asked."""
    slack.faults.add("chat.postMessage", error="ratelimited", retry_after=30, channel=GPU_COSTS)
    await client.chat_postMessage(channel=GENERAL, text="x")

    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel=GPU_COSTS, text="x")
    assert caught.value.response.status_code == 429
    assert caught.value.response.headers["Retry-After"] == "30"


@pytest.mark.parametrize(
    ("after_effect", "posted"), [(False, 0), (True, 1)], ids=["before", "after"]
)
async def test_dropped(slack, session, after_effect, posted):
    """The connection breaks, before or after the message was posted."""
    slack.faults.add("chat.postMessage", after_effect=after_effect)
    args = {"channel": GPU_COSTS, "text": "x", "token": slack.bot_token}

    with pytest.raises(aiohttp.ServerDisconnectedError):
        await session.post(f"{slack.api_url}chat.postMessage", data=args)
    assert len(slack.messages("gpu-costs")) == posted


async def test_server_error(slack, session):
    """A status without an error has a body that is no JSON."""
    slack.faults.add("*", status=503)

    async with session.post(f"{slack.api_url}api.test") as response:
        assert (response.status, response.content_type) == (503, "text/html")


async def test_slow(slack, api):
    """A slow answer is still an answer."""
    slack.faults.add("api.test", delay=0.05)
    calling = asyncio.create_task(api("api.test"))
    await asyncio.sleep(0.01)

    assert not calling.done()
    assert (await calling)["ok"]


async def test_response_url(slack, app, session):
    """Answers to a response_url can fail as well."""
    slack.faults.add("response_url", error="ratelimited")
    await slack.type("ada", "general", "/chutes")
    url = app.payloads("slash_commands")[0]["response_url"]

    async with session.post(url, json={"text": "x"}) as response:
        assert (response.status, response.headers["Retry-After"]) == (429, "1")


async def test_clear(slack, api):
    """Faults can be taken back; one that does not exist is a mistake."""
    slack.faults.add("api.test", count=9, error="fatal_error")
    slack.faults.clear()

    assert (await api("api.test"))["ok"]
    with pytest.raises(Mistaken):
        slack.faults.add("api.test", mood="bad")


async def test_pace(slack, api):
    """With the pace on, a channel takes a short burst, another one goes on."""
    slack.parts.pace.enabled = True
    answers = [await api("chat.postMessage", channel=GPU_COSTS, text="x") for _ in range(5)]

    assert [answer["ok"] for answer in answers] == [True] * 4 + [False]
    assert (await api("chat.postMessage", channel=GENERAL, text="x"))["ok"]
