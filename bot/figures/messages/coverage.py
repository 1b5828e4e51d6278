"""Which days figures are of, which are missing, and what they can be compared with."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from slackblocks import ContextBlock

from bot.blocks.sections import context
from bot.blocks.text import ago, day, days, escape, listed, moment, plural, rough
from bot.figures.answer import Answer
from bot.figures.days import Row, Source, SourceState
from bot.figures.messages.changes import change
from bot.figures.messages.measures import Measure
from bot.figures.periods import SETTLED
from bot.figures.series import PeriodTotals
from bot.figures.totals import Total

AnyAccount = PeriodTotals[Any, Any]
AnyAnswer = Answer[Any, Any]

NAMED_GAPS = 5  # days
USAGE_WINDOW = "Chutes offers the last 10 days of usage only; I keep days from my first one on."


def over(account: AnyAccount, today: date) -> str:
    """Return the days that are in *account*: `17–23 Nov`, or `26 Nov so far`."""
    first, last = account.days[0], account.days[-1]
    if not first.complete:
        return f"{day(first.date, today)} so far (until {first.fetched_at:%H:%M} UTC)"
    return days(first.date, last.date, today)


def last_used(answer: AnyAnswer, today: date) -> str:
    """Say when a chute without any usage last had some, as far as the days that were read tell."""
    last = answer.last_used
    return f"; it was last used on {day(last, today)}" if last else ""


def complete_days(account: AnyAccount) -> str:
    """Say how many days the figures are of, for the small print; nothing of a day so far."""
    if not account.days or not account.days[0].complete:
        return ""
    return f"{plural(len(account.days), 'complete UTC day')}."


def paragraphs(answer: AnyAnswer, said: Iterable[str], now: datetime) -> list[str]:
    """Return what is *said* of the figures, and why they are not compared; or that there are none.

    Nothing is read from *said* without figures.
    """
    if not answer.account.days:
        return [_nothing(answer, now)]
    headline, *more = said
    about_days = [missing(answer.account, now.date()), not_compared(answer, now.date())]
    return [line for line in (headline, " ".join(filter(None, about_days)), *more) if line]


def _nothing(answer: AnyAnswer, now: datetime) -> str:
    """Say that there are no figures, not yet if they may come, and what is wrong, if anything."""
    period, state, today = answer.period, answer.book.state, now.date()
    is_ahead = state.newest is None or period.last >= state.newest
    said = f"No figures for {days(period.first, period.last, today)}{' yet' if is_ahead else ''}."
    if answer.book.subject.source is Source.USAGE and not is_ahead:
        said += f" {USAGE_WINDOW}"
    return f"{said} {trouble(state, now)}".strip()


def missing(account: AnyAccount, today: date) -> str:
    """Name the days without figures: a run at the start is from when we know, others are gaps."""
    gaps = account.missing
    if not gaps:
        return ""
    if gaps[-1] < account.days[0].date:
        since, asked = day(account.days[0].date, today), day(gaps[0], today)
        return f"My history starts on {since}; you asked from {asked}."
    more = [plural(len(gaps) - NAMED_GAPS, "more day")] if len(gaps) > NAMED_GAPS else []
    named = listed([*(day(gap, today) for gap in gaps[:NAMED_GAPS]), *more])
    return f"Left out because the figures are incomplete: {named}."


def compared(answer: Answer[Row, Total], measures: Sequence[Measure[Total]], today: date) -> str:
    """Say how each of *measures* changed from the period before; nothing without a comparison."""
    if not (answer.earlier and answer.before):
        return ""
    before, after = answer.earlier.total, answer.account.total
    if not after.requests:
        return ""
    said = [
        f"{measure.name} {change(measure.value(before), measure.value(after))}"
        for measure in measures
        if measure.value(before) is not None and measure.value(after) is not None
    ]
    span = days(answer.before.first, answer.before.last, today)
    return f"Compared with {span}: {', '.join(said)}." if said else ""


def not_compared(answer: AnyAnswer, today: date) -> str:
    """Say why there is no comparison though one was asked for; nothing if there is one."""
    if answer.before is None or answer.earlier or not answer.everything.days:
        return ""
    if answer.everything.missing or not answer.everything.is_whole:
        return "No comparison: some of these days are incomplete."
    earlier = answer.book.account(answer.before)
    span = days(answer.before.first, answer.before.last, today)
    if earlier.days and earlier.missing and earlier.missing[-1] < earlier.days[0].date:
        return f"No comparison yet: my history starts on {day(earlier.days[0].date, today)}."
    return f"No comparison: I don't have all of {span}."


def footer(answer: AnyAnswer, what: str, now: datetime) -> ContextBlock:
    """Say whose figures these are, where they come from, how old they are and what is wrong."""
    source, book = answer.book.subject.source, answer.book
    wrong = trouble(book.state, now) if answer.account.days else ""
    days_of = complete_days(answer.account)
    parts = [what, days_of, fetched(source, book.state), wrong, _names(answer)]
    if book.remembered:
        parts.append("My memory (Redis) isn't answering, so this is what I last read.")
    return context(" ".join(filter(None, parts)))


def _names(answer: AnyAnswer) -> str:
    if all(answer.book.states[source].fetched_at for source in (Source.LLM, Source.DIFFUSION)):
        return ""
    return ":warning: Names are missing until the Chutes API has given me its statistics."


REFRESH_LATE = timedelta(minutes=15)  # without a visit: more than the API's own delay


def fetched(source: Source, state: SourceState) -> str:
    """Say which endpoint the figures are from, and how long ago it was asked."""
    if state.fetched_at is None:
        return f"Source: {source.endpoint}."
    return f"Source: {source.endpoint}, fetched {ago(state.fetched_at)}.{left_out(state)}"


def left_out(state: SourceState) -> str:
    """Say how much of the source's last answer could not be read, if any."""
    rows = "row" if state.skipped == 1 else "rows"
    return f" {state.skipped:,} unreadable {rows} left out." if state.skipped else ""


def trouble(state: SourceState, now: datetime) -> str:
    """Say what is wrong with the source, if anything: down, behind, or not asked for long."""
    if state.failing_since:
        return f":warning: Failing since {moment(state.failing_since)}: {escape(state.trouble)}"
    if state.newest and state.newest < (now - SETTLED).date():
        return f":warning: The source is behind: its newest day is {day(state.newest, now.date())}."
    if state.fetched_at and now - state.fetched_at > REFRESH_LATE:
        age = rough(now - state.fetched_at)
        return f":warning: These figures haven't been refreshed for {age}."
    return ""
