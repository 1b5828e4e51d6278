"""What a digest says of usage, models and diffusion: sentences about one complete UTC day."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from bot.blocks.text import day as in_words
from bot.blocks.text import days, escape, listed, plural, quote, usd, weekday
from bot.digests.figures import DigestFigures, ReportCounts
from bot.figures.answer import Answer
from bot.figures.changes import ChangePart, Floors, parts
from bot.figures.days import LlmDay, Row, UsageDay
from bot.figures.messages.changes import NAME_LENGTH, NAMED_CHUTES, change, signed
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
from bot.figures.messages.unusual import unusual
from bot.figures.messages.why import why
from bot.figures.periods import DAY, Period
from bot.figures.series import Series
from bot.figures.speeds import Deviation, deviations
from bot.figures.totals import LlmTotal, Total, UsageTotal

NEW_AFTER = 7  # days without any work, after which a model is new
GONE_AFTER = 3  # days of work in a row, after which a day without any is news


def against(
    book: Series[Row, Total], day: date, *, back: int, length: int = 1
) -> Answer[Row, Total]:
    """Return *length* days up to *day* beside as many, *back* days before."""
    period = Period(day - (length - 1) * DAY, day)
    return Answer(book, period, period.earlier(back), "", 0)


def movers(figures: DigestFigures, floors: Floors) -> list[ChangePart]:
    """Return the chutes whose USD changed from a week before by more than noise."""
    return [part for part in _week_parts(figures) if part.counts(floors)]


def outliers(figures: DigestFigures, floors: Floors) -> list[Deviation]:
    """Return the models that were slower or faster than usual, the largest change first."""
    return deviations(figures.models, figures.day, floors) if figures.models else []


def comings(figures: DigestFigures) -> tuple[list[str], list[str]]:
    """Return the models that are new on the day, and those that are gone since it, by name.

    One that rests at times is neither.
    """
    if figures.models is None:
        return [], []
    book, day = figures.models, figures.day
    today, *before = (_at_work(book, day - back * DAY) for back in range(NEW_AFTER + 1))
    if today is None:
        return [], []
    week, steady = _known(before), _known(before[:GONE_AFTER])
    new = today.difference(*week) if week else set[str]()
    gone = set.intersection(*steady) - today if steady else set[str]()
    names = figures.models.names.apart(new | gone)
    return sorted(names[id] for id in new), sorted(names[id] for id in gone)


def _known(days: Sequence[set[str] | None]) -> list[set[str]]:
    """Return all *days*, or none if one of them is not known."""
    known = [day for day in days if day is not None]
    return known if len(known) == len(days) else []


def _at_work(book: Series[LlmDay, LlmTotal], day: date) -> set[str] | None:
    """Return the models with tokens on *day*; None if that is not known."""
    known = book.days.get(day)
    if known is None or not known.complete:
        return None
    return {row.chute_id for row in known.rows if row.input_tokens or row.output_tokens}


def total(book: Series[UsageDay, UsageTotal], day: date, today: date) -> str:
    """Say what was metered, beside the same day a week before, and the day before."""
    account = book.account(Period(day, day))
    said = f"{USD.bold(account.total)} and {INVOCATIONS.bold(account.total)}"
    beside = [
        f"{change(answer.earlier.total.usd, account.total.usd)} from "
        f"{weekday(day - back * DAY, today)} ({usd(answer.earlier.total.usd)})"
        for back in (7, 1)
        if (answer := against(book, day, back=back)).earlier
    ]
    if not beside:
        return f"{said}. {not_compared(against(book, day, back=7), today)}"
    return f"{said}: {', '.join(beside)}."


def news(figures: DigestFigures, floors: Floors) -> list[ChangePart]:
    """Return the largest movers; a chute that is new or gone only on the day it comes or goes."""
    if figures.usage is None:
        return []
    day_before = figures.usage.account(Period(figures.day - DAY, figures.day - DAY)).chutes
    return [
        part
        for part in movers(figures, floors)
        if not (part.is_new and part.chute_id in day_before)
        and not (part.is_gone and part.chute_id not in day_before)
    ][:NAMED_CHUTES]


def mover(part: ChangePart, names: dict[str, str]) -> str:
    """Say how much a chute moved: `Quartz-14B −$311, down 25%`."""
    moved = "new" if part.is_new else "gone" if part.is_gone else ""
    moved = moved or change(part.before.usd, part.after.usd)
    return f"{escape(names[part.chute_id], NAME_LENGTH)} {signed(part.usd, USD)}, {moved}"


def week(book: Series[UsageDay, UsageTotal], day: date, today: date) -> str:
    """Say what the seven days up to *day* were beside the seven before."""
    answer = against(book, day, back=7, length=7)
    if not answer.account.is_whole:
        return ""
    period, after = answer.period, answer.account.total
    said = f"*The week* {days(period.first, period.last, today)}: *{USD.written(after)}*"
    if answer.earlier is None or answer.before is None:
        return f"{said}. {not_compared(answer, today)}"
    before = answer.earlier.total
    span = days(answer.before.first, answer.before.last, today)
    return f"{said}, {change(before.usd, after.usd)} from {span} ({usd(before.usd)})."


def reasons(figures: DigestFigures, floors: Floors, today: date) -> Iterator[str]:
    """Say what the changes from a week and from a day before are made of, a paragraph each."""
    for back in (7, 1):
        if figures.usage and (answer := against(figures.usage, figures.day, back=back)).earlier:
            found = parts(answer.earlier.chutes, answer.account.chutes)
            said = [line for line in why(answer, found, USD, floors, today) if line != "*Why*"]
            if said:
                beside = weekday(figures.day - back * DAY, today)
                yield "\n".join([f"*Why, compared with {beside}*", *said])


def models(book: Series[LlmDay, LlmTotal], day: date, floors: Floors) -> str:
    """Say how much the language models worked, and how fast; only changes that matter."""
    answer = against(book, day, back=7)
    total = answer.account.total
    before = answer.earlier.total if answer.earlier else None
    said = f"*Models*: {TOKENS.written(total)}"
    if before:
        said += f", {change(before.tokens, total.tokens)} on the week"
    speeds = [_speed(measure, total, before, floors) for measure in (TPS, TTFT)]
    return f"{', '.join([said, *filter(None, speeds)])}."


def watched(
    book: Series[LlmDay, LlmTotal], day: date, wanted: Sequence[str], today: date
) -> Iterator[str]:
    """Say how each of the models that somebody watches did; and which of the names match none."""
    answer = against(book, day, back=7)
    by_tokens = answer.ranked(TOKENS.value)
    found = {name: book.names.matching([name], by_tokens) for name in wanted}
    for chute_id in dict.fromkeys(id for ids in found.values() for id in ids[:NAMED_CHUTES]):
        one = Answer(book, answer.period, answer.before, "", 0, chute_id)
        total = one.account.total
        figures = [m.written(total) for m in (TOKENS, TPS, TTFT) if m.value(total) is not None]
        moved = f" ({change(one.earlier.total.tokens, total.tokens)})" if one.earlier else ""
        called = escape(answer.names[chute_id], NAME_LENGTH)
        yield f"• {called} — {', '.join([figures[0] + moved, *figures[1:]])}"
    if missed := [quote(name) for name, ids in found.items() if not ids]:
        yield f"• {listed(missed)}: no traffic on {in_words(day, today)}"


def speeds(figures: DigestFigures, found: Sequence[Deviation], today: date) -> Iterator[str]:
    """Name the models that were slower, and those that were faster, than usual."""
    if figures.models:
        names = against(figures.models, figures.day, back=7).names
        yield from unusual(found, names, today)


def diffusion(book: Series[Any, Any], day: date, today: date) -> str:
    """Say how much the image models worked; nothing where they did nothing."""
    answer = against(book, day, back=7)
    total = answer.account.total
    if not total.requests:
        return ""
    said = f"*Image models*: {STEPS.written(total)} in {IMAGES.written(total)}"
    if total.sps:
        said += f", {SPS.written(total)}"
    return f"{said}. {compared(answer, [STEPS, IMAGES], today)}".strip()


def reports(counts: ReportCounts) -> str:
    """Say what was reported from here and confirmed, and what has not reached the platform yet."""
    made = plural(counts.made, "report")
    said = [f"*Reports from here*: {made}, {counts.filed} on file"]
    if counts.confirmed:
        said.append(f"{counts.confirmed} confirmed by Chutes")
    if counts.waiting:
        said.append(f"{counts.waiting} waiting")
    return f"{'; '.join(said)}."


def _week_parts(figures: DigestFigures) -> list[ChangePart]:
    if figures.usage is None:
        return []
    answer = against(figures.usage, figures.day, back=7)
    return parts(answer.earlier.chutes, answer.account.chutes) if answer.earlier else []


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
