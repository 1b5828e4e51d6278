"""Which days figures are of, which are missing, and what they can be compared with."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from slackblocks import ContextBlock, Text

from bot.blocks.text import day, days, escape, moment
from bot.figures.answer import Answer
from bot.figures.days import Row, Source, SourceState
from bot.figures.messages.changes import change
from bot.figures.messages.measures import Measure
from bot.figures.periods import SETTLED
from bot.figures.series import PeriodTotals
from bot.figures.totals import Total

AnyAccount = PeriodTotals[Any, Any]
AnyAnswer = Answer[Any, Any]


def over(account: AnyAccount) -> str:
    """Return the days that are in *account*: `17–23 Nov (7 complete UTC days)`."""
    first, last = account.days[0], account.days[-1]
    if not first.complete:
        return f"{day(first.date)} so far, until {first.fetched_at:%H:%M} UTC"
    number = len(account.days)
    return f"{days(first.date, last.date)} ({number} complete UTC day{'s' * (number > 1)})"


def paragraphs(answer: AnyAnswer, said: Iterable[str], now: datetime) -> list[str]:
    """Return what is *said* of the figures, then why they are not compared; or that there are none.

    Nothing is read from *said* without figures.
    """
    if not answer.account.days:
        return [_nothing(answer, now)]
    return [sentence for sentence in (*said, not_compared(answer)) if sentence]


def _nothing(answer: AnyAnswer, now: datetime) -> str:
    """Say that there are no figures, not yet if they may come, and what is wrong, if anything."""
    period, state = answer.period, answer.book.state
    yet = " yet" if state.newest is None or period.last >= state.newest else ""
    said = f"No figures for {days(period.first, period.last)}{yet}."
    return f"{said} {trouble(state, now)}".strip()


def missing(account: AnyAccount) -> str:
    """Name the days without figures: a run at the start is from when we know, others are gaps."""
    gaps = account.missing
    if not gaps:
        return ""
    if gaps[-1] < account.days[0].date:
        return f"What I know begins on {day(account.days[0].date)}; you asked from {day(gaps[0])}."
    named = ", ".join(map(day, gaps[:5])) + (" and others" if len(gaps) > 5 else "")
    return f"Not in it, as I have no complete figures: {named}."


def compared(answer: Answer[Row, Total], measures: Sequence[Measure[Total]]) -> str:
    """Say how each of *measures* changed from the period before; nothing without a comparison."""
    if not (answer.earlier and answer.before):
        return ""
    before, after = answer.earlier.total, answer.account.total
    said = [
        f"{measure.name} {change(measure.value(before), measure.value(after))}"
        for measure in measures
    ]
    return f"From {days(answer.before.first, answer.before.last)}: {', '.join(said)}."


def not_compared(answer: AnyAnswer) -> str:
    """Say why there is no comparison though one was asked for; nothing if there is one."""
    if answer.before is None or answer.earlier or not answer.everything.days:
        return ""
    if answer.everything.missing or not answer.everything.is_whole:
        return "No comparison: not all of these days are known whole."
    earlier = answer.book.account(answer.before)
    span = days(answer.before.first, answer.before.last)
    if earlier.days and earlier.missing[-1] < earlier.days[0].date:
        return f"No comparison yet: I know {day(earlier.days[0].date)} on."
    return f"No comparison: I do not know all of {span}."


def footer(answer: AnyAnswer, what: str, now: datetime) -> ContextBlock:
    """Say whose figures these are, where they come from, how old they are and what is wrong."""
    source, book = answer.book.subject.source, answer.book
    wrong = trouble(book.state, now) if answer.account.days else ""
    parts = [what, fetched(source, book.state), wrong, _names(answer)]
    if book.remembered:
        parts.append("My memory (Redis) does not answer: this is what I last read.")
    return ContextBlock([Text(" ".join(filter(None, parts)))])


def _names(answer: AnyAnswer) -> str:
    if all(answer.book.states[source].fetched_at for source in (Source.LLM, Source.DIFFUSION)):
        return ""
    return ":warning: Names are missing until the Chutes API has given me its statistics."


REFRESH_LATE = timedelta(minutes=15)  # without a visit: more than the API's own delay


def fetched(source: Source, state: SourceState) -> str:
    """Say which endpoint the figures are from, and when it was asked."""
    if state.fetched_at is None:
        return f"Source: {source.endpoint}."
    return f"Source: {source.endpoint}, fetched {moment(state.fetched_at)}."


def trouble(state: SourceState, now: datetime) -> str:
    """Say what is wrong with the source, if anything: down, behind, or not asked for long."""
    if state.failing_since:
        return f":warning: Failing since {moment(state.failing_since)}: {escape(state.trouble)}"
    if state.newest and state.newest < (now - SETTLED).date():
        return f":warning: The source is behind: its newest day is {day(state.newest)}."
    if state.fetched_at and now - state.fetched_at > REFRESH_LATE:
        minutes = (now - state.fetched_at) // timedelta(minutes=1)
        return f":warning: These figures have not been refreshed for {minutes} min."
    return ""
