"""Changes in words that are right."""

from bot.blocks.charts import NO_VALUE, Cell, Number
from bot.blocks.text import MINUS, count, points, shown_usd, usd, with_sign
from bot.figures.messages.measures import USD, Measure
from bot.figures.totals import Total

NAMED_CHUTES = 3  # chutes in a sentence
NAME_LENGTH = 40  # characters, in a sentence
NEW, GONE = Number(1e9, "new"), Number(-1, "gone")  # they sort before and behind all others


def change(before: float | None, after: float | None) -> str:
    """Return `up 4.2%`, `down 12%` or `unchanged`; where percents mean nothing, `up` or `down`."""
    if before is None or after is None:
        return "not known before" if before is None else "not known now"
    if before == after:
        return "unchanged"
    way = "up" if after > before else "down"
    if before <= 0 or after < 0:
        return way
    return "hardly changed" if is_hardly(before, after) else f"{way} {points(after / before - 1)}"


def is_hardly(before: float, after: float) -> bool:
    """Whether a change is too small for its percents to show."""
    return points(after / before - 1) == "0%"


def change_cell(before: float | None, after: float | None) -> Cell:
    """Return the change of a chute as a cell: `+4.2%`, `−12%`, `new` or `gone`."""
    if not before or after is None:
        return NEW if after else NO_VALUE
    if not after:
        return GONE
    fraction = after / before - 1
    sign = "" if points(fraction) == "0%" else "+" if fraction > 0 else MINUS
    return Number(round(fraction, 4), f"{sign}{points(fraction)}")


def difference(before: Total, after: Total, measure: Measure[Total]) -> float:
    """Return how much more it is, as what is shown of both says."""
    was, now = measure.amount(before), measure.amount(after)
    return shown_usd(now) - shown_usd(was) if measure is USD else now - was


def signed(amount: float, measure: Measure[Total]) -> str:
    """Return an amount of *measure* with its sign: `+$41`, `−9,120`."""
    return with_sign(amount, usd if measure is USD else count)
