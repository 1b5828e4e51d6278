"""What the benchmarks run: processes of the bot, and Slack's requests to them."""

import asyncio
import os
import socket
import sys
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlencode
from uuid import uuid4

import httpx
from slack_sdk.signature import SignatureVerifier

ROOT = Path(__file__).parent.parent
SECRET = "a-signing-secret"
NOWHERE = "http://127.0.0.1:9/"  # nobody listens: answers are not what is measured


@asynccontextmanager
async def running(*arguments: str, folder: Path, settings: Mapping[str, str]) -> AsyncIterator[str]:
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
        yield url
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


async def acknowledge(http: httpx.AsyncClient, url: str) -> float:
    """Return the seconds until the process at *url* has acknowledged `/chutes usage`."""
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
    answer = await http.post(f"{url}/slack/events", content=body, headers=headers)
    elapsed = time.perf_counter() - began
    answer.raise_for_status()
    return elapsed


def bot_settings(
    slack_api_url: str, bot_token: str, api_url: str, redis_url: str
) -> dict[str, str]:
    """Return the environment of a bot over HTTP whose limits nobody reaches."""
    return {
        "SLACK_API_URL": slack_api_url,
        "SLACK_BOT_TOKEN": bot_token,
        "SLACK_SIGNING_SECRET": SECRET,
        "CHUTES_API_URL": api_url,
        "REDIS_URL": redis_url,
        "LIMIT_PER_PERSON": "1000000/minute",
        "LIMIT_PER_WORKSPACE": "1000000/minute",
        "LOG_LEVEL": "error",
    }
