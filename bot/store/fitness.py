"""Whether a Redis server can be the bot's memory."""

from redis.asyncio import Redis


async def check_fitness(redis: Redis) -> None:
    """Raise `RedisError` if it does not answer now; `SettingsError` if it never can be."""
    await redis.ping()
