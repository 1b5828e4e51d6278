"""Which workspaces refuse Slack's native charts and tables; remembered for a day."""

import logging
from collections.abc import Iterator

from redis.asyncio import Redis
from redis.exceptions import RedisError

from bot.views.message import Message

log = logging.getLogger(__name__)

DAY = 24 * 60 * 60  # seconds
REFUSED_BLOCKS = (
    "invalid_blocks",
    "invalid_blocks_format",
    "msg_blocks_too_long",
    "block_mismatch",
)


class Refusals:
    """Keys: `chutes:plain:<team>` (`DAY`), set where native blocks were refused."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def acceptable(self, team_id: str, message: Message) -> Iterator[Message]:
        """Return the forms of *message* to try, richest first, without those known to fail."""
        forms = message.forms()
        if message.is_native and await self._refuses_native(team_id):
            next(forms)
        return forms

    async def remember(self, team_id: str, refused: Message, reason: str) -> None:
        """Note that this workspace refused *refused*; only native blocks are worth remembering."""
        log.warning("Slack refused blocks of a message to %s: %s", team_id, reason)
        if not refused.is_native:
            return
        try:
            await self._redis.set(f"chutes:plain:{team_id}", 1, ex=DAY)
        except RedisError as exc:
            log.warning("could not remember that: %s", exc)

    async def _refuses_native(self, team_id: str) -> bool:
        try:
            return bool(await self._redis.exists(f"chutes:plain:{team_id}"))
        except RedisError:
            return False
