"""The doctor, asked as from the command line, in this process."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest
from redis.asyncio import Redis

from bot.clock import Clock, utc_now
from bot.config import Settings
from bot.doctor import memory
from bot.processes.doctor import doctor
from bot.sandbox.api import Api
from bot.sandbox.world import SANDBOX, World, exports
from bot.store.connection import open_redis
from bot.store.embedded import find_binary
from bot.work.periodic import heartbeat
from tests.conftest import small_world

ENDPOINTS = {"usage", "llm", "diffusion", "export", "recent", "no report"}
Ask = Callable[..., Awaitable[tuple[int, str]]]


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    """The platform of today, whatever day that is: all files are there, and a busy Redis is well.

    The doctor compares clocks with the true time.
    """
    monkeypatch.setattr(exports, "MISSING", 0)
    monkeypatch.setattr(memory, "SLOW", 1000)
    return small_world()


@pytest.fixture
def ask(
    api: Api,
    redis: Redis,
    redis_url: str,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Ask:
    """Run `doctor` where all is well but for *variables*; return its status, and what it says.

    Of the API there is only what it *offers*: computing the platform's figures takes a while.
    """
    assert settings.slack_app_token
    well = {
        "SLACK_BOT_TOKEN": settings.slack_bot_token.get_secret_value(),
        "SLACK_APP_TOKEN": settings.slack_app_token.get_secret_value(),
        "SLACK_API_URL": str(settings.slack_api_url),
        "CHUTES_API_URL": api.url,
        "CHUTES_API_KEY": SANDBOX.admin_key,
        "REDIS_URL": redis_url,
        "PORT": "1",
    }

    async def ask(
        clock: Clock = utc_now, worker: bool = True, offers: Iterable[str] = (), **variables: str
    ) -> tuple[int, str]:
        for endpoint in ENDPOINTS - set(offers):
            api.faults.add(endpoint, "answer", status=410, times=None)
        for name, value in {**well, **variables}.items():
            monkeypatch.setenv(name, value)
        if worker:
            await heartbeat(redis).run()
        status = await doctor(clock=clock)
        said = capsys.readouterr().out
        assert "Traceback" not in said
        return status, " ".join(said.split())

    return ask


@asynccontextmanager
async def server(folder: Path, **options: str) -> AsyncIterator[str]:
    """Run a Redis of somebody else's, with *options*; yield its URL."""
    given = {"port": "0", "unixsocket": str(folder / "s"), "dir": str(folder), **options}
    words = [
        word for name, value in given.items() for word in (f"--{name}", *(value.split() or [""]))
    ]
    process = await asyncio.create_subprocess_exec(
        find_binary(), *words, stdout=asyncio.subprocess.DEVNULL
    )
    url = f"unix://{folder / 's'}"
    try:
        while not (folder / "s").exists():
            assert process.returncode is None, options
            await asyncio.sleep(0.01)
        async with open_redis(url) as redis:
            await heartbeat(redis).run()
        yield url
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
