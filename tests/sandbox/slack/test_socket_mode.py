"""Socket Mode: tickets, envelopes, acknowledgements, refreshes."""

import asyncio
from base64 import b64encode
from contextlib import AsyncExitStack

import aiohttp
import pytest
from yarl import URL

from tests.sandbox.slack.app import connected


async def test_hello(app):
    """A connection is greeted with its lifetime."""
    assert app.got[0]["type"] == "hello"
    assert app.got[0]["debug_info"]["approximate_connection_time"] == 3600


async def test_ticket(slack, session, api):
    """A connection URL works once."""
    url = (await api("apps.connections.open", token=slack.app_token))["url"]
    async with session.ws_connect(url):
        with pytest.raises(aiohttp.WSServerHandshakeError, match="403"):
            await session.ws_connect(url)


@pytest.fixture
def ticket(slack, api):
    """A fresh connection URL."""

    async def ticket():
        return (await api("apps.connections.open", token=slack.app_token))["url"]

    return ticket


async def handshake(url):
    """Return the status that one handshake gets, by hand: aiohttp tries once more by itself."""
    address = URL(url)
    reader, writer = await asyncio.open_connection(address.host, address.port)
    lines = ("Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13")
    key = f"Sec-WebSocket-Key: {b64encode(bytes(16)).decode()}"
    request = [f"GET {address.path_qs} HTTP/1.1", f"Host: {address.authority}", *lines, key]
    writer.write("\r\n".join([*request, "", ""]).encode())
    try:
        words = (await reader.readline()).split()
    except ConnectionResetError:
        return "reset"
    finally:
        writer.close()
    return int(words[1]) if words else "closed"


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ({"status": 503}, 503),
        ({"body": "?"}, 200),
        ({"reset": True}, "reset"),
        ({}, "closed"),
    ],
    ids=str,
)
async def test_handshake(slack, ticket, fault, expected):
    """A handshake can fail, which uses its ticket up; the next one goes well."""
    slack.faults.add("socket", **fault)
    url = await ticket()
    statuses = [await handshake(one) for one in (url, url, await ticket())]

    assert statuses == [expected, 403, 101]


async def test_silent_handshake(slack, ticket):
    """A handshake can get no answer at all."""
    slack.faults.add("socket", None, silent=True, after_effect=True)
    shaking = asyncio.create_task(handshake(await ticket()))
    done, _ = await asyncio.wait([shaking], timeout=0.1)
    slack.faults.clear()

    assert not done
    assert await shaking == "closed"


async def test_num_connections(slack, session):
    """`hello` tells how many connections there are, or what it is told to."""
    async with connected(slack, session) as first:
        slack.hello(7)
        async with connected(slack, session) as second:
            counts = [app.got[0]["num_connections"] for app in (first, second)]

    assert counts == [1, 7]


async def test_envelope(slack, app):
    """A command comes in an envelope; its acknowledgement is timed."""
    typed = await slack.type("ada", "general", "/chutes")

    envelope = app.got[-1]
    assert (envelope["type"], envelope["accepts_response_payload"]) == ("slash_commands", True)
    assert slack.wire.rows()[-1]["ack_ms"] == typed["ack_ms"] < 200


async def test_nobody_there(slack):
    """Without a connection the person sees `dispatch_failed`."""
    assert (await slack.type("ada", "general", "/chutes"))["error"] == "dispatch_failed"

    [shown] = slack.messages("general")
    assert shown["text"] == '/chutes failed with the error "dispatch_failed"'
    assert (shown["user"], shown["is_ephemeral"]) == ("USLACKBOT", True)


async def test_no_acknowledgement(slack, app):
    """Without an acknowledgement the person sees `operation_timeout`; a late one is noted."""
    app.is_silent = True
    await slack.type("ada", "general", "/chutes")
    await app.acknowledge(app.got[-1])

    entry = await slack.wait_for(lambda: [row for row in slack.wire.rows() if row["refused"]])
    assert slack.messages("general")[0]["text"].endswith('"operation_timeout"')
    assert entry[0]["refused"][0].startswith("acknowledged too late")


async def test_unasked_payload(slack, app, api):
    """A payload in the acknowledgement of a shortcut is noted as a mistake."""
    app.answer = lambda envelope: {"text": "hi"}
    await slack.shortcut("ada", "report_global")

    [refused] = slack.wire.rows()[-1]["refused"]
    assert refused.startswith("this kind of envelope takes no payload")


async def test_several_connections(slack, session):
    """Each payload goes to one of the connections, and all get some."""
    async with connected(slack, session) as first, connected(slack, session) as second:
        for _ in range(4):
            await slack.type("ada", "general", "/chutes")

        counts = [len(app.payloads("slash_commands")) for app in (first, second)]
    assert counts == [2, 2]


async def test_too_many_connections(slack, session, api):
    """There are at most ten connections."""
    async with AsyncExitStack() as stack:
        for _ in range(10):
            await stack.enter_async_context(connected(slack, session))
        refused = await api("apps.connections.open", token=slack.app_token)

    assert refused["error"] == "too_many_websockets"


async def test_refresh(slack, app):
    """A refresh is announced with its reason, then the connection is closed."""
    refreshing = asyncio.create_task(slack.parts.socket.refresh("warning", grace=0.05))
    await slack.wait_for(lambda: app.got[-1]["type"] == "disconnect")

    assert app.got[-1]["reason"] == "warning"
    assert not app.socket.closed
    await refreshing
    await slack.wait_for(lambda: app.socket.closed)


async def test_ended_without_a_word(slack, app):
    """A connection may end without a notice."""
    await slack.disconnect(None)

    await slack.wait_for(lambda: app.socket.closed)
    assert [got["type"] for got in app.got] == ["hello"]


async def test_acknowledged_elsewhere(slack, session):
    """An acknowledgement counts on whichever connection it comes."""
    async with connected(slack, session) as first, connected(slack, session) as second:
        first.is_silent = second.is_silent = True
        typing = asyncio.create_task(slack.type("ada", "general", "/chutes"))
        got = await slack.wait_for(lambda: first.got[1:] or second.got[1:])
        other = second if first.got[1:] else first
        await other.acknowledge(got[0])

        assert (await typing)["ok"]


async def test_junk(slack, app):
    """An acknowledgement of nothing is noted, and harms nobody."""
    await app.socket.send_str("junk")
    await app.socket.send_json({"envelope_id": "unknown"})

    await slack.wait_for(lambda: len(slack.wire.rows()) == 3)
    assert (await slack.type("ada", "general", "/chutes"))["ok"]


async def test_not_enabled(slack, api, mocker):
    """An app whose manifest has no Socket Mode gets no connection."""
    mocker.patch.object(slack.app, "manifest", mocker.Mock(socket_mode=False))

    opened = await api("apps.connections.open", token=slack.app_token)

    assert opened["error"] == "socket_mode_not_enabled"
