"""What a digest says of usage, models and diffusion: sentences about complete UTC days."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from bot.blocks.text import code, days, escape, listed, plural, usd
from bot.digests.figures import DigestFigures, ReportCounts
from bot.digests.words import span
from bot.figures.answer import Answer
from bot.figures.changes import ChangePart, Floors, moved
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
from bot.figures.speeds import Deviation, deviations_in
from bot.figures.totals import LlmTotal, Total, UsageTotal

UsageAnswer = Answer[UsageDay, UsageTotal]

NEW_AFTER = 7  # days without any work, after which a model is new
GONE_AFTER = 3  # days of work in a row, after which a day without any is news


def against(book: Series[Row, Total], period: Period, before: Period) -> Answer[Row, Total]:
    """Return *period* beside the one *before*."""
    return Answer(book, period, before, "", 0)


def beside(book: Series[Row, Total], figures: DigestFigures) -> Answer[Row, Total]:
    """Return the days that the digest covers beside those that they are compared with."""
    return against(book, figures.period, figures.before)


def movers(figures: DigestFigures, floors: Floors) -> list[ChangePart]:
    """Return the chutes whose USD changed from the days before by more than noise."""
    if figures.usage is None:
        return []
    answer = beside(figures.usage, figures)
    changed = moved(answer.earlier, answer.account) if answer.earlier else []
    return [part for part in changed if part.counts(floors)]


def outliers(figures: DigestFigures, floors: Floors) -> list[Deviation]:
    """Return the models that were slower or faster than usual, the largest change first."""
    return deviations_in(figures.models, figures.period, floors) if figures.models else []


def comings(figures: DigestFigures) -> tuple[list[str], list[str]]:
    """Return the models that are new on a day, and those that are gone since one, by name.

    One that rests at times is neither.
    """
    if figures.models is None:
        return [], []
    new, gone = set[str](), set[str]()
    for day in figures.period:
        came, went, at_work = _comings_on(figures.models, day)
        new, gone = new | came, (gone - at_work) | went
    names = figures.models.names.apart(new | gone)
    return sorted(names[id] for id in new), sorted(names[id] for id in gone)


def _comings_on(book: Series[LlmDay, LlmTotal], day: date) -> tuple[set[str], set[str], set[str]]:
    """Return the models that are new on *day*, those that are gone, and all that worked."""
    today, *before = (_at_work(book, day - back * DAY) for back in range(NEW_AFTER + 1))
    if today is None:
        return set(), set(), set()
    week, steady = _known(before), _known(before[:GONE_AFTER])
    new = today.difference(*week) if week else set[str]()
    gone = set.intersection(*steady) - today if steady else set[str]()
    return new, gone, today


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


def total(book: Series[UsageDay, UsageTotal], figures: DigestFigures, today: date) -> str:
    """Say what was metered; of a day, beside the same day a week before and the day before."""
    answer = beside(book, figures)
    after = answer.account.total
    said = f"{USD.bold(after)} and {INVOCATIONS.bold(after)}{_in_days(answer, figures)}"
    found = [answer]
    if figures.is_one_day:
        found.append(against(book, figures.period, figures.period.earlier(1)))
    compared = [_from(one, today) for one in found if one.earlier]
    if not compared:
        return f"{said}. {not_compared(answer, today)}"
    return f"{said}: {', '.join(compared)}."


def _in_days(answer: UsageAnswer, figures: DigestFigures) -> str:
    """Say how many days are added up, and how much that is a day: ` in 3 days, $1,020 a day`."""
    if figures.is_one_day:
        return ""
    known, whole = len(answer.account.days), len(figures.period)
    of = f"{known} of {whole} days" if known < whole else f"{whole} days"
    return f" in {of}, {usd(answer.account.total.usd / known)} a day"


def _from(answer: UsageAnswer, today: date) -> str:
    """Say by how much it changed: `up 4% from Mon 16 Nov ($9,021)`, a day if that is fairer."""
    assert answer.earlier, "there is a comparison"
    before, after = answer.earlier, answer.account
    differ = len(before.period) != len(after.period)
    was, now = (whole.total.usd / (len(whole.period) if differ else 1) for whole in (before, after))
    each = " a day" if differ else ""
    return f"{change(was, now)}{each} from {span(before.period, today)} ({usd(was)}{each})"


def news(figures: DigestFigures, floors: Floors) -> list[ChangePart]:
    """Return the largest movers; a chute that is new or gone only when it comes or goes."""
    found = movers(figures, floors)
    first = figures.period.first - DAY
    if figures.usage and figures.before.last < first:
        day_before = figures.usage.account(Period(first, first)).chutes
        found = [
            part
            for part in found
            if not (part.is_new and part.chute_id in day_before)
            and not (part.is_gone and part.chute_id not in day_before)
        ]
    return found[:NAMED_CHUTES]


def mover(part: ChangePart, names: dict[str, str]) -> str:
    """Say how much a chute moved: `Quartz-14B −$311, down 25%`."""
    moved = "new" if part.is_new else "gone" if part.is_gone else ""
    moved = moved or change(part.before.usd, part.after.usd)
    return f"{escape(names[part.chute_id], NAME_LENGTH)} {signed(part.usd, USD)}, {moved}"


def week(book: Series[UsageDay, UsageTotal], day: date, today: date) -> str:
    """Say what the seven days up to *day* were beside the seven before."""
    period = Period(day - 6 * DAY, day)
    answer = against(book, period, period.earlier(7))
    if not answer.account.is_whole:
        return ""
    after = answer.account.total
    said = f"*The week* {days(period.first, period.last, today)}: *{USD.written(after)}*"
    if answer.earlier is None:
        return f"{said}. {not_compared(answer, today)}"
    return f"{said}, {_from(answer, today)}."


def reasons(figures: DigestFigures, floors: Floors, today: date) -> Iterator[str]:
    """Say what the changes are made of, a paragraph for each comparison."""
    if figures.usage is None:
        return
    day_before = [figures.period.earlier(1)] if figures.is_one_day else []
    for before in (figures.before, *day_before):
        answer = against(figures.usage, figures.period, before)
        if answer.earlier:
            found = moved(answer.earlier, answer.account)
            said = [line for line in why(answer, found, USD, floors, today) if line != "*Why*"]
            if said:
                yield "\n".join([f"*Why, compared with {span(before, today)}*", *said])


def models(
    book: Series[LlmDay, LlmTotal], figures: DigestFigures, floors: Floors, today: date
) -> str:
    """Say how much the language models worked, and how fast; only changes that matter."""
    answer = beside(book, figures)
    total = answer.account.total
    before = answer.earlier.total if answer.earlier else None
    said = f"*Models*: {TOKENS.written(total)}"
    if before:
        since = "on the week" if figures.is_one_day else f"from {span(figures.before, today)}"
        said += f", {change(before.tokens, total.tokens)} {since}"
    speeds = [_speed(measure, total, before, floors) for measure in (TPS, TTFT)]
    return f"{', '.join([said, *filter(None, speeds)])}."


def watched(
    book: Series[LlmDay, LlmTotal], figures: DigestFigures, wanted: Sequence[str], today: date
) -> Iterator[str]:
    """Say how each of the models that somebody watches did; and which of the names match none."""
    answer = beside(book, figures)
    by_tokens = answer.ranked(TOKENS.value)
    found = {name: book.names.matching([name], by_tokens) for name in wanted}
    for chute_id in dict.fromkeys(id for ids in found.values() for id in ids[:NAMED_CHUTES]):
        one = Answer(book, answer.period, answer.before, "", 0, chute_id)
        total = one.account.total
        known = [m.written(total) for m in (TOKENS, TPS, TTFT) if m.value(total) is not None]
        moved = f" ({change(one.earlier.total.tokens, total.tokens)})" if one.earlier else ""
        called = escape(answer.names[chute_id], NAME_LENGTH)
        yield f"• {called} — {', '.join([known[0] + moved, *known[1:]])}"
    if missed := [code(name) for name, ids in found.items() if not ids]:
        when = days(figures.period.first, figures.period.last, today)
        yield f"• {listed(missed)}: no traffic on {when}"


def speeds(figures: DigestFigures, found: Sequence[Deviation], today: date) -> Iterator[str]:
    """Name the models that were slower, and those that were faster, than usual."""
    if figures.models:
        yield from unusual(found, beside(figures.models, figures).names, today)


def diffusion(book: Series[Any, Any], figures: DigestFigures, today: date) -> str:
    """Say how much the image models worked; nothing where they did nothing."""
    answer = beside(book, figures)
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
