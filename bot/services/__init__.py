"""What the bot can do, independent of Slack; one promise a file."""

from dataclasses import dataclass

from redis.asyncio import Redis

from bot.clock import Clock
from bot.config import Settings
from bot.services.changes import Floors
from bot.services.ledger import Enqueue, Ledger
from bot.services.limits import Limits
from bot.services.questions import Questions


@dataclass(frozen=True)
class Services:
    """The services a handler may ask."""

    clock: Clock
    ledger: Ledger
    floors: Floors
    limits: Limits
    questions: Questions


def build_services(settings: Settings, redis: Redis, enqueue: Enqueue, clock: Clock) -> Services:
    """Build every service over the connections they share; opens nothing."""
    return Services(
        clock=clock,
        ledger=Ledger(redis, enqueue),
        floors=Floors(
            usd=settings.change_floor_usd,
            change=settings.change_floor_percent / 100,
            requests=settings.speed_floor_requests,
            speed=settings.speed_floor_percent / 100,
        ),
        limits=Limits(redis, settings.limit_per_person, settings.limit_per_workspace),
        questions=Questions(redis),
    )
