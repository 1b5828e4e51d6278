"""Usage of the platform, or of one chute, as a message and as a sheet."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime

from bot.blocks.charts import Cell
from bot.blocks.csv import Sheet
from bot.blocks.message import Message
from bot.blocks.text import days, escape
from bot.figures.answer import Answer
from bot.figures.changes import NO_USAGE, ChangePart, Floors, moved
from bot.figures.days import UsageDay
from bot.figures.messages.changes import NAME_LENGTH, change, change_cell
from bot.figures.messages.coverage import footer, last_used, over, paragraphs
from bot.figures.messages.layout import arranged
from bot.figures.messages.leaderboards import Extra, board, chart, ranks, sheet
from bot.figures.messages.measures import INVOCATIONS, PRICE, USD, Measure, known
from bot.figures.messages.why import why
from bot.figures.totals import UsageTotal

USAGE_IS = "Platform-wide, metered pay-as-you-go USD: not revenue, not your bill."
USAGE_MEASURES: Mapping[str, Measure[UsageTotal]] = {"usd": USD, "requests": INVOCATIONS}
USAGE_FIELDS = {"usd": USD, "invocations": INVOCATIONS, "usd_per_thousand": PRICE}

UsageAnswer = Answer[UsageDay, UsageTotal]


def usage_message(answer: UsageAnswer, floors: Floors, now: datetime) -> Message:
    """Say what was metered: in total, by day, by chute, and why it moved."""
    measure, today = USAGE_MEASURES[answer.measure], now.date()
    changed = moved(answer.earlier, answer.account) if answer.earlier else []
    said = paragraphs(answer, _sentences(answer, measure, today), now)
    reasons = why(answer, changed, measure, floors, today)
    table = board(answer, measure, [USD, INVOCATIONS], "chutes", _extra(answer, changed, measure))
    blocks = arranged(said, chart(answer, measure), reasons, table)
    figures = known({"USD": USD, "invocations": INVOCATIONS}, answer.account)
    text = "\n".join([*said, *reasons])
    return Message(text, [*blocks, footer(answer, USAGE_IS, now)], figures)


def usage_sheet(answer: UsageAnswer) -> Sheet:
    """Return every chute, those that are gone too; or every day of the one that was asked about."""
    return sheet(answer, USAGE_FIELDS, "usage")


def _sentences(answer: UsageAnswer, measure: Measure[UsageTotal], today: date) -> Iterator[str]:
    yield _headline(answer, measure, today)
    yield ranks(answer, [USD, INVOCATIONS], "chutes")


def _headline(answer: UsageAnswer, measure: Measure[UsageTotal], today: date) -> str:
    account = answer.account
    whose = f" by *{escape(answer.name, NAME_LENGTH)}*" if answer.chute_id else ""
    if not account.total.requests and not account.total.usd:
        return f"No usage{whose} on Chutes, {over(account, today)}{last_used(answer, today)}."
    amounts = [
        USD.bold(account.total),
        INVOCATIONS.bold(account.total),
    ]
    first, second = amounts if measure is USD else reversed(amounts)
    compared = _compared(answer, measure, today)
    return f"{first} and {second}{whose} on Chutes, {over(account, today)}{compared}."


def _compared(answer: UsageAnswer, measure: Measure[UsageTotal], today: date) -> str:
    if not (answer.earlier and answer.before):
        return ""
    before, after = answer.earlier.total, answer.account.total
    span = days(answer.before.first, answer.before.last, today)
    named = "" if measure is USD else f"{measure.name} "
    moved = change(measure.value(before), measure.value(after))
    return f": {named}{moved} from {span} ({measure.number(before)})"


def _extra(
    answer: UsageAnswer, changed: list[ChangePart], measure: Measure[UsageTotal]
) -> Extra | None:
    """Return the column of changes of the chutes, if there is a comparison."""
    if not (changed and answer.earlier):
        return None
    before, after = answer.earlier.chutes, answer.account.chutes

    def cell(chute_id: str) -> Cell:
        totals = (known.get(chute_id, NO_USAGE) for known in (before, after))
        return change_cell(*map(measure.value, totals))

    return "Change", cell
