"""What people may ask next about an answer, as buttons and selects offer it."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from bot.blocks.charts import TABLE_ROWS
from bot.blocks.offers import Offers
from bot.blocks.text import days
from bot.figures.answer import Answer
from bot.figures.days import Source
from bot.figures.messages.leaderboards import ranked
from bot.figures.messages.measures import Measure
from handlers.words import joined

ALL_CHUTES = "all chutes"
FEWEST_CHUTES = 25  # to look at one of, if there are as many
RIVALS = 10  # chutes to compare one with
WEEK, FOUR_WEEKS = 7, 28  # days


def offers(
    words: Sequence[str],
    said_days: str,
    answer: Answer[Any, Any],
    beside: Sequence[str],
    measure: Measure[Any],
    today: date,
) -> Offers:
    """Return what may follow *answer*, of the question *words*, some of which are *said_days*;
    *beside* are chutes that it shows side by side."""
    order = ranked(answer, measure)
    is_one = bool(answer.chute_id)
    shown = [answer.chute_id] if answer.chute_id else [*beside]
    return Offers(
        line=joined(words),
        days=said_days,
        first=answer.period.first,
        last=answer.period.last,
        more={} if shown else _more(len(order), answer),
        chutes=_chutes(answer, shown, order),
        chosen=f"only {answer.chute_id}" if is_one else "" if beside else ALL_CHUTES,
        other_days={} if beside else _other_days(answer, today),
        other_chutes=_named("vs", [id for id in order if id not in shown][:RIVALS], answer)
        if is_one
        else {},
    )


def _more(known: int, answer: Answer[Any, Any]) -> dict[str, str]:
    if known <= answer.top or answer.top >= TABLE_ROWS:
        return {}
    end = "bottom" if answer.bottom else "top"
    label = f"Show all {known}" if known <= TABLE_ROWS else f"Show {end} {TABLE_ROWS}"
    return {f"{end} {TABLE_ROWS}": label}


def _chutes(answer: Answer[Any, Any], shown: Sequence[str], order: Sequence[str]) -> dict[str, str]:
    most = min(max(answer.top, FEWEST_CHUTES), TABLE_ROWS - 1)
    ids = list(dict.fromkeys([*shown, *order]))[:most]
    every = "All chutes" if answer.book.subject.source is Source.USAGE else "All models"
    return {ALL_CHUTES: every, **_named("only", ids, answer)} if ids else {}


def _named(opening: str, ids: Iterable[str], answer: Answer[Any, Any]) -> dict[str, str]:
    names = answer.names
    return {f"{opening} {id}": names.get(id) or answer.book.names.of(id) for id in ids}


def _other_days(answer: Answer[Any, Any], today: date) -> dict[str, str]:
    """Return earlier days to put beside those of *answer*; none beside a day that isn't over."""
    period, size = answer.period, len(answer.period)
    if period.last >= today:
        return {}
    spans = {"The day before" if size == 1 else f"The {size} days before": size}
    if size < WEEK:
        spans["A week earlier"] = WEEK
    if size < FOUR_WEEKS:
        spans["4 weeks earlier"] = FOUR_WEEKS
    earlier = {label: period.earlier(back) for label, back in spans.items()}
    return {
        f"vs {span.first}..{span.last}": f"{label}: {days(span.first, span.last, today)}"
        for label, span in earlier.items()
    }
