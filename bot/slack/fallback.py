"""A message in the richest form that its workspace takes."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator
from typing import Any, TypeVar

from redis.asyncio import Redis
from redis.exceptions import RedisError

from bot.blocks.message import Message
from bot.errors import Undelivered

log = logging.getLogger(__name__)

Sent = TypeVar("Sent")

DAY = 24 * 60 * 60  # seconds
HELD = 60.0  # seconds for which this process goes by what it has read
REFUSED_BLOCKS = {
    "invalid_blocks",
    "invalid_blocks_format",
    "block_mismatch",
    "msg_blocks_too_long",
}


class Fallback:
    """Falls back to plainer forms where Slack refuses blocks, and remembers that for a day.

    Keys: `chutes:plain:<team>` (`DAY`), set where a plainer form was taken.
    """

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._held: dict[str, tuple[bool, float]] = {}  # by team: refuses native blocks, as of when

    async def send(
        self,
        team_id: str,
        message: Message,
        attempt: Callable[[dict[str, Any]], Awaitable[Sent]],
    ) -> Sent:
        """Return what *attempt* returns for the first payload that Slack takes.

        *attempt* raises `Undelivered` with Slack's reason; only refused blocks lead to the next.
        """
        refused: list[Message] = []
        for form in await self._acceptable(team_id, message):
            try:
                sent = await attempt(form.payload())
            except Undelivered as exc:
                if exc.reason not in REFUSED_BLOCKS:
                    raise
                log.warning("Slack refused blocks of a message to %s: %s", team_id, exc.reason)
                refused.append(form)
            else:
                if refused and refused[0].is_native:
                    await self._remember(team_id)
                return sent
        raise Undelivered("invalid_blocks")

    async def _acceptable(self, team_id: str, message: Message) -> Iterator[Message]:
        forms = message.forms()
        if message.is_native and await self._refuses_native(team_id):
            next(forms)
        return forms

    async def _refuses_native(self, team_id: str) -> bool:
        now = asyncio.get_running_loop().time()
        refuses, read_at = self._held.get(team_id, (False, now - HELD))
        if now - read_at < HELD:
            return refuses
        try:
            refuses = bool(await self._redis.exists(_key(team_id)))
        except RedisError:
            return False
        self._held[team_id] = refuses, now
        return refuses

    async def _remember(self, team_id: str) -> None:
        self._held.pop(team_id, None)
        try:
            await self._redis.set(_key(team_id), 1, ex=DAY)
        except RedisError as exc:
            log.warning("could not remember that %s refuses native blocks: %s", team_id, exc)


def _key(team_id: str) -> str:
    return f"chutes:plain:{team_id}"
