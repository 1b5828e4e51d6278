"""How it turned out: a question that Redis left in doubt is asked again until that is known."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

from redis.exceptions import RedisError

from bot.blocks.message import Message
from bot.errors import InDoubt, Undelivered
from bot.store.connection import in_one_pass
from bot.store.doubt import keeping
from handlers.errors import explain

log = logging.getLogger(__name__)

Found = TypeVar("Found")

ASK_AGAIN_AFTER = (1, 2, 4, 8, 15, *[30] * 50)  # seconds; in all as long as Slack takes answers
NEVER_KNOWN = Message(
    "My memory (Redis) still doesn't answer, so I can't tell you whether that was done. Ask for it "
    "again once I answer: nothing is done twice."
)


async def find_out(
    answer: Callable[[], Awaitable[Found | None]],
    say: Callable[[Found | Message], Awaitable[None]],
    aside: Callable[[Message], Awaitable[None]],
) -> None:
    """Say how it turned out: what was kept is found, what was not is kept now."""
    try:
        for pause in ASK_AGAIN_AFTER:
            await asyncio.sleep(pause)
            try:
                found = await in_one_pass(keeping(answer()))
            except (InDoubt, RedisError):
                continue
            except Exception as error:  # as at the border: it becomes words
                await aside(explain(error))
                return
            if found:
                await say(found)
            return
        await aside(NEVER_KNOWN)
    except Undelivered as exc:
        log.warning("nobody heard how it turned out: %s", exc)
