"""What is usual on a day: the same weekdays of the last eight weeks, their median and spread."""

from collections.abc import Sequence
from datetime import date
from statistics import median

from bot.figures.periods import DAY
from bot.watches.conditions import Bounds

WEEKS = 8
FEWEST_WEEKS = 4  # that must be known for anything to be usual
SPREADS = 3.0  # from the median, within which a value is usual
SIGMA = 1.4826  # by which a median deviation of normal values is their standard deviation


def same_weekdays(day: date) -> list[date]:
    """Return the days that say what is usual on *day*, the newest first."""
    return [day - 7 * week * DAY for week in range(1, WEEKS + 1)]


def usual_bounds(values: Sequence[float | None], floor: float) -> Bounds | None:
    """Return between what a value is usual, if the same weekdays had *values*; None if too few
    are known. A deviation below *floor*, a fraction of the median, is always usual."""
    known = [value for value in values if value is not None]
    if len(known) < FEWEST_WEEKS:
        return None
    middle = median(known)
    spread = median(abs(value - middle) for value in known)
    reach = max(SPREADS * SIGMA * spread, floor * abs(middle))
    return Bounds(middle - reach, middle + reach, middle)
