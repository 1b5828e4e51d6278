"""A Redis that goes wrong, as a client sees it; and real ones that are not ours alone."""

import asyncio

import pytest
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import (
    BusyLoadingError,
    ConnectionError,
    NoPermissionError,
    OutOfMemoryError,
    ReadOnlyError,
    ResponseError,
    TimeoutError,
)

from bot.sandbox import redis_proxy
from bot.sandbox.redis_proxy import open_proxy
from bot.sandbox.redis_server import open_cluster, open_server, replicate

SCRIPT = "return redis.call('incr', KEYS[1])"
WRITES = {
    "set": lambda redis: redis.set("a", "1"),
    "script": lambda redis: redis.eval(SCRIPT, 1, "n"),
    "zadd": lambda redis: redis.zadd("z", {"a": 1}),
}


def client(url: str, **more) -> Redis:
    """A client that tries nothing again."""
    return Redis.from_url(url, **{"retry": Retry(NoBackoff(), 0), "socket_timeout": 10, **more})


@pytest.fixture
async def proxy(redis, redis_url):
    async with open_proxy(redis_url) as proxy:
        yield proxy


@pytest.fixture(params=[2, 3], ids=["RESP2", "RESP3"])
async def through(proxy, request):
    async with client(proxy.url, protocol=request.param) as redis:
        yield redis


@pytest.fixture
async def hasty(proxy):
    """Gives up soon."""
    async with client(proxy.url, socket_timeout=0.3) as redis:
        yield redis


async def test_nothing_wrong(through):
    """Everything passes: scripts, pipelines, transactions, large and nested answers."""
    async with through.pipeline(transaction=True) as pipe:
        pipe.set("a", b"x" * 100_000).get("a").hset("h", mapping={"b": "c"}).hgetall("h")
        answers = await pipe.execute()

    assert answers == [True, b"x" * 100_000, 1, {b"b": b"c"}]
    assert await through.eval("return {1, {'a', {false}}}", 0) == [1, [b"a", [None]]]
    assert [key async for key in through.scan_iter()]
    assert await asyncio.gather(*(through.incr("n") for _ in range(50)))
    assert await through.get("n") == b"50"


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
@pytest.mark.parametrize(
    "refusal",
    [
        ("@write", redis_proxy.READ_ONLY, ReadOnlyError),
        ("@growing", redis_proxy.FULL, OutOfMemoryError),
        ("@data", redis_proxy.LOADING, BusyLoadingError),
        ("@write", redis_proxy.DISK, ResponseError),
        ("*", redis_proxy.MOVED, ResponseError),
    ],
    ids=str,
)
async def test_refused(through, proxy, redis, write, refusal):
    """Writes are refused until it is over, and have had no effect."""
    kind, line, error = refusal
    proxy.faults.add(kind, None, error=line)
    with pytest.raises(error):
        await write(through)
    assert await redis.dbsize() == 0

    proxy.faults.clear()
    assert await write(through)


async def test_reads_pass(through, proxy):
    """A server that is full or read-only can be read; one that loads cannot."""
    proxy.faults.add("@write", None, error=redis_proxy.READ_ONLY)
    proxy.faults.add("@growing", None, error=redis_proxy.FULL)
    assert await through.get("a") is None

    proxy.faults.add("@data", None, error=redis_proxy.LOADING)
    with pytest.raises(BusyLoadingError):
        await through.get("a")


async def test_no_info(through, proxy):
    """A user may not be allowed a single command."""
    proxy.faults.add("info", error=redis_proxy.NO_INFO)
    with pytest.raises(NoPermissionError):
        await through.info()

    assert await through.info()


async def test_transaction(through, proxy, redis):
    """A refused command spoils its whole transaction."""
    proxy.faults.add("set", error=redis_proxy.FULL)
    async with through.pipeline(transaction=True) as pipe:
        with pytest.raises(ResponseError):
            await pipe.incr("n").set("a", "1").execute()

    assert await redis.dbsize() == 0
    async with through.pipeline(transaction=True) as pipe:
        assert await pipe.incr("n").set("a", "1").execute() == [1, True]


@pytest.mark.parametrize(("after_effect", "done"), [(False, 0), (True, 1)], ids=["before", "after"])
@pytest.mark.parametrize("reset", [False, True])
async def test_dropped(through, proxy, redis, reset, after_effect, done):
    """A connection ends, before or after the command was carried out."""
    proxy.faults.add("incr*", reset=reset, after_effect=after_effect)
    with pytest.raises(ConnectionError):
        await through.incr("n")

    assert int(await redis.get("n") or 0) == done


@pytest.mark.parametrize("fault", [{"delay": 60}, {"silent": True}], ids=str)
async def test_late(hasty, through, proxy, redis, fault):
    """An answer comes after its client has given up; the command was carried out at once."""
    proxy.faults.add("eval", **fault, after_effect=True)
    with pytest.raises(TimeoutError):
        await hasty.eval(SCRIPT, 1, "n")

    assert await redis.get("n") == b"1"
    assert await through.eval(SCRIPT, 1, "n") == 2


async def test_hanging(hasty, proxy, redis):
    """A server that hangs carries out what it was asked when it is well again."""
    await hasty.ping()
    proxy.faults.add("*", None, silent=True)
    with pytest.raises(TimeoutError):
        await hasty.incr("n")
    assert await redis.get("n") is None

    proxy.faults.clear()
    async with asyncio.timeout(5):
        while await redis.get("n") is None:
            await asyncio.sleep(0.01)


@pytest.mark.parametrize("fault", [{}, {"reset": True}, {"silent": True}, {"error": "ERR max"}])
async def test_connect(proxy, fault):
    """A new connection can fail as well."""
    proxy.faults.add("connect", None, **fault)
    async with client(proxy.url, socket_timeout=0.3) as redis:
        with pytest.raises((ConnectionError, TimeoutError, ResponseError)):
            await redis.ping()


async def test_reset(through, proxy):
    """All connections can be reset at once."""
    await through.ping()
    proxy.reset()

    with pytest.raises(ConnectionError):
        await through.ping()
    assert await through.ping()


async def test_gone_while_it_waits(hasty, redis):
    """A client that goes while it waits for a job takes none."""
    with pytest.raises(TimeoutError):
        await hasty.bzpopmin("z", 5)
    async with asyncio.timeout(5):
        while (await redis.info("clients"))["blocked_clients"]:
            await asyncio.sleep(0.01)
    await redis.zadd("z", {"a": 1})

    assert await redis.zcard("z") == 1


async def test_fail_over():
    """Open connections stay with the old server, which takes no writes; new ones find the heir."""
    async with open_server() as old, open_server() as new, open_proxy(old) as proxy:
        await replicate(new, old)
        async with client(proxy.url) as early, client(proxy.url) as late:
            await early.set("a", "1")
            await early.wait(1, 5000)
            await proxy.fail_over(new)

            with pytest.raises(ReadOnlyError):
                await early.set("a", "2")
            assert await late.get("a") == b"1"
            assert await late.set("a", "2")


async def test_cluster():
    """A cluster refuses scripts whose keys lie apart."""
    async with open_cluster() as url, open_proxy(url) as proxy, client(proxy.url) as redis:
        assert await redis.eval(SCRIPT, 1, "n") == 1
        with pytest.raises(ResponseError, match="same slot"):
            await redis.eval(SCRIPT, 2, "n", "m")


async def test_full():
    """A server can be full for true."""
    async with open_server("--maxmemory", "1") as url, client(url) as redis:
        with pytest.raises(OutOfMemoryError):
            await redis.set("a", "1")
