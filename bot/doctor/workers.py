"""The workers: whether any is alive."""

from datetime import timedelta

from redis.asyncio import Redis

from bot.health.findings import Finding, broken, fine
from bot.work.periodic import since_heartbeat


async def workers(redis: Redis, start: str) -> list[Finding]:
    """Say when a worker last gave a sign of life; *start* is what to type if none does."""
    heard = await since_heartbeat(redis)
    if heard is None:
        return [
            broken(
                "No worker heartbeat for a minute: nothing is fetched or filed, and no digest goes "
                "out.",
                start,
            )
        ]
    return [fine(f"Worker: last heartbeat {heard // timedelta(seconds=1)} s ago.")]
