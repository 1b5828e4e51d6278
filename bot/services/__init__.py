"""What the bot can do, independent of Slack; one promise a file."""

from dataclasses import dataclass

from redis.asyncio import Redis

from bot.clock import Clock
from bot.config import Settings
from bot.services.changes import Floors
from bot.services.digests import Digests
from bot.services.health import Doctor, People
from bot.services.ledger import Enqueue, Ledger
from bot.services.limits import Limits
from bot.services.questions import Questions


@dataclass(frozen=True)
class Services:
    """The services a handler may ask; *command* is the slash command, for sentences."""

    clock: Clock
    command: str
    digests: Digests
    doctor: Doctor
    ledger: Ledger
    floors: Floors
    limits: Limits
    questions: Questions


def build_services(
    settings: Settings, redis: Redis, enqueue: Enqueue, clock: Clock, people: People
) -> Services:
    """Build every service over the connections they share; opens nothing."""
    limits = Limits(redis, settings.limit_per_person, settings.limit_per_workspace)
    return Services(
        clock=clock,
        command=settings.command,
        digests=Digests(redis, clock),
        doctor=Doctor(redis, limits, people),
        ledger=Ledger(redis, enqueue),
        floors=floors(settings),
        limits=limits,
        questions=Questions(redis),
    )


def floors(settings: Settings) -> Floors:
    """Return from what on a change counts."""
    return Floors(
        usd=settings.change_floor_usd,
        change=settings.change_floor_percent / 100,
        requests=settings.speed_floor_requests,
        speed=settings.speed_floor_percent / 100,
    )
