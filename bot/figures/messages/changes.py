"""Changes in words that are right, and why it moved."""

from collections.abc import Mapping, Sequence
from math import fsum

from bot.blocks.text import count, escape
from bot.figures.changes import ChangePart, Floors, in_cents
from bot.figures.totals import UsageTotal

NAMED_CHUTES = 3  # chutes in a sentence
NAME_LENGTH = 40  # characters, in a sentence


def change(before: float | None, after: float | None) -> str:
    """Return `up 50 %`, `down 12 %` or `unchanged`; where percents mean nothing, `up` or `down`."""
    if before is None or after is None:
        return "not known before" if before is None else "not known now"
    if before == after:
        return "unchanged"
    way = "up" if after > before else "down"
    if before <= 0 or after < 0:
        return f"{way} from {before:,.2f}".removesuffix(".00")
    percent = round(100 * abs(after / before - 1))
    return f"{way} {percent:,} %" if percent else "unchanged"


def chute_change(part: ChangePart, floors: Floors) -> str:
    """Return how one chute's USD changed; below the floors that is `unchanged`."""
    if part.is_new:
        return "new"
    if part.is_gone:
        return "gone"
    return change(part.before.usd, part.after.usd) if part.counts(floors) else "unchanged"


def why(
    parts: Sequence[ChangePart],
    before: UsageTotal,
    after: UsageTotal,
    names: Mapping[str, str],
    floors: Floors,
) -> str:
    """Say in one sentence what the change of USD is made of; to the cent, it adds up."""
    total = after.usd - before.usd
    if round(100 * total) == 0:
        return ""
    way = f"{'Up' if total > 0 else 'Down'} {_usd(abs(round(100 * total)))}"
    chutes = _by_chute(parts, total, names, floors) if len(parts) > 1 else ""
    volume, price = in_cents(
        [fsum(part.volume for part in parts), fsum(part.price for part in parts)], total
    )
    split = f"by volume {_signed(volume)} and by price {_signed(price)}"
    return f"{way}: {chutes}{split}{_in_all(before, after)}."


def _by_chute(
    parts: Sequence[ChangePart], total: float, names: Mapping[str, str], floors: Floors
) -> str:
    named = [part for part in parts if part.counts(floors)][:NAMED_CHUTES]
    if not named:
        return ""
    others = len(parts) - len(named)
    rest = [total - fsum(part.usd for part in named)] if others else []
    cents = in_cents([*(part.usd for part in named), *rest], total)
    said = [
        f"{_signed(amount)} {escape(names[part.chute_id], NAME_LENGTH)}{_fate(part)}"
        for part, amount in zip(named, cents, strict=False)
    ]
    if others:
        said.append(f"{_signed(cents[-1])} the other {count(others)}")
    return f"{', '.join(said)}; "


def _fate(part: ChangePart) -> str:
    return " (new)" if part.is_new else " (gone)" if part.is_gone else ""


def _in_all(before: UsageTotal, after: UsageTotal) -> str:
    """Say how many more requests there were, and at what price; nothing where that says nothing."""
    if not (before.requests and after.requests and before.usd > 0 and after.usd > 0):
        return ""
    price = (after.usd / after.requests) / (before.usd / before.requests) - 1
    volume = after.requests / before.requests - 1
    return (
        f", with {_more(volume, 'more', 'fewer', 'as many')} requests in all"
        f" at {_more(price, 'more', 'less', 'the same price')} each"
    )


def _more(fraction: float, more: str, less: str, same: str) -> str:
    percent = round(100 * abs(fraction))
    return f"{percent:,} % {more if fraction > 0 else less}" if percent else same


def _usd(cents: int) -> str:
    return f"${cents // 100:,}.{cents % 100:02}"


def _signed(cents: int) -> str:
    return f"{'-' if cents < 0 else '+'}{_usd(abs(cents))}"
