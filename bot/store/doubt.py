"""What people are told of what is kept for them, if Redis does not answer: never "try again" for
something that is done, or may be."""

from collections.abc import Awaitable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TypeVar

from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError
from redis.exceptions import TimeoutError as RedisTimeoutError

from bot.errors import InDoubt

Found = TypeVar("Found")

KEPT = (
    "That's kept, but then my memory (Redis) didn't answer, so I can't show how it stands. "
    "I'll tell you as soon as I can."
)


@dataclass
class Promises:
    """Whether something was kept in the course of a question."""

    kept: bool = False


PROMISES: ContextVar[Promises | None] = ContextVar("promises", default=None)


async def or_in_doubt(writing: Awaitable[Found], question: str) -> Found:
    """Return what *writing* does; raise `InDoubt` if that is not known: *question*, "whether …"."""
    try:
        return await writing
    except (RedisConnectionError, RedisTimeoutError) as exc:
        raise InDoubt(
            f"My memory (Redis) didn't answer in time, so I don't know yet {question}. "
            "I'll tell you as soon as I do."
        ) from exc


def note_kept() -> None:
    """Note that something is kept, whatever comes after it."""
    if promises := PROMISES.get():
        promises.kept = True


async def keeping(work: Awaitable[Found]) -> Found:
    """Return what *work* does; raise `InDoubt` if Redis fails it after something was kept."""
    promises = Promises()
    token = PROMISES.set(promises)
    try:
        return await work
    except RedisError as exc:
        if promises.kept:
            raise InDoubt(KEPT) from exc
        raise
    finally:
        PROMISES.reset(token)
