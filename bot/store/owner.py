"""Whose memory this is: two bots on one Redis would send each other's digests, and file each
other's reports with their own account."""

import logging

from redis.asyncio import Redis
from redis.exceptions import RedisError

from bot.errors import SettingsError, Unreadable
from bot.store.codec import text
from bot.store.reasons import memory_trouble

log = logging.getLogger(__name__)

OWNER = "chutes:owner"  # no TTL: the bot whose memory this is, `<workspace>/<bot's user>`


async def claim_memory(redis: Redis, bot: str, former: str | None = None) -> None:
    """Let the memory be that of *bot*, if it is nobody's yet or that of the *former* bot.

    Raises `SettingsError` if it is another's. Data of 0.1.0 is nobody's.
    """
    try:
        if not await redis.get(OWNER):
            await redis.set(OWNER, bot, nx=True)
        owner = text(await redis.get(OWNER), OWNER)
        if owner and owner == former:
            await redis.set(OWNER, bot)
            log.warning("this memory was that of %s, and is that of %s now", owner, bot)
            return
    except (RedisError, Unreadable) as exc:
        why = memory_trouble(exc).what if isinstance(exc, RedisError) else exc
        log.warning("whose memory this is, is not known: %s", why)
        return
    if owner not in ("", bot):
        raise SettingsError(another(owner, bot))


def another(owner: str, bot: str) -> str:
    """Say that the memory is another bot's, and what to do."""
    return (
        f"REDIS_URL: this Redis is the memory of another bot ({owner}; this one is {bot}), and two "
        "bots on one Redis would send each other's digests and reports. Give this one a Redis, or "
        f"a database, of its own; or set TAKE_OVER_FROM={owner} if it replaces that one."
    )
