"""Delivery by signed HTTP, checked with the SDK's own verifier."""

import json
from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from slack_sdk.signature import SignatureVerifier

from bot.sandbox.slack.request_url import sign


class Endpoint:
    def __init__(self):
        self.got = []
        self.answer = lambda: web.Response()

    async def handle(self, request):
        body = await request.read()
        self.got.append((dict(request.headers), body))
        if body.startswith(b"{") and "challenge" in json.loads(body):
            return web.json_response({"challenge": json.loads(body)["challenge"]})
        return self.answer()


@pytest.fixture
async def endpoint(slack) -> AsyncIterator[Endpoint]:
    endpoint = Endpoint()
    site = web.Application()
    site.router.add_post("/slack/events", endpoint.handle)
    runner = web.AppRunner(site)
    await runner.setup()
    tcp = web.TCPSite(runner, "127.0.0.1", 0)
    await tcp.start()
    slack.deliver_to(f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events")
    yield endpoint
    await runner.cleanup()


def test_known_signature():
    """The signature is the one of Slack's own example."""
    body = (
        b"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow"
        b"&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner"
        b"&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2F"
        b"commands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN"
        b"&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
    )

    signed = sign("8f742231b10e8888abcd99yyyzzz85a5", "1531420618", body)

    assert signed == "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"


async def test_command(slack, endpoint):
    """A command is a signed form, with every field a string."""
    await slack.type("ada", "general", "/chutes usage")

    headers, body = endpoint.got[0]
    assert SignatureVerifier(slack.signing_secret).is_valid_request(body, headers)
    assert b"command=%2Fchutes&text=usage" in body


async def test_interaction(slack, endpoint):
    """An interaction is a form with JSON in `payload`."""
    await slack.shortcut("ada", "report_global")

    assert endpoint.got[0][1].startswith(b"payload=%7B%22type%22%3A+%22shortcut%22")


async def test_answer(slack, endpoint):
    """The body of the answer to a command is what the person sees."""
    endpoint.answer = lambda: web.Response(text="Working on it…")
    await slack.type("ada", "general", "/chutes")

    assert slack.messages("general")[0]["text"] == "Working on it…"


@pytest.mark.parametrize(
    ("status", "failure"), [(404, "http_client_error"), (500, "http_service_error")]
)
async def test_failure(slack, endpoint, status, failure):
    """An interaction or command is never sent again; the person sees Slack's error."""
    endpoint.answer = lambda: web.Response(status=status)

    assert (await slack.type("ada", "general", "/chutes"))["error"] == failure
    assert len(endpoint.got) == 1


async def test_nobody_there(slack, endpoint):
    """A dead address is `dispatch_failed`."""
    slack.deliver_to("http://127.0.0.1:1/slack/events")

    assert (await slack.type("ada", "general", "/chutes"))["error"] == "dispatch_failed"


async def test_challenge(slack, endpoint):
    """The address has to answer Slack's challenge."""
    assert await slack.parts.delivery.verify()


async def test_events_again(slack, endpoint):
    """An event is sent again until it is acknowledged, and says which time it is."""
    slack.parts.events.retry_after = (0.0, 0.0, 0.0)
    answers = iter([500, 500, 200])
    endpoint.answer = lambda: web.Response(status=next(answers))
    slack.home("ada")

    await slack.wait_for(lambda: len(endpoint.got) == 3)
    numbers = [headers.get("x-slack-retry-num") for headers, _ in endpoint.got]
    assert numbers == [None, "1", "2"]
    assert endpoint.got[1][0]["x-slack-retry-reason"] == "http_error"
    assert len({json.loads(body)["event_id"] for _, body in endpoint.got}) == 1


async def test_no_retry(slack, endpoint):
    """`x-slack-no-retry` ends it."""
    slack.parts.events.retry_after = (0.0, 0.0, 0.0)
    endpoint.answer = lambda: web.Response(status=500, headers={"x-slack-no-retry": "1"})
    slack.home("ada")
    await slack.wait_for(lambda: endpoint.got)
    await slack.type("ada", "general", "/chutes")

    assert len(endpoint.got) == 2
