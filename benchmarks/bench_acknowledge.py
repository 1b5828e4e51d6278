"""Time to acknowledge `/chutes usage`, against a bare Bolt app, while the Invocations API is slow.

Both run as processes of their own on the same adapter and server; requests go to them in turn, so
that whatever else the machine does meets both. Prints the ratio of the medians.
"""

import asyncio
import os
import socket
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from pathlib import Path
from urllib.parse import urlencode
from uuid import uuid4

import httpx
from slack_sdk.signature import SignatureVerifier

from bot.embedded import embedded_redis
from bot.memory import open_redis
from bot.sandbox.api import open_api
from bot.sandbox.slack import open_slack
from bot.sandbox.world import World

ROOT = Path(__file__).parent.parent
SECRET = "a-signing-secret"
NOWHERE = "http://127.0.0.1:9/"  # nobody listens: answers are not what is measured
ROUNDS = 1500
WARM_UP = 100
AT_MOST = 2.0  # times the bare app's median


async def main() -> None:
    """Measure, print, and fail if the ratio is too large."""
    async with AsyncExitStack() as stack:
        bare, ours = await _open_both(stack)
        times: dict[str, list[float]] = {bare: [], ours: []}
        async with httpx.AsyncClient() as http:
            for number in range(ROUNDS + WARM_UP):
                for url, measured in times.items():
                    seconds = await _acknowledge(http, url)
                    if number >= WARM_UP:
                        measured.append(seconds)
    medians = {url: statistics.median(measured) for url, measured in times.items()}
    ratio = medians[ours] / medians[bare]
    print(
        f"acknowledge, API slow: bare Bolt {1000 * medians[bare]:.2f} ms, "
        f"chutes-bot {1000 * medians[ours]:.2f} ms (medians of {ROUNDS}): ratio {ratio:.2f}"
    )
    sys.exit(ratio > AT_MOST)


async def _open_both(stack: AsyncExitStack) -> tuple[str, str]:
    """Start both; return where they take Slack's requests. Our figures are known by then."""
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
    redis_url = await stack.enter_async_context(embedded_redis(folder / "redis"))
    slack = await stack.enter_async_context(open_slack(ROOT / "manifest.yml"))
    api = await stack.enter_async_context(open_api(World()))
    settings = {
        "SLACK_API_URL": slack.api_url,
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_SIGNING_SECRET": SECRET,
        "CHUTES_API_URL": api.url,
        "REDIS_URL": redis_url,
        "LIMIT_PER_PERSON": "1000000/minute",
        "LIMIT_PER_WORKSPACE": "1000000/minute",
        "LOG_LEVEL": "error",
    }
    running = partial(_running, folder=folder, settings=settings)
    await stack.enter_async_context(running("-m", "bot", "worker"))
    bare = await stack.enter_async_context(running("-m", "benchmarks.bare_bolt"))
    ours = await stack.enter_async_context(running("-m", "bot", "web"))
    async with open_redis(redis_url) as redis:
        while not await redis.exists("chutes:source:usage"):
            await asyncio.sleep(0.1)
    api.faults.add("any", delay=30)
    return bare, ours


@asynccontextmanager
async def _running(
    *arguments: str, folder: Path, settings: Mapping[str, str]
) -> AsyncIterator[str]:
    """Run Python with *arguments* on a free port; yields its URL once it answers, if it serves."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = {**os.environ, **settings, "PORT": str(port), "PYTHONPATH": str(ROOT)}
    process = await asyncio.create_subprocess_exec(
        sys.executable, *arguments, cwd=folder, env=environment
    )
    try:
        url = f"http://127.0.0.1:{port}"
        if "worker" not in arguments:
            await _answering(url)
        yield f"{url}/slack/events"
    finally:
        process.terminate()
        await process.wait()


async def _answering(url: str) -> None:
    async with httpx.AsyncClient() as http, asyncio.timeout(30):
        while True:
            try:
                await http.get(f"{url}/healthz")
            except httpx.TransportError:
                await asyncio.sleep(0.1)
            else:
                return


async def _acknowledge(http: httpx.AsyncClient, url: str) -> float:
    """Return the seconds until `/chutes usage` is acknowledged."""
    body = urlencode(
        {
            "command": "/chutes",
            "text": "usage",
            "team_id": "T1",
            "user_id": "U1",
            "channel_id": "C1",
            "trigger_id": uuid4().hex,
            "response_url": NOWHERE,
        }
    )
    timestamp = str(int(time.time()))
    signature = SignatureVerifier(SECRET).generate_signature(timestamp=timestamp, body=body)
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Slack-Request-Timestamp": timestamp,
        "X-Slack-Signature": str(signature),
    }
    began = time.perf_counter()
    answer = await http.post(url, content=body, headers=headers)
    elapsed = time.perf_counter() - began
    answer.raise_for_status()
    return elapsed


if __name__ == "__main__":
    asyncio.run(main())
