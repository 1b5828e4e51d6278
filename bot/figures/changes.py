"""From one period to the next: what changed, what counts, and why it moved."""

from collections.abc import Mapping
from dataclasses import dataclass
from weakref import ref

from bot.figures.days import UsageDay
from bot.figures.series import PeriodTotals
from bot.figures.totals import UsageTotal

NO_USAGE = UsageTotal(0.0, 0)


@dataclass(frozen=True)
class Floors:
    """From what on something counts: *usd* and *change* for money, *requests* and *speed*.

    *change* and *speed* are fractions, *requests* those of a day.
    """

    usd: float = 1.0
    change: float = 0.05
    requests: int = 100
    speed: float = 0.15


@dataclass(frozen=True)
class ChangePart:
    """What one chute has in a change of USD: by *volume* and by *price*."""

    chute_id: str
    before: UsageTotal
    after: UsageTotal
    volume: float
    price: float

    @property
    def usd(self) -> float:
        return self.after.usd - self.before.usd

    @property
    def requests(self) -> int:
        return self.after.requests - self.before.requests

    @property
    def is_new(self) -> bool:
        return self.before == NO_USAGE

    @property
    def is_gone(self) -> bool:
        return self.after == NO_USAGE

    def counts(self, floors: Floors) -> bool:
        """Whether the change is more than noise."""
        return abs(self.usd) >= max(floors.usd, floors.change * abs(self.before.usd))


def parts(before: Mapping[str, UsageTotal], after: Mapping[str, UsageTotal]) -> list[ChangePart]:
    """Return each chute's part in the change from *before* to *after*, the largest first.

    Their `usd` add up to the whole change, and each is its volume (Δn × mean price) and its price
    (Δprice × mean n); a chute that is new or gone, or had no invocations once, is all volume.
    """
    found = [
        _part(chute_id, before.get(chute_id, NO_USAGE), after.get(chute_id, NO_USAGE))
        for chute_id in before.keys() | after.keys()
    ]
    return sorted(found, key=lambda part: (-abs(part.usd), part.chute_id))


def moved(
    before: PeriodTotals[UsageDay, UsageTotal], after: PeriodTotals[UsageDay, UsageTotal]
) -> list[ChangePart]:
    """Return each chute's part in the change between two periods, worked out once.

    Neither keeps the other: each day is compared with the one before, without end.
    """
    return after.once((parts, ref(before)), lambda: parts(before.chutes, after.chutes))


def _part(chute_id: str, before: UsageTotal, after: UsageTotal) -> ChangePart:
    change = after.usd - before.usd
    if not (before.requests and after.requests):
        return ChangePart(chute_id, before, after, volume=change, price=0.0)
    mean_price = (before.usd / before.requests + after.usd / after.requests) / 2
    volume = (after.requests - before.requests) * mean_price
    return ChangePart(chute_id, before, after, volume=volume, price=change - volume)


def volume_and_price(before: UsageTotal, after: UsageTotal) -> ChangePart:
    """Return the whole change as that of one chute: more invocations, and a dearer mean of them."""
    return _part("", before, after)
