"""One report, as messages: to who made it, to a thread, and as the answer to making it."""

from datetime import datetime

from slackblocks import ActionsBlock, Button
from slackblocks.blocks import Block

from bot.blocks.message import Message
from bot.blocks.sections import context, section
from bot.blocks.text import ago, clock_time, escape
from bot.reports.life import Report, ReportChange, ReportState
from bot.reports.service import Filing
from bot.slack.reasons import NOT_IN_CHANNEL, sentence

UNDO_ACTION = "report_undo"
REPORT_AGAIN = "report_again"
EMOJI = {
    ReportState.HELD: ":hourglass_flowing_sand:",
    ReportState.SENDING: ":outbox_tray:",
    ReportState.WAITING: ":hourglass:",
    ReportState.FILED: ":white_check_mark:",
    ReportState.CONFIRMED: ":tada:",
    ReportState.ALREADY_FILED: ":ballot_box_with_check:",
    ReportState.NOT_FOUND: ":mag:",
    ReportState.REFUSED: ":no_entry:",
    ReportState.WITHDRAWN: ":leftwards_arrow_with_hook:",
    ReportState.GIVEN_UP: ":x:",
}
IN_ANOTHER_WORKSPACE = (
    "It was reported from another workspace, and each invocation can only be reported once."
)
BY_SOMEBODY_ELSE = "Somebody here has reported it already."
TO_COME = "If Chutes confirms it in the next few days, I'll update this message."
NOBODY_WORKS = (
    ":warning: None of my workers is running at the moment: I've kept the report, and it waits."
)


def notice(report: Report, trouble: str = "") -> Message:
    """Tell who made *report* how it is; *trouble* is why their thread cannot be told."""
    text = f"{badge(report.state)} · your report of {_what(report)}\n{_news(report)}"
    blocks: list[Block] = [section(text)]
    if report.can_be_undone:
        blocks.append(ActionsBlock([undo_button(report)]))
    if trouble:
        blocks.append(context(_untold(trouble)))
    return Message(text, blocks)


def thread_notice(report: Report) -> Message:
    """Tell the thread where the fault was seen."""
    text = f"{badge(report.state)} · <@{report.user_id}> reported {_what(report)}\n{_news(report)}"
    return Message(text, [section(text)])


def filing_answer(
    filing: Filing, team_id: str, user_id: str, staffed: bool, *, sees_all: bool = True
) -> Message:
    """Answer who has just reported: it is kept, or somebody was before them."""
    report = filing.report
    if not filing.is_new:
        return Message(standing(report, team_id, user_id, sees_all=sees_all))
    text = f":white_check_mark: Got it: {_what(report)}. {_window(report)}"
    more = "I'll keep you posted in a DM." if staffed else NOBODY_WORKS
    blocks: list[Block] = [section(text)]
    if report.can_be_undone:
        blocks.append(ActionsBlock([undo_button(report)]))
    return Message(f"{text}\n{more}", [*blocks, context(more)])


def _window(report: Report) -> str:
    """Say when it goes out, so that it is still true when that has been done."""
    if not report.can_be_undone:
        return "It goes to Chutes right away; the DM says how it goes."
    at = clock_time(_due(report))
    return f"You can undo it until {at}; after that it goes to Chutes, and the DM says how it goes."


def standing(report: Report, team_id: str, user_id: str, *, sees_all: bool = True) -> str:
    """Say who reported the invocation before, and what became of it: to their workspace alone,
    and to who does not see all there, only that it was reported."""
    if report.team_id != team_id:
        return f"{code(report.invocation_id)}: {IN_ANOTHER_WORKSPACE}"
    if report.user_id != user_id and not sees_all:
        return f"{code(report.invocation_id)}: {BY_SOMEBODY_ELSE}"
    who = "You" if report.user_id == user_id else f"<@{report.user_id}>"
    where = f" <{report.link}|Where it was seen>." if report.link else ""
    return (
        f"{who} reported {code(report.invocation_id)} {ago(report.created_at)}. "
        f"{badge(report.state)}: {saying(report)}{where}"
    )


def saying(report: Report) -> str:
    """Say in a sentence or two how it is, and what comes next."""
    last = report.trail[-1]
    match report.state:
        case ReportState.HELD:
            return _plan(report)
        case ReportState.SENDING:
            return f"It's on its way to Chutes. {because(last)}"
        case ReportState.WAITING:
            return f"{because(last)} I'll try again at {clock_time(_due(report))}."
        case ReportState.FILED:
            return f"It's on file at Chutes. {because(last)}".strip()
        case ReportState.WITHDRAWN:
            return f"{because(last)} Nothing was sent."
    return because(last)


def _news(report: Report) -> str:
    """Say how it is where that is kept up to date."""
    said = saying(report)
    return f"{said} {TO_COME}" if report.state is ReportState.FILED else said


def _plan(report: Report) -> str:
    if not report.can_be_undone:
        return "It goes to Chutes now."
    return f"It goes to Chutes at {clock_time(_due(report))}; until then you can undo it."


def because(change: ReportChange, length: int = 600) -> str:
    """Return the reason of a change, at most that long; who made it, if a person did."""
    why = escape(change.why, length)
    why = why if not why or why[-1] in ".!?…" else f"{why}."
    return f"{why.removesuffix('.')} by <@{change.by}>." if change.by else why


def badge(state: ReportState) -> str:
    return f"{EMOJI[state]} *{state}*"


def code(invocation_id: str) -> str:
    return f"`{invocation_id}`"


def undo_button(report: Report) -> Button:
    return Button("Undo", action_id=UNDO_ACTION, value=report.id)


def again_button(report: Report) -> Button:
    return Button("Report again", action_id=REPORT_AGAIN, value=report.id)


def _what(report: Report) -> str:
    said = f" (“{escape(report.statement, 300)}”)" if report.reason else ""
    return f"{code(report.invocation_id)}{said}"


def _due(report: Report) -> datetime:
    assert report.due, "a report that is not at its end is due some time"
    return report.due


def _untold(trouble: str) -> str:
    if trouble in NOT_IN_CHANNEL:
        return "I couldn't tell the thread: I'm not in that channel. Invite me for the next time."
    return f"I couldn't tell the thread. {escape(sentence(trouble))}"
