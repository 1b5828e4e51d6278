"""`/chutes reports`: what this workspace has reported, and how that is going."""

from datetime import datetime

from bot.blocks.message import Message
from bot.blocks.text import quote
from bot.errors import Mistake
from bot.reports.invocation_ids import ids_in
from bot.reports.list_messages import (
    DETAILS_ACTION,
    PAGE_ACTION,
    PAGE_SIZE,
    ledger_message,
    report_message,
)
from bot.services import Services
from handlers.clicks import Action, Click
from handlers.context import Context
from handlers.dispatch import Ask, Subcommand
from handlers.grammar.questions import which_reports
from handlers.grammar.spelling import is_unknown
from handlers.rights import OLDER

LISTS = ("mine", "all", "open")


async def reports(ask: Ask, context: Context) -> Message:
    """Show the person's own reports, all, the open ones, or one."""
    services = context.services
    if ids := ids_in(" ".join(ask.words)):
        return await _one(ids[0], ask.team_id, ask.user_id, services)
    which = _which(ask.words, services.clock())
    return await _page(which, 0, ask.team_id, ask.user_id, services)


def _which(words: list[str], now: datetime) -> str:
    """Return which list *words* ask for; raise `Mistake` for what says nothing about that."""
    which = which_reports(words)
    if which or not words:
        return which or "mine"
    unknown = next((word for word in words if is_unknown(word, now)), "")
    if not unknown:
        return "mine"
    said = f"Use `mine`, `all`, `open` or an invocation id; I don't know {quote(unknown)}."
    raise Mistake(said, ["reports mine", "reports open", "reports all"])


async def turn(click: Click, context: Context) -> Message:
    """Show another page."""
    which, _, page = click.value.partition(" ")
    if which not in LISTS or not page.isdecimal():
        raise Mistake(OLDER)
    return await _page(which, int(page), click.team_id, click.user_id, context.services)


async def details(click: Click, context: Context) -> Message:
    """Show one report in full, below the list."""
    return await _one(click.value, click.team_id, click.user_id, context.services)


async def _page(which: str, page: int, team_id: str, user_id: str, services: Services) -> Message:
    if which != "mine":
        await services.reporters.check_sees(team_id, user_id)
    found, count = await services.reports.ledger(
        team_id, user_id if which == "mine" else None, page * PAGE_SIZE, PAGE_SIZE, which == "open"
    )
    return ledger_message(which, page, found, count, services.clock())


async def _one(invocation_id: str, team_id: str, user_id: str, services: Services) -> Message:
    report = await services.reports.of_invocation(team_id, invocation_id)
    if report is None or report.user_id != user_id:
        await services.reporters.check_sees(team_id, user_id)
    if report is None:
        raise Mistake(f"Nobody here has reported {quote(invocation_id)}.")
    is_free = await services.reports.is_free(invocation_id)
    return report_message(report, is_free, services.clock(), services.report_follow)


SUBCOMMAND = Subcommand(
    "reports [mine|all|open|<id>]",
    "reports from this workspace and their status",
    reports,
    examples=("reports", "reports open", "reports all"),
)
ACTIONS = (
    *(Action(f"{PAGE_ACTION}_{way}", turn, replaces=True) for way in ("newer", "older")),
    Action(DETAILS_ACTION, details),
)
