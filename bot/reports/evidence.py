"""What the platform's hourly files show of a report, as pure steps.

A file has the reports that were filed or confirmed in an hour, with the account of who reported.
It says whether ours is confirmed; and where an attempt was never answered, whether it arrived.
"""

from datetime import datetime, timedelta

from msgspec.structs import replace

from bot.blocks.text import NBSP
from bot.chutes.auth import is_user_id
from bot.chutes.rows import ReportRow
from bot.reports.life import UNFILED, Report, ReportChange, ReportState, transition

FILE_HOUR = timedelta(hours=1)
APART = timedelta(minutes=2)  # that the platform's clock may be from ours

ARRIVED = "It's on file, from an attempt of mine that wasn't answered."
ANOTHER = "It's on file, from another account."


def is_followed(report: Report) -> bool:
    """Whether the files may still say something new of *report*."""
    return report.state is ReportState.FILED or (report.unanswered and report.state in UNFILED)


def seen_before(report: Report) -> datetime:
    """Return the end of the last hour whose file has no news of *report*.

    What is in doubt may have been filed by the first attempt; what is on file waits for staff.
    """
    since = report.trail[-1].at
    if report.unanswered and report.first_sent_at:
        since = report.first_sent_at - APART
    return since.replace(minute=0, second=0, microsecond=0)


def apply_row(report: Report, row: ReportRow, now: datetime) -> Report | None:
    """Return *report* after the platform's *row* of the same invocation; None if that is no news.

    A hotkey does not tell whose account it is: what was in doubt with one stays so.
    """
    if not is_followed(report):
        return None
    is_ours = _is_ours(report, row)
    if is_ours is False:
        return transition(report, ReportChange(now, ReportState.ALREADY_FILED, ANOTHER))
    if is_ours is None and report.state is not ReportState.FILED:
        return None
    settled = replace(report, unanswered=report.unanswered and not is_ours)
    if row.confirmed_at:
        why = f"Confirmed {_after(row.confirmed_at - row.timestamp)}."
        return transition(settled, ReportChange(row.confirmed_at, ReportState.CONFIRMED, why))
    if settled.unanswered is report.unanswered:
        return None
    return transition(settled, ReportChange(now, ReportState.FILED, ARRIVED))


def _is_ours(report: Report, row: ReportRow) -> bool | None:
    """Tell whether *row* is of *report*; None if it may be or not."""
    if not report.unanswered:
        return True  # the API said so, and there is one report of each invocation
    return row.user_id == report.account if is_user_id(report.account) else None


def _after(span: timedelta) -> str:
    """Return how long it took: `after 5 min`, `after 2 h`, `after 3 days`."""
    minutes = span // timedelta(minutes=1)
    if minutes < 1:
        return "at once"
    if minutes < 100:
        return f"after {minutes}{NBSP}min"
    hours = round(span / FILE_HOUR)
    return f"after {hours}{NBSP}h" if hours < 48 else f"after {round(hours / 24)}{NBSP}days"
