from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from redis.asyncio import Redis

from bot.embedded import embedded_redis


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def redis_url(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    """A real server for the whole run; what a test leaves in it stays, unless it uses `redis`."""
    async with embedded_redis(tmp_path_factory.mktemp("redis")) as url:
        yield url


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator[Redis]:
    """A client (answers are bytes) of a server that is empty when the test begins."""
    async with Redis.from_url(redis_url) as redis:
        await redis.flushall()
        yield redis
