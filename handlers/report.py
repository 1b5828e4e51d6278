"""`/chutes report`, its form, the shortcuts that open that too, and the buttons of a report."""

import re
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import msgspec
from slackblocks import ModalView

from bot.blocks.message import Message
from bot.errors import Mistake, Undelivered
from bot.reports import form
from bot.reports.invocation_ids import ids_in, ids_in_message, without_ids
from bot.reports.life import Complaint, ReportThread
from bot.reports.list_messages import report_message
from bot.reports.messages import REPORT_AGAIN, UNDO_ACTION, filing_answer, notice
from bot.reports.permissions import Member
from bot.reports.reasons import REASON_KINDS, checked, kind_of
from bot.services import Services
from handlers.clicks import Action, Click
from handlers.context import Context
from handlers.dispatch import Ask, Subcommand
from handlers.modals import Errors, Modal, Origin, Submission
from handlers.shortcuts import Shortcut

OTHER_ID = re.compile(r"chatcmpl-|(?=[a-f-]{0,40}[0-9])[0-9a-f-]{4,100}$", re.IGNORECASE)
NO_ID = (
    "That's not an invocation id. Look for the response header X-Chutes-InvocationID, such as "
    "9d0f3c52-7a1b-4c1e-8f53-0a6e2b9d4c71 (not the chatcmpl-… id in the body)."
)

IN_A_FORM = "A report needs the invocation's id and a reason. This opens the form:"
TAKEN_BACK = (
    "That report was withdrawn, and its reason with it. Report it anew, with a reason: "
    "`report <id> <reason>`."
)


