"""Questions that buttons ask again: kept under an id, as the value of a button is no secret."""

import secrets

from redis.asyncio import Redis

from bot.errors import Mistake

KEPT = 30 * 24 * 60 * 60  # seconds


class Questions:
    """Keys: `chutes:question:<team>:<id>` (`KEPT`)."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def keep(self, team_id: str, words: str) -> str:
        """Keep what was asked, as it would be typed; return the id for a button's value."""
        question_id = secrets.token_urlsafe(12)
        await self._redis.set(_key(team_id, question_id), words, ex=KEPT)
        return question_id

    async def find(self, team_id: str, question_id: str) -> str:
        """Return what was asked; raise `Mistake` if that is too long ago."""
        words = await self._redis.get(_key(team_id, question_id))
        if not isinstance(words, bytes):
            raise Mistake("That was more than 30 days ago: please ask again.")
        return words.decode()


def _key(team_id: str, question_id: str) -> str:
    return f"chutes:question:{team_id}:{question_id}"
