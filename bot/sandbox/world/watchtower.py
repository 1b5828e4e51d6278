"""The platform's own reports: it files them confirmed, often before anybody else could."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from bot.sandbox.world.dice import Dice
from bot.sandbox.world.ids import ORIGINS, Ids, Origin
from bot.sandbox.world.traffic import MINUTE

DELAY = timedelta(minutes=18)  # from a request to its report, at most
REASONS = (
    "Instance short-lived.",
    "Chute undeployable on other miners.",
    "Disproportionate chute: private, one miner.",
)


class Sighting(NamedTuple):
    """A request that the watchtower reported."""

    minute: datetime  # in which the request started
    invocation_id: str
    origin: Origin
    filed: datetime
    reason: str


class Watchtower:
    def __init__(self, dice: Dice, ids: Ids) -> None:
        self._dice = dice
        self._ids = ids
        self._origins = [origin for origin in ORIGINS if origin.reported]

    def sightings(self, hour: datetime) -> Iterator[Sighting]:
        """Yield the reported requests that started in the hour that begins at *hour*."""
        rng = self._dice.stream("watchtower", hour)
        for _ in range(rng.randrange(3, 10)):
            origin = rng.choice(self._origins)
            minute = hour + rng.randrange(60) * MINUTE
            filed = minute + MINUTE + rng.random() * DELAY
            reason = rng.choice(REASONS)
            yield Sighting(minute, self._ids.draw(origin, rng), origin, filed, reason)
