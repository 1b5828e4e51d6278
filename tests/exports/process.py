"""A worker as a process of its own, which can be killed and has limits of its own."""

import asyncio
import os
import resource
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


@asynccontextmanager
async def worker(
    settings, redis_url: str, folder: Path, largest: int = resource.RLIM_INFINITY
) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run a worker whose files have at most *largest* bytes, until it is killed."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))

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
    process = await asyncio.create_subprocess_exec(
        *command, env=environment, cwd=folder, preexec_fn=limit
    )
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
