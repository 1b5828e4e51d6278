"""One server for each module, put back as it was after each test."""

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime

import httpx
import pytest
import pytest_asyncio

from bot.sandbox.api import Api, open_api
from bot.sandbox.world import World

NOW = datetime(2026, 11, 23, 14, 37, 12, tzinfo=UTC)  # a Monday


class Clock:
    """A clock that tests set."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture(scope="module")
def clock() -> Clock:
    return Clock()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def server(clock) -> AsyncIterator[Api]:
    async with open_api(World(clock=clock, exported=0.05)) as api:
        yield api


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def http(server) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=server.url, timeout=60, verify=False) as http:
        yield http


@pytest.fixture
def api(server, clock) -> Iterator[Api]:
    yield server
    server.faults.clear()
    server.requests.clear()
    server.profile = "documented"
    server.world.reports.confirm_after = None
    clock.now = NOW


@pytest.fixture(scope="session")
def world() -> World:
    return World(clock=Clock(), exported=0.05)
