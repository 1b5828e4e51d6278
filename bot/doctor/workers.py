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
                "No worker has given a sign of life for a minute: nothing is fetched or filed, and "
                "no digest goes out.",
                start,
            )
        ]
    return [fine(f"A worker gave a sign of life {heard // timedelta(seconds=1)} s ago.")]
