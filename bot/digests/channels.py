"""Which channels are public, as the commands that are typed in them tell."""

from typing import cast

from redis.asyncio import Redis

from bot.store.set_aside import moving_aside, names

NOT_PUBLIC = ("privategroup", "directmessage", "mpdm-")  # what Slack calls the others


class PublicChannels:
    """Key: `chutes:public-channels:<team>`, a set; no TTL, as people may ask for a list any time.

    Other ways to know need scopes that let the bot see every channel.
    """

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def note(self, team_id: str, channel_id: str, name: str) -> None:
        """Note whether a channel is public by the *name* that came with a command, if any did."""
        key = _key(team_id)
        if name.startswith(NOT_PUBLIC):
            await moving_aside(self._redis, key, lambda: self._redis.srem(key, channel_id))
        elif name:
            await moving_aside(self._redis, key, lambda: self._redis.sadd(key, channel_id))

    async def all(self, team_id: str) -> frozenset[str]:
        """Return those that are known to be public; any other may be private."""
        key = _key(team_id)
        found = await moving_aside(self._redis, key, lambda: self._redis.smembers(key))
        return frozenset(await names(self._redis, key, cast(set[bytes], found)))


def _key(team_id: str) -> str:
    return f"chutes:public-channels:{team_id}"
