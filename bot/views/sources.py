"""Where figures come from, how old they are, and what is wrong with their source."""

from datetime import datetime, timedelta

from bot.services.periods import SETTLED
from bot.services.records import Source, SourceState
from bot.views.text import day, escape, moment

LATE = timedelta(minutes=15)  # without a visit: more than the API's own delay


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
    if state.fetched_at and now - state.fetched_at > LATE:
        minutes = (now - state.fetched_at) // timedelta(minutes=1)
        return f":warning: These figures have not been refreshed for {minutes} min."
    return ""