class Seen(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where a fault was seen; the form has its name among the notes of who opened it."""

    channel: str
    thread_ts: str
    link: str = ""


async def report(ask: Ask, context: Context) -> Message:
    """Report what was typed: an id and a reason, which stays as it was typed."""
    services = context.services
    await services.reports.check_offered()
    if form_for(ask):  # there was nothing to open one with: nobody pressed or typed a command
        raise Mistake(IN_A_FORM, [ask.text.strip()])
    invocation_id = invocation(ask.text)
    kind, reason = kind_of(checked(_reason(ask.text)))
    reporter = await services.reporters.check(ask.team_id, ask.user_id)
    complaint = Complaint(
        invocation_id=invocation_id,
        team_id=ask.team_id,
        user_id=ask.user_id,
        kind=kind,
        reason=reason,
    )
    return await _file(complaint, reporter, services)


def form_for(ask: Ask) -> Modal | None:
    """Open the form unless all that it asks for was typed: one id, and a reason.

    What is meant for an id and is none gets a sentence that says where the right one is.
    """
    is_whole = len(ids_in(ask.text)) == 1 and _reason(ask.text)
    is_other_id = bool(ask.words) and OTHER_ID.match(ask.words[0])
    return None if is_whole or (is_other_id and not ids_in(ask.text)) else FORM


async def fill(origin: Origin, context: Context) -> ModalView:
    """Return the form, once it is clear that this person can report here."""
    services, person = context.services, (origin.team_id, origin.user_id)
    await services.reports.check_offered()
    reporter = await services.reporters.check(*person)
    ids = ids_in_message(origin.message) or ids_in(origin.text)
    in_the_way = await services.reports.claims(ids)
    seen, sees_all = await _seen(origin, context), not reporter.is_guest
    reason = _reason(origin.text)
    return form.form(ids, in_the_way, seen, person, reason, sees_all=sees_all)


def check(submission: Submission) -> Errors:
    """Complain about an id that is none, and a reason that cannot be published."""
    errors = {}
    values = submission.values
    for field, rule in ((form.ID, invocation), (form.REASON, checked)):
        try:
            rule(values[field] or "")
        except Mistake as exc:
            errors[field] = str(exc)
    if values.get(form.KIND) not in REASON_KINDS:
        errors[form.KIND] = "Choose what is wrong from the list."
    return errors


async def submit(submission: Submission, context: Context) -> Message:
    """Report what the form says."""
    services, values = context.services, submission.values
    person = submission.team_id, submission.user_id
    reporter = await services.reporters.check(*person)
    note = await services.notes.find(*person, submission.kept) if submission.kept else ""
    seen = _noted(note)
    tell = seen is not None and bool(values.get(form.THREAD))
    complaint = Complaint(
        invocation_id=invocation(values[form.ID]),
        team_id=submission.team_id,
        user_id=submission.user_id,
        kind=values[form.KIND],
        reason=checked(values[form.REASON]),
        link=seen.link if seen else "",
        thread=ReportThread(seen.channel, seen.thread_ts) if seen and tell else None,
    )
    return await _file(complaint, reporter, services)


def _noted(note: str) -> Seen | None:
    """Return where it was seen; None if that is not known, or damaged."""
    with suppress(msgspec.MsgspecError):
        return msgspec.json.decode(note, type=Seen)
    return None


async def undo(click: Click, context: Context) -> Message:
    """Withdraw a report: its reporter may, and admins of the workspace."""
    services = context.services
    report = await services.reports.get(click.team_id, click.value)
    if click.user_id != report.user_id:
        await services.reporters.check_admin(click.team_id, click.user_id)
    undone = await services.reports.undo(report.id, click.team_id, click.user_id)
    if click.user_id == report.user_id:
        return notice(undone)
    is_free = await services.reports.is_free(report.invocation_id)
    return report_message(undone, is_free, services.clock(), services.report_follow)


async def again(click: Click, context: Context) -> Message:
    """Report what was withdrawn, refused or given up once more, in the name of who clicks."""
    services = context.services
    reporter = await services.reporters.check(click.team_id, click.user_id)
    before = await services.reports.get(click.team_id, click.value)
    if before.user_id != click.user_id:
        await services.reporters.check_sees(click.team_id, click.user_id)
    if not before.reason:
        raise Mistake(TAKEN_BACK)
    complaint = Complaint(
        invocation_id=before.invocation_id,
        team_id=before.team_id,
        user_id=click.user_id,
        kind=before.kind,
        reason=before.reason,
        link=before.link,
        thread=before.thread,
    )
    return await _file(complaint, reporter, services)


def _reason(text: str) -> str:
    """Return what was typed besides the command's name and ids, as far as it says anything."""
    reason = without_ids(text.strip().partition(" ")[2])
    return reason if any(char.isalnum() for char in reason) else ""


def invocation(text: str) -> str:
    """Return the one invocation id in *text*; `Mistake` says where it is found."""
    if len(ids := ids_in(text)) != 1:
        raise Mistake(NO_ID)
    return ids[0]


async def _file(complaint: Complaint, reporter: Member, services: Services) -> Message:
    staffed = await services.reports.is_staffed()  # before it is kept: then it is said so
    filing = await services.reports.file(complaint)
    person, sees_all = (complaint.team_id, complaint.user_id), not reporter.is_guest
    return filing_answer(filing, *person, staffed, sees_all=sees_all)


async def _seen(origin: Origin, context: Context) -> str:
    message = origin.message
    if not message:
        return ""
    link = await _permalink(origin.channel_id, message, context)
    seen = Seen(origin.channel_id, message.get("thread_ts") or message["ts"], link)
    note = msgspec.json.encode(seen).decode()
    return await context.services.notes.keep(origin.team_id, origin.user_id, note)


async def _permalink(channel_id: str, message: Mapping[str, Any], context: Context) -> str:
    """Return the message's address; "" where the app is no member and Slack does not tell."""
    where = {"channel": channel_id, "message_ts": message["ts"]}
    try:
        return (await context.posts.ask("chat.getPermalink", where)).text("permalink")
    except Undelivered:
        return ""


FORM = Modal(form.FORM, form.TITLE, fill, check, submit, buttons=True)
SUBCOMMAND = Subcommand(
    "report [id] [reason]",
    "report a bad response (opens a form if you leave out the reason)",
    report,
    examples=("report",),
    modal=form_for,
)
ACTIONS = (Action(UNDO_ACTION, undo, replaces=True), Action(REPORT_AGAIN, again))
SHORTCUTS = (Shortcut("report_invocation", FORM), Shortcut("report_invocation_global", FORM))
