"""What the settings mean for watches."""

from redis.asyncio import Redis

from bot.clock import Clock
from bot.config import Settings
from bot.watches.service import Watches, WatchLimits


def watches(settings: Settings, redis: Redis, clock: Clock) -> Watches:
    """Return what keeps watches."""
    limits = WatchLimits(settings.watches_per_person, settings.watches_per_workspace)
    return Watches(redis, clock, limits)


def unusual_floor(settings: Settings) -> float:
    """Return the fraction of what is usual below which no deviation is unusual."""
    return settings.watch_floor_percent / 100
