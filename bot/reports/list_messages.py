"""The workspace's ledger of reports: a page of them, and one with its trail."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from slackblocks import ActionsBlock, Button, Element, SectionBlock
from slackblocks.blocks import Block

from bot.blocks.message import Message
from bot.blocks.sections import context, section
from bot.blocks.text import ago, clock_time, escape, plural
from bot.reports.life import Report, ReportChange, ReportState
from bot.reports.messages import (
    again_button,
    badge,
    because,
    code,
    saying,
    undo_button,
)

PAGE_ACTION, DETAILS_ACTION = "reports_page", "report_details"
PAGE_SIZE = 10  # reports on a page
FIRST, LAST = 3, 8  # changes shown of a long trail
SHORT_ID = 8  # characters of an invocation's id
NO_REPORTS = {
    "mine": "You haven't reported anything yet",
    "all": "Nobody here has reported anything yet",
}


def ledger_message(
    which: str, page: int, reports: Sequence[Report], count: int, now: datetime
) -> Message:
    """List a *page* (from 0) of the *count* reports that are *which*: mine, all or open."""
    if not reports:
        nothing = NO_REPORTS.get(which, "No open reports")
        return Message("There are no more reports." if page else f"{nothing}.")
    first = page * PAGE_SIZE
    whose = {"mine": " by you", "open": " that are open"}.get(which, " from this workspace")
    text = f"*{plural(count, 'report')}{whose}*"
    if len(reports) < count:
        text += f", {first + 1}–{first + len(reports)} of them, newest first"
    lines = [_line(report, which) for report in reports]
    blocks: list[Block] = [section(text), *map(_row, reports, lines)]
    if turns := list(_turns(which, page, count)):
        blocks.append(ActionsBlock(turns))
    return Message("\n".join([text, *lines]), blocks)


def _row(report: Report, line: str) -> SectionBlock:
    button = Button("Details", action_id=DETAILS_ACTION, value=report.invocation_id)
    return section(line, block_id=f"report-{report.id}", accessory=button)


def report_message(report: Report, is_free: bool, now: datetime, follow: timedelta) -> Message:
    """Show one report in full, with what can be done about it.

    *follow* is for how long, from its end on, the platform's files are asked about it.
    """
    text = (
        f"{badge(report.state)} · <@{report.user_id}> reported {code(report.invocation_id)} "
        f"{ago(report.created_at)}\n{saying(report)}{_unconfirmed(report, now, follow)}"
    )
    blocks: list[Block] = [section(text)]
    if report.reason:
        blocks.append(section(f"> {escape(report.statement, 1000)}"))
    blocks.append(section("\n".join(_trail(report))))
    if report.link:
        blocks.append(context(f"<{report.link}|Where it was seen>"))
    if report.can_be_undone:
        blocks.append(ActionsBlock([undo_button(report)]))
    elif is_free and report.reason:
        blocks.append(ActionsBlock([again_button(report)]))
    return Message(text, blocks)


def _unconfirmed(report: Report, now: datetime, follow: timedelta) -> str:
    if (
        report.state is not ReportState.FILED
        or not report.ended_at
        or now < report.ended_at + follow
    ):
        return ""
    return f" It wasn't confirmed within {follow.days} days."


def _line(report: Report, which: str) -> str:
    who = "" if which == "mine" else f" · <@{report.user_id}>"
    where = f" · <{report.link}|message>" if report.link else ""
    said = f" · “{escape(report.statement, 80)}”" if report.reason else ""
    return (
        f"{badge(report.state)}{said}\n"
        f"{code(report.invocation_id[:SHORT_ID])} · {ago(report.created_at)}{who}{where}"
    )


def _turns(which: str, page: int, count: int) -> Iterator[Element]:
    if page:
        yield Button("Newer", action_id=f"{PAGE_ACTION}_newer", value=f"{which} {page - 1}")
    if (page + 1) * PAGE_SIZE < count:
        yield Button("Older", action_id=f"{PAGE_ACTION}_older", value=f"{which} {page + 1}")


def _trail(report: Report) -> Iterator[str]:
    trail = report.trail
    if len(trail) <= FIRST + LAST:
        yield from map(_change, trail)
        return
    yield from map(_change, trail[:FIRST])
    yield f"… {len(trail) - FIRST - LAST} more …"
    yield from map(_change, trail[-LAST:])


def _change(change: ReportChange) -> str:
    parts = clock_time(change.at), f"*{change.state}*", because(change, 120)
    return " · ".join(filter(None, parts))
