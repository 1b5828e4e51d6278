"""Redis, opened: the bot's memory."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import ConstantBackoff

ANSWER = 2.0  # seconds to wait for Redis: a person is waiting for us
CONNECT = 1.0


@asynccontextmanager
async def open_redis(url: str) -> AsyncIterator[Redis]:
    """Yield a client that gives bytes, and gives up soon: one more try, then `RedisError`."""
    client = Redis.from_url(
        url,
        socket_timeout=ANSWER,
        socket_connect_timeout=CONNECT,
        retry=Retry(ConstantBackoff(0.1), 1),
    )
    try:
        yield client
    finally:
        await client.aclose()
