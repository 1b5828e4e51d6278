"""Models that were slower or faster than usual, each named once."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from bot.blocks.text import days, escape, plural
from bot.figures.messages.changes import NAME_LENGTH, NAMED_CHUTES
from bot.figures.messages.measures import TPS, TTFT, Measure
from bot.figures.speeds import Deviation
from bot.figures.totals import LlmTotal

SPEED_MEASURES: dict[str, Measure[LlmTotal]] = {"tps": TPS, "ttft": TTFT}


def unusual(
    found: Sequence[Deviation],
    names: Mapping[str, str],
    today: date,
    *,
    one: bool = False,
    said: LlmTotal | None = None,
) -> Iterator[str]:
    """Yield a line for the slower models, and one for the faster; *one* is not named again.

    Speeds that have been *said* already are not repeated beside the usual ones.
    """
    for word, is_slower in ((":warning: Slower", True), ("Faster", False)):
        by_chute: dict[str, list[Deviation]] = {}
        for deviation in found:
            if deviation.is_slower == is_slower:
                by_chute.setdefault(deviation.chute_id, []).append(deviation)
        if by_chute:
            named = [
                ("" if one else f"{escape(names[chute_id], NAME_LENGTH)} — ")
                + _speeds(speeds, said)
                for chute_id, speeds in list(by_chute.items())[:NAMED_CHUTES]
            ]
            if len(by_chute) > NAMED_CHUTES:
                named.append(plural(len(by_chute) - NAMED_CHUTES, "other"))
            when = days(found[0].period.first, found[0].period.last, today)
            yield f"{word} than usual on {when}: {'; '.join(named)}."


def _speeds(deviations: Sequence[Deviation], said: LlmTotal | None) -> str:
    ordered = sorted(deviations, key=lambda one: one.measure, reverse=True)
    return ", ".join(_speed(deviation, said) for deviation in ordered)


def _speed(deviation: Deviation, said: LlmTotal | None) -> str:
    measure = SPEED_MEASURES[deviation.measure]
    first = "first token " if measure is TTFT else ""
    now, usual = (
        f"{measure.text(value)}{measure.unit}" for value in (deviation.value, deviation.usual)
    )
    is_said = said is not None and measure.written(said) == now
    return f"{first}usually {usual}" if is_said else f"{first}{now} (usually {usual})"
