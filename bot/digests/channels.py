"""Which channels are public, as the commands that are typed in them tell."""

from collections.abc import Awaitable
from typing import cast

from redis.asyncio import Redis

NOT_PUBLIC = ("privategroup", "directmessage", "mpdm-")  # what Slack calls the others


class PublicChannels:
    """Key: `chutes:public-channels:<team>`, a set; no TTL, as people may ask for a list any time.

    Other ways to know need scopes that let the bot see every channel.
    """

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def note(self, team_id: str, channel_id: str, name: str) -> None:
        """Note whether a channel is public by the *name* that came with a command, if any did."""
        if name.startswith(NOT_PUBLIC):
            await self._redis.srem(_key(team_id), channel_id)
        elif name:
            await self._redis.sadd(_key(team_id), channel_id)

    async def all(self, team_id: str) -> frozenset[str]:
        """Return those that are known to be public; any other may be private."""
        members = await cast(Awaitable[set[bytes]], self._redis.smembers(_key(team_id)))
        return frozenset(member.decode() for member in members)


def _key(team_id: str) -> str:
    return f"chutes:public-channels:{team_id}"
