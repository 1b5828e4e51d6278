"""What a digest says of usage, models and diffusion: sentences about one complete UTC day."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from bot.blocks.text import days, escape, usd
from bot.digests.figures import DigestFigures, ReportCounts
from bot.figures.answer import Answer
from bot.figures.changes import ChangePart, Floors, parts
from bot.figures.days import LlmDay, Row, UsageDay
from bot.figures.messages.changes import NAME_LENGTH, NAMED_CHUTES, change, why
from bot.figures.messages.coverage import compared, not_compared
from bot.figures.messages.measures import (
    IMAGES,
    INVOCATIONS,
    SPS,
    STEPS,
    TOKENS,
    TPS,
    TTFT,
    USD,
    Measure,
)
from bot.figures.periods import DAY, Period
from bot.figures.series import Series
from bot.figures.speeds import Deviation, deviations
from bot.figures.totals import LlmTotal, Total, UsageTotal

SEVEN_DAYS = 7 * DAY
SPEED_MEASURES: dict[str, Measure[LlmTotal]] = {"tps": TPS, "ttft": TTFT}


def against(
    book: Series[Row, Total], day: date, *, back: int, length: int = 1
) -> Answer[Row, Total]:
    """Return *length* days up to *day* beside as many, *back* days before."""
    period = Period(day - (length - 1) * DAY, day)
    return Answer(book, period, period.earlier(back), "", 0)


def movers(figures: DigestFigures, floors: Floors) -> list[ChangePart]:
    """Return the chutes whose USD changed from a week before by more than noise."""
    return [part for part in _week_parts(figures) if part.counts(floors)]


def unusual(figures: DigestFigures, floors: Floors) -> list[Deviation]:
    """Return the models that were slower or faster than usual, the largest change first."""
    return deviations(figures.models, figures.day, floors) if figures.models else []


def comings(figures: DigestFigures) -> tuple[list[str], list[str]]:
    """Return the models that are new since a week before, and those that are gone, by name."""
    if figures.models is None:
        return [], []
    answer = against(figures.models, figures.day, back=7)
    if answer.earlier is None:
        return [], []
    now, before = _at_work(answer.account.chutes), _at_work(answer.earlier.chutes)
    names = figures.models.names.apart(now | before)
    return sorted(names[id] for id in now - before), sorted(names[id] for id in before - now)


def total(book: Series[UsageDay, UsageTotal], day: date) -> str:
    """Say what was metered, beside the same day a week before, and the day before."""
    account = book.account(Period(day, day))
    said = f"*{USD.written(account.total)}* and *{INVOCATIONS.number(account.total)}* invocations"
    beside = [
        f"{change(answer.earlier.total.usd, account.total.usd)} from "
        f"{_weekday(day - back * DAY)} ({usd(answer.earlier.total.usd)})"
        for back in (7, 1)
        if (answer := against(book, day, back=back)).earlier
    ]
    if not beside:
        return f"{said}. {not_compared(against(book, day, back=7))}"
    return f"{said}: {', '.join(beside)}."


def reason(figures: DigestFigures, floors: Floors) -> str:
    """Name the chute that moved most since a week before, if all together moved that way."""
    found = _week_parts(figures)
    way = sum(part.usd for part in found)
    if not (found and found[0].counts(floors) and found[0].usd * way > 0):
        return ""
    return f"Mostly {mover(found[0], figures)}."


def mover(part: ChangePart, figures: DigestFigures) -> str:
    """Say how much a chute moved and why: by volume, or by price."""
    assert figures.usage, "no part without it"
    name = escape(figures.usage.names.of(part.chute_id), NAME_LENGTH)
    if part.is_new or part.is_gone:
        return f"{name} {signed(part.usd)}, {'new' if part.is_new else 'gone'}"
    moved = change(part.before.usd, part.after.usd)
    return (
        f"{name} {signed(part.usd)}, {moved} (volume {signed(part.volume)}, "
        f"price {signed(part.price)})"
    )


def week(book: Series[UsageDay, UsageTotal], day: date) -> str:
    """Say what the seven days up to *day* were beside the seven before."""
    answer = against(book, day, back=7, length=7)
    if not answer.account.is_whole:
        return ""
    period, after = answer.period, answer.account.total
    said = f"*The week* {days(period.first, period.last)}: *{USD.written(after)}*"
    if answer.earlier is None or answer.before is None:
        return f"{said}. {not_compared(answer)}"
    before = answer.earlier.total
    span = days(answer.before.first, answer.before.last)
    return f"{said}, {change(before.usd, after.usd)} from {span} ({usd(before.usd)})."


def reasons(figures: DigestFigures, floors: Floors) -> Iterator[str]:
    """Say what the changes from a week and from a day before are made of."""
    for back in (7, 1):
        if figures.usage and (answer := against(figures.usage, figures.day, back=back)).earlier:
            found = parts(answer.earlier.chutes, answer.account.chutes)
            names = figures.usage.names.apart(part.chute_id for part in found)
            said = why(found, answer.earlier.total, answer.account.total, names, floors)
            if said:
                yield f"*Since {_weekday(figures.day - back * DAY)}.* {said}"


def models(book: Series[LlmDay, LlmTotal], day: date, floors: Floors) -> str:
    """Say how much the language models worked, and how fast; only changes that matter."""
    answer = against(book, day, back=7)
    total = answer.account.total
    before = answer.earlier.total if answer.earlier else None
    said = f"*Models*: {TOKENS.written(total)}"
    if before:
        said += f", {change(before.tokens, total.tokens)} from a week before"
    speeds = [_speed(measure, total, before, floors) for measure in (TPS, TTFT)]
    return "; ".join([said, *filter(None, speeds)]) + "."


def watched(book: Series[LlmDay, LlmTotal], day: date, wanted: Sequence[str]) -> Iterator[str]:
    """Say how each of the models that somebody watches did."""
    answer = against(book, day, back=7)
    by_tokens = answer.ranked(TOKENS.value)
    for name in wanted:
        for chute_id in book.names.matching([name], by_tokens)[:NAMED_CHUTES]:
            one = Answer(book, answer.period, answer.before, "", 0, chute_id)
            called = escape(book.names.of(chute_id), NAME_LENGTH)
            total = one.account.total
            figures = ", ".join(measure.written(total) for measure in (TOKENS, TPS, TTFT))
            yield f"{called}: {figures}. {compared(one, [TOKENS, TPS, TTFT])}".strip()


def speeds(figures: DigestFigures, found: Sequence[Deviation]) -> Iterator[str]:
    """Name the models that were slower, and those that were faster, than usual."""
    for word, some in (
        ("Slower", [one for one in found if one.is_slower]),
        ("Faster", [one for one in found if not one.is_slower]),
    ):
        if some and figures.models:
            names = figures.models.names
            said = [_deviation(one, names.of(one.chute_id)) for one in some[:NAMED_CHUTES]]
            more = [f"{len(some) - NAMED_CHUTES} more"] if len(some) > NAMED_CHUTES else []
            yield f"{word} than their 14-day median: {'; '.join([*said, *more])}."


def diffusion(book: Series[Any, Any], day: date) -> str:
    """Say how much the image models worked; nothing where they did nothing."""
    answer = against(book, day, back=7)
    total = answer.account.total
    if not total.requests:
        return ""
    said = f"*Diffusion*: {IMAGES.written(total)}, {STEPS.written(total)}"
    if total.sps:
        said += f", {SPS.written(total)}"
    return f"{said}. {compared(answer, [IMAGES, STEPS])}".strip()


def reports(counts: ReportCounts) -> str:
    """Say what was reported from here and confirmed, and what has not reached the platform yet."""
    said = [f"*Reports* from here: {counts.made} made, {counts.filed} on file"]
    if counts.confirmed:
        said.append(f"{counts.confirmed} confirmed by Chutes")
    if counts.waiting:
        said.append(f"{counts.waiting} waiting")
    return f"{'; '.join(said)}."


def signed(amount: float) -> str:
    """Return USD with their sign."""
    return f"{'+' if amount >= 0 else ''}{usd(amount)}"


def _weekday(day: date) -> str:
    return f"{day:%A} {day.day} {day:%b}"


def _week_parts(figures: DigestFigures) -> list[ChangePart]:
    if figures.usage is None:
        return []
    answer = against(figures.usage, figures.day, back=7)
    return parts(answer.earlier.chutes, answer.account.chutes) if answer.earlier else []


def _at_work(totals: dict[str, LlmTotal]) -> set[str]:
    return {chute_id for chute_id, total in totals.items() if total.tokens}


def _speed(
    measure: Measure[LlmTotal], total: LlmTotal, before: LlmTotal | None, floors: Floors
) -> str:
    value = measure.value(total)
    if value is None:
        return ""
    said = measure.written(total) + (" to the first token" if measure is TTFT else "")
    usual = measure.value(before) if before else None
    if usual and abs(value / usual - 1) >= floors.speed:
        said += f", {change(usual, value)}"
    return said


def _deviation(one: Deviation, name: str) -> str:
    measure = SPEED_MEASURES[one.measure]
    first = "first token after " if measure is TTFT else ""
    return (
        f"{escape(name, NAME_LENGTH)} {first}{measure.text(one.value)}{measure.unit}, "
        f"{change(one.usual, one.value)} from {measure.text(one.usual)}"
    )
