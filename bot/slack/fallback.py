"""A message in the richest form that its workspace takes."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Iterator
from hashlib import sha256
from typing import Any, TypeVar

from redis.asyncio import Redis
from redis.exceptions import RedisError

from bot.blocks.message import Message
from bot.errors import Busy, Undelivered, Unreadable, Unsure
from bot.slack.reasons import Kind, kind

log = logging.getLogger(__name__)

Sent = TypeVar("Sent")

DAY = 24 * 60 * 60  # seconds
SUSPECTED = 60 * 60  # seconds for which one refusal waits for another that confirms it
HELD = 60.0  # seconds for which this process goes by what it has read
FORM = Kind.BLOCKS, Kind.REFUSED  # what a plainer form may mend: Slack has more words than we know


class Fallback:
    """Falls back to plainer forms where Slack refuses a message, in whatever words.

    That a workspace refuses native blocks is remembered for a day, once two messages say so: one
    alone may have been refused for what was in it.

    Keys: `chutes:plain:<team>` (`DAY`), set where that was confirmed; `chutes:plain:<team>:once`
    (`SUSPECTED`), the digest of a message that was refused.
    """

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._held: dict[str, tuple[bool, float]] = {}  # by team: refuses native blocks, as of when
        self._suspected: set[str] = set()  # teams of which this process has seen a refusal

    async def send(
        self,
        team_id: str,
        message: Message,
        attempt: Callable[[dict[str, Any]], Awaitable[Sent]],
    ) -> Sent:
        """Return what *attempt* returns for the first payload that Slack takes.

        *attempt* raises `Undelivered` with Slack's reason; where that is about more than the form
        of the message, it is raised on.
        """
        refusal: Undelivered | None = None
        first: Message | None = None
        for form in await self._acceptable(team_id, message):
            try:
                sent = await attempt(form.payload())
            except (Busy, Unsure):
                raise
            except Undelivered as exc:
                if not form.blocks or kind(exc.reason) not in FORM:
                    raise
                log.warning("Slack refused blocks of a message to %s: %s", team_id, exc.reason)
                refusal, first = exc, first or form
            else:
                await self._learn(team_id, refused=first, taken=form)
                return sent
        raise refusal or Undelivered("invalid_blocks")

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

    async def _learn(self, team_id: str, refused: Message | None, taken: Message) -> None:
        """Remember what one message more says of the workspace."""
        try:
            if refused and refused.is_native:
                await self._suspect(team_id, refused)
            elif taken.is_native and team_id in self._suspected:
                self._suspected.discard(team_id)
                await self._redis.delete(_once(team_id))
        except (RedisError, Unreadable) as exc:
            log.warning("could not remember what %s refuses: %s", team_id, exc)

    async def _suspect(self, team_id: str, refused: Message) -> None:
        content = [{**block, "block_id": ""} for block in refused.payload()["blocks"]]
        digest = sha256(json.dumps(content).encode()).hexdigest()
        before: Any = await self._redis.set(_once(team_id), digest, ex=SUSPECTED, get=True)
        self._suspected.add(team_id)
        if before and before != digest.encode():
            self._held.pop(team_id, None)
            await self._redis.set(_key(team_id), 1, ex=DAY)


def _key(team_id: str) -> str:
    return f"chutes:plain:{team_id}"


def _once(team_id: str) -> str:
    return f"{_key(team_id)}:once"
