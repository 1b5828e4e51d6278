"""Redis, opened: the bot's memory."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Self, TypeVar

from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import AbstractBackoff, ConstantBackoff
from redis.driver_info import DriverInfo
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import ReadOnlyError, ResponseError
from redis.exceptions import TimeoutError as RedisTimeoutError

from bot.errors import Unreadable
from bot.store.reasons import SILENT, memory_trouble

ANSWER_WITHIN = 2.0  # seconds to wait for Redis: a person is waiting for us
CONNECT_WITHIN = 1.0
DRIVER = DriverInfo()  # what we tell Redis of our client; each connection would look it up anew
CONNECTIONS = 50  # at once; who comes when all are taken waits for one
GAVE_UP = "Redis did not answer this question before"
WRONG_TYPE = "In Redis it's of another type than I keep it as."


@dataclass
class Pass:
    """One question's way through Redis; once it did not answer, it is not asked again."""

    gave_up: bool = False


Found = TypeVar("Found")
Failed = Callable[[Exception], None]

PASS: ContextVar[Pass | None] = ContextVar("pass", default=None)


async def in_one_pass(work: Awaitable[Found]) -> Found:
    """Let *work*, and the tasks it starts, wait for a Redis that does not answer only once."""
    token = PASS.set(Pass())
    try:
        return await work
    finally:
        PASS.reset(token)


@contextmanager
def _within_pass() -> Iterator[None]:
    one = PASS.get()
    if one and one.gave_up:
        raise RedisTimeoutError(GAVE_UP)
    try:
        yield
    except (RedisConnectionError, RedisTimeoutError) as exc:
        if one and memory_trouble(exc) is SILENT:  # else it answers, though not what it was asked
            one.gave_up = True
        raise


class Retries(Retry):
    """Tries again on a new connection: where the old one broke, or its server is read-only now.

    A server that hangs is not asked twice: it may have done what it was asked.
    """

    def __init__(
        self,
        backoff: AbstractBackoff,
        count: int,
        failed: Failed = lambda error: None,
    ) -> None:
        super().__init__(backoff, count, (RedisConnectionError, ReadOnlyError))
        self._failed = failed
        self.pool: Pool | None = None

    def __deepcopy__(self, memo: object) -> Self:
        return self  # connections make copies, and this holds nothing of one

    async def call_with_retry(
        self, do: Callable[[], Awaitable[Any]], *args: Any, **more: Any
    ) -> Any:
        async def attempt() -> Any:
            try:
                return await do()
            except (RedisConnectionError, RedisTimeoutError) as exc:
                self._failed(exc)
                raise
            except ReadOnlyError as exc:
                self._failed(exc)
                if self.pool:  # the others lead to the same server, which was the primary
                    await self.pool.disconnect(inuse_connections=False)
                raise

        with _within_pass():
            return await super().call_with_retry(attempt, *args, **more)


class Pool(BlockingConnectionPool):
    """Its waits for a connection count for the question's pass."""

    async def get_connection(self, *args: Any, **options: Any) -> Any:
        with _within_pass():
            return await super().get_connection(*args, **options)  # type: ignore[no-untyped-call]


class NamingRedis(Redis):
    """A client whose errors name what cannot be read."""

    async def execute_command(self, *args: Any, **options: Any) -> Any:
        try:
            return await super().execute_command(*args, **options)  # type: ignore[no-untyped-call]
        except ResponseError as exc:
            return readable(exc, _key(args))


def readable(answer: Any, key: str) -> Any:
    """Return what *key* answered, in a pipeline say; raise the error that it is instead:
    `Unreadable` if there is something of another type."""
    if isinstance(answer, ResponseError) and "WRONGTYPE" in str(answer):
        raise Unreadable("record", key, WRONG_TYPE) from answer
    if isinstance(answer, Exception):
        raise answer
    return answer


def _key(command: tuple[Any, ...]) -> str:
    """Return the key that *command* is about: a script's first one stands behind its number."""
    position = 3 if str(command[0]).upper() in ("EVAL", "EVALSHA") else 1
    key = command[position] if len(command) > position else ""
    return key.decode(errors="replace") if isinstance(key, bytes) else str(key)


@asynccontextmanager
async def open_redis(
    url: str, answer_within: float | None = None, failed: Failed = lambda error: None
) -> AsyncIterator[Redis]:
    """Yield a client that gives bytes, and gives up soon: one more try, then `RedisError`.

    *failed* is told of each exchange that fails.
    """
    retries = Retries(ConstantBackoff(0.1), 1, failed)
    async with client(url, retries, answer_within or ANSWER_WITHIN) as redis:
        yield redis


def client(url: str, retries: Retries, timeout: float, **options: Any) -> Redis:
    """Return a client that waits *timeout* seconds for an answer; open it by `async with`."""
    retries.pool = Pool.from_url(
        url,
        max_connections=CONNECTIONS,
        timeout=timeout,
        socket_timeout=timeout,
        socket_connect_timeout=CONNECT_WITHIN,
        retry=retries,
        driver_info=DRIVER,
        **options,
    )
    return NamingRedis.from_pool(retries.pool)
