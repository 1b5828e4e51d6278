"""How much each chute serves and earns, at any moment since the platform began."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from math import pi, sin
from typing import NamedTuple

from bot.sandbox.world.chutes import Chute
from bot.sandbox.world.dice import Dice

GROWTH = 2.6  # times as much after a year
SWING = 0.45  # how far the busiest hour rises above the day's mean
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
REMEMBERED = 2048  # draws: a chute's day is asked about several times in a row


class Luck(NamedTuple):
    """A day's eight deviations of one chute, each in [-1, 1)."""

    volume: float
    price: float
    tokens_in: float
    tokens_out: float
    steps: float
    speed: float
    wait: float
    silence: float


class Traffic:
    """
    A day's figures are drawn once for the whole day and spread over its hours along a curve, so
    that any part of a day is part of the same day, and past days never change.
    """

    def __init__(self, dice: Dice, anchor: date) -> None:
        self._dice = dice
        self._anchor = anchor
        self._luck = lru_cache(REMEMBERED)(self._draw)

    def invocations(self, chute: Chute, since: datetime, until: datetime) -> int:
        """Return how many requests *chute* completed between two moments of one day."""
        total = self._whole_day(chute, since.date())
        return int(total * _curve(chute, until, since)) - int(total * _curve(chute, since, since))

    def usd(self, chute: Chute, since: datetime, until: datetime) -> float:
        """Return the pay-as-you-go USD that *chute* was metered between two moments of one day."""
        if not chute.usd:
            return 0.0
        part = _curve(chute, until, since) - _curve(chute, since, since)
        level = self._whole_day(chute, since.date()) / chute.invocations
        return chute.usd * level * part * (1 + 0.06 * self.luck(chute, since.date()).price)

    def luck(self, chute: Chute, day: date) -> Luck:
        """Return what chance adds to *chute*'s figures of *day*."""
        return self._luck(chute.chute_id, day)

    def _draw(self, chute_id: str, day: date) -> Luck:
        return Luck(*[2 * real - 1 for real in self._dice.reals("luck", chute_id, day)])

    def _whole_day(self, chute: Chute, day: date) -> float:
        growth: float = GROWTH ** ((day - self._anchor).days / 365)
        weekday = chute.weekend if day.weekday() >= 5 else 1.0
        return chute.invocations * growth * weekday * (1 + 0.09 * self.luck(chute, day).volume)


def start(day: date) -> datetime:
    """Return midnight UTC at the beginning of *day*."""
    return datetime.combine(day, time(), UTC)


def _curve(chute: Chute, moment: datetime, within: datetime) -> float:
    """Return the part of a day's traffic that is over at *moment*, 0 to 1, of *within*'s day."""
    moment = max(moment, chute.born)
    if chute.died:
        moment = min(moment, chute.died)
    hours = (moment - start(within.date())) / HOUR
    if not 0 < hours < 24:
        return float(hours > 0)
    turn = pi / 12
    wave = sin(turn * (hours - chute.peak)) + sin(turn * chute.peak)
    return (hours + SWING * wave / turn) / 24
