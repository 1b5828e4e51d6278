"""What the bot can do, independent of Slack; one promise a file."""

from dataclasses import dataclass

from redis.asyncio import Redis

from bot.clock import Clock
from bot.config import Settings
from bot.services.exports import Exports
from bot.services.ledger import Enqueue, Ledger
from bot.services.limits import Limits
from bot.services.questions import Questions
from bot.services.runs import Runs


@dataclass(frozen=True)
class Services:
    """The services a handler may ask."""

    clock: Clock
    exports: Exports
    ledger: Ledger
    limits: Limits
    questions: Questions


def build_services(settings: Settings, redis: Redis, enqueue: Enqueue, clock: Clock) -> Services:
    """Build every service over the connections they share; opens nothing."""
    return Services(
        clock=clock,
        exports=Exports(redis, Runs(redis, enqueue, clock)),
        ledger=Ledger(redis, enqueue),
        limits=Limits(redis, settings.limit_per_person, settings.limit_per_workspace),
        questions=Questions(redis),
    )
