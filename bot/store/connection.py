"""Redis, opened: the bot's memory."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import ConstantBackoff

ANSWER_WITHIN = 2.0  # seconds to wait for Redis: a person is waiting for us
CONNECT_WITHIN = 1.0
CONNECTIONS = 50  # at once; who comes when all are taken waits for one


@asynccontextmanager
async def open_redis(url: str, answer_within: float = ANSWER_WITHIN) -> AsyncIterator[Redis]:
    """Yield a client that gives bytes, and gives up soon: one more try, then `RedisError`."""
    pool = BlockingConnectionPool.from_url(
        url,
        max_connections=CONNECTIONS,
        timeout=answer_within,
        socket_timeout=answer_within,
        socket_connect_timeout=CONNECT_WITHIN,
        retry=Retry(ConstantBackoff(0.1), 1),
    )
    async with Redis.from_pool(pool) as client:
        yield client
