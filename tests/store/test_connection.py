"""The client over servers that hang, fail over, are full, read-only, or hold something else."""

import asyncio
import time

import pytest
from redis.exceptions import OutOfMemoryError, ReadOnlyError, RedisError, TimeoutError

from bot.errors import SettingsError, Unreadable
from bot.sandbox.redis_proxy import FULL, LOADING, NO_INFO, READ_ONLY, open_proxy
from bot.sandbox.redis_server import open_cluster, open_server, replicate
from bot.store.connection import in_one_pass, open_redis
from bot.store.fitness import check_fitness, memory_troubles, try_writing
from bot.store.reasons import CLUSTER, memory_trouble


@pytest.fixture
async def proxy(redis, redis_url):
    async with open_proxy(redis_url) as proxy:
        yield proxy


@pytest.fixture
async def through(proxy):
    async with open_redis(proxy.url) as redis:
        yield redis


async def test_one_pass(proxy, monkeypatch):
    """A question waits once for a Redis that hangs; the next question asks it again."""

    async def question() -> int:
        failures = 0
        for _ in range(20):
            try:
                await asyncio.gather(redis.get("a"), redis.mget("a", "b"))
                async with redis.pipeline() as pipe:
                    await pipe.get("a").execute()
            except RedisError:
                failures += 1
        return failures

    async with open_redis(proxy.url, 0.3) as redis:
        await redis.ping()
        proxy.faults.add("*", None, silent=True)
        began = time.monotonic()

        assert await in_one_pass(question()) == 20
        assert time.monotonic() - began < 3  # and 20 times 0.3 s at least without

        proxy.faults.clear()
        assert await in_one_pass(question()) == 0


async def test_no_second_try_of_what_hangs(proxy, monkeypatch):
    """What came too late may have been done: it is not asked a second time."""

    async with open_redis(proxy.url, 0.3) as redis:
        await redis.ping()
        proxy.faults.add("incrby", delay=1, after_effect=True)

        with pytest.raises(TimeoutError):
            await redis.incr("n")

        assert await redis.get("n") == b"1"


async def test_failover():
    """Open connections to what was the primary are left for the new one, at the first write."""
    async with (
        open_server() as first,
        open_server() as second,
        open_proxy(first) as proxy,
        open_redis(proxy.url) as redis,
    ):
        await replicate(second, first)
        await asyncio.gather(*(redis.set(f"before:{n}", n) for n in range(10)))
        await proxy.fail_over(second)

        await redis.set("after", 1)

        assert await redis.get("after") == b"1"
        async with redis.pipeline(transaction=True) as pipe:
            assert await pipe.set("a", 2).get("a").execute() == [True, b"2"]


async def test_wrong_type(redis):
    """What is of another type than we keep it as is a record that cannot be read."""
    await redis.rpush("chutes:report:1", "junk")

    with pytest.raises(Unreadable) as caught:
        await redis.get("chutes:report:1")

    assert caught.value.key == "chutes:report:1"


async def test_cluster():
    """A cluster stops the start, in a sentence."""
    async with open_cluster() as url, open_redis(url) as redis:
        assert CLUSTER in await memory_troubles(redis)
        with pytest.raises(SettingsError, match="REDIS_URL: Redis is in cluster mode"):
            await check_fitness(redis)


@pytest.mark.parametrize(
    ("rights", "lacking"),
    [
        ("+@all -eval", "eval"),
        ("+@all -@write", "set"),
        ("+@all -zadd", "zadd"),
        ("+@all resetkeys ~other:*", "key"),
    ],
)
async def test_rights(redis, redis_url, rights, lacking):
    """A user who lacks a right stops the start; the sentence names what is lacking."""
    await redis.execute_command("ACL", "SETUSER", "bot", "on", ">secret", "~*", *rights.split())
    async with open_redis(redis_url) as bot:
        pool = bot.connection_pool
        pool.connection_kwargs |= {"username": "bot", "password": "secret"}
        with pytest.raises(SettingsError, match=f"lacks a right.*{lacking}"):
            await check_fitness(bot)
    await redis.execute_command("ACL", "DELUSER", "bot")


async def test_without_info(through, proxy):
    """INFO is no right that is needed."""
    proxy.faults.add("info", None, error=NO_INFO)

    assert await memory_troubles(through) == []


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (READ_ONLY, "Redis is read-only"),
        (FULL, "Redis is full"),
        ("MISCONF Errors writing to the AOF file: No space left", "can't write to its disk"),
    ],
)
async def test_takes_nothing(through, proxy, error, said):
    """What takes nothing is found by writing, and passes: nothing stops for it."""
    proxy.faults.add("@write", None, error=error)

    assert said in (await try_writing(through)).what
    await check_fitness(through)


async def test_loading(through, proxy):
    """A server that loads its data says so."""
    proxy.faults.add("@data", None, error=LOADING)

    assert "loading" in (await try_writing(through)).what


LASTS = {
    "NOAUTH Authentication required.": "refuses the user or the password",
    "WRONGPASS invalid username-password pair or user is disabled.": "refuses the user",
    "ERR unknown command 'EVALSHA', with args beginning with: ": "lacks a command",
    "ERR syntax error": "lacks a command",
    "ERR DB index is out of range": "no database",
    "CLUSTERDOWN The cluster is down": "in cluster mode",
}
PASSES = {
    "NOREPLICAS Not enough good replicas to write.": "too few replicas",
    "MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.": "primary",
    "BUSY Redis is busy running a script. You can only call SCRIPT KILL": "somebody's script",
    "ERR max number of clients reached": "no more connections",
    "ERR a new word": "refuses what it is asked: a new word",
}
"""What servers say that answer, and what it means; what may pass does not stop the start."""


@pytest.mark.parametrize(("error", "said"), {**LASTS, **PASSES}.items())
async def test_a_refusal_is_no_silence(through, proxy, error, said):
    """A server that says no is not said to be silent; and only what lasts stops the start."""
    proxy.faults.add("*", None, error=error)
    trouble = await try_writing(through)

    assert said in trouble.what
    assert trouble.hopeless == (error in LASTS)


@pytest.mark.parametrize("error", [OutOfMemoryError(), ReadOnlyError(), RedisError("else")])
def test_every_error_has_words(error):
    """Whatever Redis says, there is a sentence and a way to mend it."""
    trouble = memory_trouble(error)

    assert trouble.what.endswith(".")
    assert trouble.mend.endswith(".")
