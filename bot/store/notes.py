"""What the bot remembers for one person: what comes back in a button or a form names it only."""

import secrets
from contextlib import suppress
from datetime import timedelta

from redis.asyncio import Redis

from bot.errors import Unreadable
from bot.store.codec import text
from bot.store.set_aside import setting_aside

NOTE_TTL = timedelta(days=30)  # as long as the figures of an export are kept


class Notes:
    """Keys: `chutes:note:<team>:<user>:<name>` (`NOTE_TTL`)."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def keep(self, team_id: str, user_id: str, note: str, name: str = "") -> str:
        """Keep *note* for this person; return its *name*, one that nobody can guess by default."""
        name = name or secrets.token_urlsafe(12)
        await self._redis.set(_key(team_id, user_id, name), note, ex=NOTE_TTL)
        return name

    async def find(self, team_id: str, user_id: str, name: str) -> str:
        """Return the note of that name; "" if this person has none, no longer, or it is damaged."""
        key = _key(team_id, user_id, name)
        with suppress(Unreadable):
            async with setting_aside(self._redis):
                return text(await self._redis.get(key), key)
        return ""


def _key(team_id: str, user_id: str, name: str) -> str:
    return f"chutes:note:{team_id}:{user_id}:{name}"
