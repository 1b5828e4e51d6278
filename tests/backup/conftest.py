"""A second server, and a bot's memory that moves there by way of a file."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.config import Settings
from bot.processes.backup import backup, restore
from bot.store.embedded import embedded_redis
from tests.conftest import Clock

Copy = Callable[[], Awaitable[None]]


@pytest.fixture
async def elsewhere(tmp_path: Path) -> AsyncIterator[str]:
    """An empty server's URL."""
    async with embedded_redis(tmp_path / "elsewhere") as url:
        yield url


def at(settings: Settings, url: str) -> Settings:
    return settings.model_copy(update={"redis_url": SecretStr(url)})


@pytest.fixture
def copy(settings: Settings, redis_url: str, tmp_path: Path) -> Copy:
    """Writes the backup."""

    async def copy() -> None:
        await backup(at(settings, redis_url), tmp_path / "backup")

    return copy


@pytest.fixture
def put_back(settings: Settings, elsewhere: str, tmp_path: Path, clock: Clock) -> Copy:
    """Puts it into the other server."""

    async def put_back() -> None:
        await restore(at(settings, elsewhere), tmp_path / "backup", clock=clock)

    return put_back
