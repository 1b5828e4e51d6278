"""A platform that does not exist, the same every time: a seed and a clock give its figures."""

from datetime import date

from bot.clock import Clock, utc_now
from bot.sandbox.world.cast import catalogue
from bot.sandbox.world.chutes import Chute
from bot.sandbox.world.dice import Dice
from bot.sandbox.world.statistics import Statistics
from bot.sandbox.world.traffic import Traffic

__all__ = ["Chute", "World"]


class World:
    """
    Nothing is stored but reports: figures follow from *seed*, from *anchor* and from the moment
    asked about. The anchor is the day around which things happen (the newcomer of three days ago,
    yesterday's slowdown); it is the clock's day at the start and stays when the clock goes on, so
    that a day that is over keeps its figures.
    """

    def __init__(
        self,
        seed: int = 7,
        clock: Clock = utc_now,
        *,
        chutes: int = 80,
        anchor: date | None = None,
        name_length: int = 0,
    ) -> None:
        dice = Dice(seed)
        self.clock = clock
        self.anchor = anchor or clock().date()
        self.chutes = catalogue(dice, self.anchor, chutes, name_length)
        self.statistics = Statistics(self.chutes, Traffic(dice, self.anchor))

    def played_by(self, role: str) -> Chute:
        """Return the chute that plays *role* (`slowed`, `new`, `renamed`, …; see `cast.CAST`)."""
        return next(chute for chute in self.chutes if chute.role == role)
