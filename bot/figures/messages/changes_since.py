"""What has changed between two answers to the same question."""

from collections.abc import Mapping
from datetime import datetime

from bot.blocks.text import count, moment, usd, with_sign

NAMED_CHANGES = 6  # changes that are named


def since(
    before: Mapping[str, float], after: Mapping[str, float], at: datetime, *, moved: bool = False
) -> str:
    """Say how the figures differ from those *before*, which were given *at* that time.

    *moved*: another day is complete by now, so that `7d` means other days than it did then.
    """
    when = f"{moment(at)}, with another day complete by now" if moved else moment(at)
    if bool(before) != bool(after):
        return f"Since {when}: {'these figures came in' if after else 'the figures are gone'}."
    changes = [
        change(name, value - before[name])
        for name, value in after.items()
        if name in before and _shown(name, value) != _shown(name, before[name])
    ]
    if not changes:
        return f"Nothing changed since {when}."
    return f"Since {when}: {', '.join(changes[:NAMED_CHANGES])}."


def change(name: str, difference: float) -> str:
    """Return a difference with its sign: `+$41.20`, `−9,120 invocations`."""
    return with_sign(difference, lambda size: _shown(name, size))


def _shown(name: str, value: float) -> str:
    if name == "USD":
        return usd(value)
    if value == 1:
        return f"1 {name.removesuffix('s')}"
    return f"{count(value) if float(value).is_integer() else f'{value:,.2f}'} {name}"
