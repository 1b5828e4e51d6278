"""Whether a Redis server can be what the bot needs: tried, not asked, as users may ask little."""

import logging

from redis.asyncio import Redis
from redis.asyncio.client import Pipeline
from redis.exceptions import RedisError

from bot.errors import SettingsError
from bot.store.reasons import MemoryTrouble, memory_trouble

log = logging.getLogger(__name__)

PROBE = "chutes:probe"  # TTL: `PROBE_TTL`
PROBE_TTL = 60  # seconds
SCRIPT = "redis.call('SET', KEYS[1], 1, 'PX', ARGV[1]); return redis.call('TIME')"
OTHER = f"{PROBE}:other"  # in another slot of a cluster; TTL: `PROBE_TTL`
OF_QUEUE = f"bull:chutes:{PROBE.rpartition(':')[2]}"  # TTL: `PROBE_TTL`
TAKEN = f"{PROBE}:hash"  # of any type but a string; never kept


async def memory_troubles(redis: Redis) -> list[MemoryTrouble]:
    """Do once what the bot does with Redis; return what is refused, each once.

    Raises `RedisError` if it does not answer at all.
    """
    await redis.ping()
    async with redis.pipeline(transaction=False) as pipe:
        pipe.mget(PROBE, OTHER)
        ask_to_write(pipe)
        pipe.set(OF_QUEUE, 1, ex=PROBE_TTL)
        pipe.eval(SCRIPT, 2, PROBE, OTHER, 1000 * PROBE_TTL)
        pipe.hset(TAKEN, "field", "value")
        pipe.delete(TAKEN)
        pipe.zadd(TAKEN, {"member": 1}, lt=True)
        pipe.zrangebyscore(TAKEN, "-inf", 1)
        pipe.delete(TAKEN)
        pipe.sadd(TAKEN, "member")
        pipe.delete(TAKEN)
        pipe.lpush(TAKEN, "value")
        pipe.delete(TAKEN)
        pipe.time()
        answers = await pipe.execute(raise_on_error=False)
    errors = [answer for answer in answers if isinstance(answer, RedisError)]
    return list(dict.fromkeys(memory_trouble(error) for error in errors))


def ask_to_write(pipe: Pipeline) -> None:
    """Put one question on *pipe*: does the server take anything?"""
    pipe.set(PROBE, 1, ex=PROBE_TTL)


async def try_writing(redis: Redis) -> MemoryTrouble | None:
    """Write something small; return what keeps Redis from taking it, None if nothing does."""
    try:
        await redis.set(PROBE, 1, ex=PROBE_TTL)
    except RedisError as exc:
        return memory_trouble(exc)
    return None


async def check_fitness(redis: Redis) -> None:
    """Raise `RedisError` if it does not answer now; `SettingsError` if it never can do.

    One that takes nothing for now is only logged: people can still be answered.
    """
    for trouble in await memory_troubles(redis):
        if trouble.hopeless:
            raise SettingsError(f"REDIS_URL: {trouble.what} {trouble.mend}")
        log.warning("%s %s", trouble.what, trouble.mend)
