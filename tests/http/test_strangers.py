"""Strangers cost next to nothing, and Slack keeps its place."""

import asyncio
import secrets
import time
from pathlib import Path

import httpx
import pytest

from bot.http import strangers
from bot.http.server import Ready, Site, serving
from bot.http.signatures import SignedOnly, respond
from bot.metrics import Metrics
from tests.http.test_server import BODY, SECRET, signed


async def answer(scope, receive, send):
    await respond(send, 200, "taken")


@pytest.fixture
async def port():
    async def readiness():
        return Ready()

    site = Site(readiness, Metrics(), takes_events=True)
    async with serving(site, "127.0.0.1", 0) as port, site.passing_on(SignedOnly(answer, SECRET)):
        yield port


def head(length: int, *lines: str) -> bytes:
    first = ("POST /slack/events HTTP/1.1", "Host: x", f"Content-Length: {length}")
    return "\r\n".join([*first, *lines, "", ""]).encode()


def forged() -> list[str]:
    """Headers that look like Slack's of this minute."""
    signature = f"X-Slack-Signature: v0={secrets.token_hex(32)}"
    return [signature, f"X-Slack-Request-Timestamp: {int(time.time())}"]


async def said(port: int, *parts: bytes) -> bytes:
    """Send *parts*, and return all that is said until the connection ends."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        for part in parts:
            writer.write(part)
            await writer.drain()
        async with asyncio.timeout(10):
            return await reader.read()
    except ConnectionError:
        return b""
    finally:
        writer.close()


@pytest.mark.parametrize(
    "lines",
    [[], ["X-Slack-Signature: v0=1"], [forged()[0], "X-Slack-Request-Timestamp: 1700000000"]],
)
async def test_refused_before_the_body(port, lines):
    """Without a signature of these minutes nothing of the body is awaited."""
    assert b" 401 " in await said(port, head(1000, *lines))  # 408, had it been awaited


async def test_a_body_that_does_not_come(port, monkeypatch):
    """Who looks like Slack has a moment for the body, and no more."""
    monkeypatch.setattr(strangers, "BODY_WITHIN", 0.2)

    assert b" 408 " in await said(port, head(1000, *forged()), b"x" * 10)


@pytest.mark.parametrize(
    "start", [b"", b"POST /slack/ev", b"POST /slack/events HTTP/1.1\r\nA: b\r\n"]
)
async def test_headers_that_do_not_come(port, monkeypatch, start):
    """Nor do headers take for ever."""
    monkeypatch.setattr(strangers, "HEADERS_WITHIN", 0.2)

    assert await said(port, start) == b""


async def test_endless_headers(port):
    """Nor may they be of any size."""
    lines = [b"X: " + b"y" * 1000 + b"\r\n"] * 200

    assert await said(port, b"POST /slack/events HTTP/1.1\r\n", *lines) == b""


async def test_many_connections(port, monkeypatch):
    """Where there are too many connections, who was there longest without a word of Slack goes."""
    monkeypatch.setattr(strangers, "MOST_CONNECTIONS", 5)
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", verify=False) as slacks:
        await slacks.post("/slack/events", content=BODY, headers=signed(BODY))
        idle = [await asyncio.open_connection("127.0.0.1", port) for _ in range(8)]
        taken = await slacks.post("/slack/events", content=BODY, headers=signed(BODY))
        async with asyncio.timeout(10):
            first = await idle[0][0].read()
        for _, writer in idle:
            writer.close()

    assert (taken.text, first) == ("taken", b"")


async def test_bodies_under_way(port, monkeypatch):
    """All bodies together have a bound; the oldest goes, and who sends at once is served."""
    monkeypatch.setattr(strangers, "BODIES_AT_ONCE", 100_000)
    slow = [
        asyncio.create_task(said(port, head(60_000, *forged()), b"x" * 50_000)) for _ in range(3)
    ]
    await asyncio.sleep(0.3)
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", verify=False) as slacks:
        taken = await slacks.post("/slack/events", content=BODY, headers=signed(BODY))
    done, _ = await asyncio.wait(slow, timeout=1)
    for task in slow:
        task.cancel()

    assert taken.text == "taken"
    assert [b" 408 " in task.result() for task in done]


def resident() -> int:
    """Return the bytes of memory that this process holds."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096


@pytest.mark.soak
async def test_a_thousand_slow_strangers(port):
    """A thousand that send slowly hold less than 100 MB, and Slack is served at once."""
    before, stop = resident(), asyncio.Event()

    async def drip(body: bytes) -> None:
        while not stop.is_set():
            try:
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
                writer.write(head(1_000_000, *forged()) + body)
                await asyncio.wait_for(reader.read(), 4)
            except (OSError, TimeoutError):
                await asyncio.sleep(0.2)
            finally:
                writer.close()

    drips = [asyncio.create_task(drip(b"x" * 3_000)) for _ in range(1000)]
    await asyncio.sleep(5)
    took = []
    for _ in range(100):
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", verify=False) as slacks:
            began = time.monotonic()
            taken = await slacks.post("/slack/events", content=BODY, headers=signed(BODY))
            took.append(time.monotonic() - began)
            assert taken.text == "taken"
        await asyncio.sleep(0.02)
    held = resident() - before
    stop.set()
    for task in drips:
        task.cancel()
    await asyncio.gather(*drips, return_exceptions=True)
    took.sort()
    print(f"held {held / 1e6:.0f} MB; p50 {took[50] * 1000:.0f} ms, max {took[-1] * 1000:.0f} ms")

    assert held < 100e6
