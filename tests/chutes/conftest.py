from collections.abc import AsyncIterator
from datetime import UTC, datetime

import httpx
import pytest

from bot.chutes.auth import ApiKey
from bot.chutes.client import Chutes, open_chutes
from bot.chutes.exports import ExportFile, ExportKind
from tests.chutes.wire import Wire, open_wire

KEY = f"cpk_{'a' * 32}.{'dff3e6bb3a6b5a2b9c48da3abcd5ca5f'}.{'FAKE' * 8}"
NOW = datetime(2026, 3, 2, 14, tzinfo=UTC)
HOUR = datetime(2025, 10, 4, 19, tzinfo=UTC)
FILE = ExportFile(datetime(2025, 10, 4, 7, tzinfo=UTC), ExportKind.INVOCATIONS)


@pytest.fixture
async def wire() -> AsyncIterator[Wire]:
    async with open_wire() as wire:
        yield wire


@pytest.fixture
def waits() -> list[float]:
    """The seconds the client would have slept."""
    return []


@pytest.fixture
async def chutes(wire: Wire, waits: list[float]) -> AsyncIterator[Chutes]:
    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    timeout = httpx.Timeout(0.3)
    async with open_chutes(wire.url, ApiKey(KEY), lambda: NOW, sleep, timeout) as chutes:
        yield chutes
