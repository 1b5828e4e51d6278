"""Why usage moved: the chutes that it is made of, then more or fewer, dearer or cheaper."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice

from bot.blocks.text import MINUS, day, escape, plural, points, shown_usd
from bot.figures.answer import Answer
from bot.figures.changes import ChangePart, Floors, volume_and_price
from bot.figures.days import UsageDay
from bot.figures.messages.changes import (
    NAME_LENGTH,
    NAMED_CHUTES,
    difference,
    signed,
)
from bot.figures.messages.measures import USD, Measure
from bot.figures.series import PeriodTotals
from bot.figures.totals import UsageTotal

NEGLIGIBLE = 0.05  # of what volume and price move together: no more is worth a word
FEWEST_INVOCATIONS = 100  # of more or fewer, from which on a chute has a line

UsageAnswer = Answer[UsageDay, UsageTotal]
UsageTotals = PeriodTotals[UsageDay, UsageTotal]


def why(
    answer: UsageAnswer,
    parts: Sequence[ChangePart],
    measure: Measure[UsageTotal],
    floors: Floors,
    today: date,
) -> list[str]:
    """Return the lines that say what the change of *measure* is made of; none without one.

    As they are shown, the chutes and all others add up to the change.
    """
    if answer.earlier is None:
        return []
    before, after = answer.earlier.total, answer.account.total
    total = difference(before, after, measure)
    if not total:
        return []
    named = _named(parts, measure, floors) if len(parts) > 1 else []
    lines = [f"• {_bullet(answer, part, measure, today)}" for part in named]
    rest = total - sum(_shown(part, measure) for part in named)
    others = len(parts) - len(named)
    is_told = named and others and abs(rest) >= (0.005 if measure is USD else 1)
    tail = [f"{plural(others, 'other')}: {signed(rest, measure)}."] if is_told else []
    if measure is USD:
        tail += _split(before, after, total, of_one=bool(answer.chute_id))
    last = [" ".join(tail)] if tail else []
    return ["*Why*", *lines, *last] if lines else last


def _named(
    parts: Sequence[ChangePart], measure: Measure[UsageTotal], floors: Floors
) -> list[ChangePart]:
    if measure is USD:
        return [*islice((part for part in parts if part.counts(floors)), NAMED_CHUTES)]
    by_size = sorted(parts, key=lambda part: (-abs(part.requests), part.chute_id))
    return [part for part in by_size if abs(part.requests) >= FEWEST_INVOCATIONS][:NAMED_CHUTES]


def _shown(part: ChangePart, measure: Measure[UsageTotal]) -> float:
    return shown_usd(part.usd) if measure is USD else part.requests


def _bullet(
    answer: UsageAnswer, part: ChangePart, measure: Measure[UsageTotal], today: date
) -> str:
    name = escape(answer.names[part.chute_id], NAME_LENGTH)
    return f"{name} {signed(_shown(part, measure), measure)}{_fate(answer, part, today)}"


def _fate(answer: UsageAnswer, part: ChangePart, today: date) -> str:
    """Say since when a chute is new or not used any more, as far as the days tell."""
    assert answer.earlier, "there is a change"
    if part.is_new:
        first = min(_used(answer.account, part.chute_id))
        since = f" since {day(first, today)}" if first > answer.period.first else ""
        return f" (new{since})"
    used = [*_used(answer.earlier, part.chute_id), *_used(answer.account, part.chute_id)]
    last = max(used, default=None)
    if last is None or last == answer.period.last:
        return ""
    return f" (last used {day(last, today)})" if len(answer.period) > 1 else " (gone)"


def _used(account: UsageTotals, chute_id: str) -> Iterator[date]:
    return (one.date for one in account.of(chute_id).days if one.rows)


def _split(before: UsageTotal, after: UsageTotal, total: float, *, of_one: bool) -> list[str]:
    """Say how much is due to more or fewer invocations, and how much to what one costs."""
    if not (before.requests and after.requests and before.usd > 0 and after.usd > 0):
        return []
    whole = volume_and_price(before, after)
    size = abs(whole.volume) + abs(whole.price)
    fraction = after.requests / before.requests - 1
    sign = "+" if fraction > 0 else MINUS
    more = f"{'more' if fraction > 0 else 'fewer'} invocations ({sign}{points(fraction)})"
    dearer = (
        ("higher prices", "a costlier mix")
        if whole.price > 0
        else ("lower prices", "a cheaper mix")
    )
    mix = dearer[0 if of_one else 1]
    volume = shown_usd(whole.volume)
    price = total - volume
    if abs(whole.price) <= NEGLIGIBLE * size or price * whole.price <= 0:
        return [f"It's almost all due to {more}."]
    if abs(whole.volume) <= NEGLIGIBLE * size:
        return [f"It's almost all due to {mix}, at about as many invocations."]
    said = f"{more[0].upper()}{more[1:]} account for {signed(volume, USD)}"
    return [f"{said}, {mix} for {signed(price, USD)}."]
