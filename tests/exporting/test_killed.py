"""A worker that is killed while it fetches a file: another does it once more, and says so."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest

from tests.handlers.test_export import HOUR, PATH, direct, is_progress
from tests.talk import ADA, ask

ROOT = Path(__file__).parent.parent.parent


@asynccontextmanager
async def worker(
    settings, redis_url: str, folder: Path
) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run a worker as a process of its own, until it is killed."""
    environment = {
        **os.environ,
        "SLACK_BOT_TOKEN": settings.slack_bot_token.get_secret_value(),
        "SLACK_APP_TOKEN": settings.slack_app_token.get_secret_value(),
        "SLACK_API_URL": str(settings.slack_api_url),
        "CHUTES_API_URL": str(settings.chutes_api_url),
        "REDIS_URL": redis_url,
        "TMPDIR": str(folder),
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-m", "bot", "worker"]
    process = await asyncio.create_subprocess_exec(*command, env=environment, cwd=folder)
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def until(find, seconds: float = 80.0):
    """Return what *find* finds."""
    async with asyncio.timeout(seconds):
        while not (found := find()):
            await asyncio.sleep(0.1)
    return found


@pytest.mark.soak
@pytest.mark.timeout(240)
async def test_a_killed_worker(web, slack, api, settings, redis_url, tmp_path):
    """The second try is announced and succeeds; what the first left on the disk is gone."""
    api.faults.add("export", "slow", delay=60)
    api.faults.add("export", "slow", delay=5)
    async with worker(settings, redis_url, tmp_path) as first:
        await ask(slack, HOUR)
        await until(lambda: [asked.path for asked in api.requests].count(PATH))
        await until(lambda: any(map(is_progress, direct(slack, ADA))))
        places = list(tmp_path.glob("chutes-exports/*"))
        first.kill()
    async with worker(settings, redis_url, tmp_path):
        await until(lambda: "this is the second and last try" in direct(slack, ADA)[0]["text"])
        await until(lambda: "requests in" in direct(slack, ADA)[0]["text"])
        left = [place for place in places if place.exists()]
    api.faults.clear()

    assert len(direct(slack, ADA)) == 1
    assert [asked.path for asked in api.requests].count(PATH) == 2
    assert places
    assert not left
