"""Socket Mode comes back from everything, says when it is not there, and hides its tickets."""

import asyncio
import re

import aiohttp.web
import httpx
import pytest

from bot.processes.web import open_web
from bot.slack import socket_mode
from tests.conversation import ask

TROUBLE = {
    "a refused handshake": {"status": 503},
    "a ticket that was used": {"status": 403},
    "a reset": {"reset": True},
    "silence": {"silent": True},
    "a page": {"status": 200, "body": "<html>"},
}


@pytest.fixture(autouse=True)
def hurry(monkeypatch):
    monkeypatch.setattr(socket_mode, "CONNECT_WITHIN", 1.0)


async def ready(port: int) -> httpx.Response:
    async with httpx.AsyncClient(verify=False) as http:
        return await http.get(f"http://127.0.0.1:{port}/readyz")


async def until_connected(slack, count: int = 1) -> None:
    async with asyncio.timeout(30):
        while len(slack.parts.socket.connections) != count:
            await asyncio.sleep(0.05)


@pytest.mark.parametrize(
    ("trouble", "reason"),
    [
        *((trouble, None) for trouble in TROUBLE),
        ("a reset", "warning"),
        ("silence", "link_disabled"),
    ],
)
async def test_it_comes_back(web, slack, caplog, trouble, reason):
    """Whatever the next handshake meets, the connection is there again, by another address."""
    slack.faults.add("socket", count=1, **TROUBLE[trouble])
    await slack.disconnect(reason)
    await until_connected(slack)

    assert "Chutes" in (await ask(slack, "/chutes help"))["text"]
    about = [line.getMessage() for line in caplog.records if "connect" in line.getMessage()]
    assert len([line for line in about if "connecting again" in line]) == 1
    assert len([line for line in about if "connected to Slack again" in line]) == 1
    assert not re.search("ticket=", caplog.text)
    assert not [record for record in caplog.records if record.exc_info]


async def test_no_addresses(web, slack, caplog):
    """While Slack gives no address, readiness says so; a spell is two lines in the log."""
    slack.faults.add("apps.connections.open", count=None, error="internal_error")
    await slack.disconnect(None)
    await until_connected(slack, 0)
    async with asyncio.timeout(30):
        while "Not connected to Slack: internal_error." not in (await ready(web)).text:
            await asyncio.sleep(0.05)
    await asyncio.sleep(2)
    slack.faults.clear()
    await until_connected(slack)

    assert len([line for line in caplog.records if line.name == socket_mode.__name__]) == 2


async def test_a_second_bot(slack, redis, settings, redis_url, clock, caplog):
    """Where Slack counts more connections than ours, another bot takes its share of requests."""
    slack.hello(num_connections=2)
    async with open_web(settings, redis_url, clock) as port:
        said = (await ready(port)).text

    assert "Slack counts 1 more connection with this SLACK_APP_TOKEN" in said
    assert caplog.text.count("a second bot takes a share") == 1


async def test_ours_are_not_others(web, slack, caplog):
    """The connection that a new one replaces is ours, though Slack still counts it."""
    for _ in range(3):
        await slack.disconnect("warning")
        await until_connected(slack)

    assert "second bot" not in caplog.text


async def test_a_connection_that_never_says_hello(web, slack, monkeypatch):
    """Slack may take the handshake and close at once: the next try is one more."""
    refuse = [True, True]

    async def serve(request):
        if refuse.pop(0) if refuse else False:
            socket = aiohttp.web.WebSocketResponse()
            await socket.prepare(request)
            await socket.close()
            return socket
        return await true(request)

    true = slack.parts.socket._serve
    monkeypatch.setattr(slack.parts.socket, "_serve", serve)
    await slack.disconnect(None)
    await until_connected(slack)

    assert not refuse
    assert "/chutes usage" in (await ask(slack, "/chutes help"))["text"]
