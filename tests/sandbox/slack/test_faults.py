"""Faults on demand, and rate limits."""

import asyncio

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError

from bot.sandbox.slack.cast import ADA, GENERAL, GPU_COSTS
from bot.sandbox.slack.errors import Mistaken
from bot.sandbox.slack.strikes import PAGE

REFUSED = b'{"ok": false, "error": "user_disabled"}'


@pytest.fixture
def addresses(slack, client):
    """Where a bot asks Slack: by what faults call it, a coroutine of the URL."""

    async def upload():
        return (await client.files_getUploadURLExternal(filename="x.csv", length=2))["upload_url"]

    async def response_url():
        return slack.parts.response_urls.issue(ADA, GPU_COSTS)

    def method(name):
        async def address():
            return f"{slack.api_url}{name}"

        return address

    methods = {name: method(name) for name in ("api.test", "auth.test")}
    return {**methods, "response_url": response_url, "upload": upload}


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


ANSWERS = {
    "text": ({"body": "upstream connect error"}, (200, "text/html", b"upstream connect error")),
    "empty": ({"status": 520, "body": ""}, (520, "text/html", b"")),
    "list": ({"body": []}, (200, "application/json", b"[]")),
    "null": ({"body": None}, (200, "application/json", b"null")),
    "bytes": ({"status": 504, "body": b"\xff", "content_type": "a/b"}, (504, "a/b", b"\xff")),
    "pretender": (
        {"body": "{", "content_type": "application/json"},
        (200, "application/json", b"{"),
    ),
    "page": ({"status": 500}, (500, "text/html", PAGE.encode())),
    "word": ({"error": "user_disabled"}, (200, "application/json", REFUSED)),
    "word of a 500": (
        {"error": "user_disabled", "status": 500},
        (500, "application/json", REFUSED),
    ),
}


@pytest.mark.parametrize("place", ["api.test", "response_url", "upload"])
@pytest.mark.parametrize(("fault", "expected"), ANSWERS.values(), ids=ANSWERS)
async def test_any_answer(slack, session, addresses, place, fault, expected):
    """Any status goes with any body of any type, wherever the bot asks."""
    url = await addresses[place]()
    slack.faults.add(place, **fault)

    async with session.post(url, json={}) as response:
        answer = (response.status, response.content_type, await response.read())
    assert answer == expected


@pytest.mark.parametrize("value", [30, -1, "nan", 10**30, "Wed, 25 Nov 2026 09:00:00 GMT", ""])
@pytest.mark.parametrize("fault", [{"status": 429}, {"error": "ratelimited"}, {"status": 503}, {}])
async def test_any_retry_after(slack, session, fault, value):
    """`Retry-After` is whatever it is, on whatever answer, the true one included."""
    slack.faults.add("api.test", retry_after=value, headers={"X-Slack-Req-Id": "1"}, **fault)

    async with session.post(f"{slack.api_url}api.test") as response:
        assert response.headers["Retry-After"] == str(value)
    assert response.headers["X-Slack-Req-Id"] == "1"
    assert response.status == fault.get("status", 429 if fault else 200)


async def test_metadata(slack, api):
    """A refusal may tell more, or not, of what was wrong."""
    messages = {"messages": ["[ERROR] no more than 50 items allowed"]}
    slack.faults.add("chat.postMessage", error="invalid_arguments", metadata=messages)
    answer = await api("chat.postMessage", channel=GPU_COSTS, text="x")

    assert answer == {
        "ok": False,
        "error": "invalid_arguments",
        "response_metadata": messages,
    }


@pytest.mark.parametrize("fault", [{}, {"status": 200, "body": "[1, 2, 3]"}])
async def test_truncated(slack, session, fault):
    """An answer breaks off, the true one or another."""
    slack.faults.add("api.test", truncated=4, **fault)

    async with session.post(f"{slack.api_url}api.test") as response:
        with pytest.raises(aiohttp.ClientPayloadError):
            await response.read()


async def test_reset(slack, session):
    """A connection is reset, not only closed."""
    slack.faults.add("api.test", reset=True)

    with pytest.raises(aiohttp.ClientOSError):
        await session.post(f"{slack.api_url}api.test")


async def test_silent(slack, session):
    """Nothing comes, until the faults are cleared: then the connection is closed."""
    slack.faults.add("api.test", silent=True)
    calling = asyncio.create_task(session.post(f"{slack.api_url}api.test"))
    done, _ = await asyncio.wait([calling], timeout=0.1)
    slack.faults.clear()

    assert not done
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await calling


@pytest.mark.parametrize(
    ("pattern", "met"),
    [
        ("*", {"api.test", "auth.test", "response_url", "upload"}),
        ("*.*", {"api.test", "auth.test"}),
        ("auth.*", {"auth.test"}),
    ],
)
async def test_patterns(slack, session, addresses, pattern, met):
    """A fault may meet all of Slack, the whole Web API, or a family of methods."""
    urls = {name: await address() for name, address in addresses.items()}
    slack.faults.add(pattern, None, status=418)
    statuses = {name: (await session.post(url, json={})).status for name, url in urls.items()}

    assert {name for name, status in statuses.items() if status == 418} == met


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
