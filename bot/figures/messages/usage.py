"""Usage of the platform, or of one chute, as a message and as a sheet."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from slackblocks import SectionBlock
from slackblocks.blocks import Block

from bot.blocks.csv import Sheet
from bot.blocks.message import Message
from bot.blocks.text import days, escape, usd
from bot.figures.answer import Answer
from bot.figures.changes import ChangePart, Floors, parts
from bot.figures.days import UsageDay
from bot.figures.messages.changes import NAME_LENGTH, change, chute_change, why
from bot.figures.messages.coverage import footer, missing, over, paragraphs
from bot.figures.messages.leaderboards import Extra, best, board, chart, ranks, sheet
from bot.figures.messages.measures import INVOCATIONS, PRICE, USD, Measure, known
from bot.figures.totals import UsageTotal

USAGE_IS = "Platform-wide, metered pay-as-you-go USD: not revenue, not your bill."
USAGE_MEASURES: Mapping[str, Measure[UsageTotal]] = {"usd": USD, "requests": INVOCATIONS}
USAGE_FIELDS = {"usd": USD, "invocations": INVOCATIONS, "usd_per_thousand": PRICE}

UsageAnswer = Answer[UsageDay, UsageTotal]


def usage_message(answer: UsageAnswer, floors: Floors, now: datetime) -> Message:
    """Say what was metered: in total, by day, by chute, and why it moved."""
    measure = USAGE_MEASURES[answer.measure]
    changed = _parts(answer)
    said = paragraphs(answer, _sentences(answer, changed, floors), now)
    blocks: list[Block] = [SectionBlock(sentence) for sentence in said]
    blocks += chart(answer, measure)
    changes = _extra(answer, changed, floors)
    columns = [USD, INVOCATIONS] if changes else [USD, INVOCATIONS, PRICE]  # four fit on a screen
    blocks += board(answer, measure, columns, "chutes", changes)
    what = f"{USAGE_IS} {_floors(floors)}" if answer.earlier else USAGE_IS
    figures = known({"USD": USD, "invocations": INVOCATIONS}, answer.account)
    return Message("\n".join(said), [*blocks, footer(answer, what, now)], figures)


def usage_sheet(answer: UsageAnswer) -> Sheet:
    """Return every chute, those that are gone too; or every day of the one that was asked about."""
    return sheet(answer, USAGE_FIELDS, "usage")


def _sentences(answer: UsageAnswer, changed: list[ChangePart], floors: Floors) -> Iterator[str]:
    yield _headline(answer)
    yield missing(answer.account)
    if answer.earlier:
        yield why(changed, answer.earlier.total, answer.account.total, answer.names, floors)
    yield best(answer, USAGE_MEASURES[answer.measure], "Largest")


def _headline(answer: UsageAnswer) -> str:
    account = answer.account
    whose = f" of *{escape(answer.name, NAME_LENGTH)}*" if answer.chute_id else ""
    total = f"*{USD.written(account.total)}* and *{INVOCATIONS.number(account.total)}* invocations"
    said = f"{total}{whose} on Chutes, {over(account)}{_compared(answer)}."
    return " ".join(filter(None, [said, ranks(answer, [USD, INVOCATIONS], "chutes")]))


def _compared(answer: UsageAnswer) -> str:
    if not (answer.earlier and answer.before):
        return ""
    before = answer.earlier.total.usd
    span = days(answer.before.first, answer.before.last)
    return f": {change(before, answer.account.total.usd)} from {span} ({usd(before)})"


def _parts(answer: UsageAnswer) -> list[ChangePart]:
    return parts(answer.earlier.chutes, answer.account.chutes) if answer.earlier else []


def _extra(answer: UsageAnswer, changed: list[ChangePart], floors: Floors) -> Extra | None:
    """Return the column of changes of the chutes, if there is a comparison."""
    if answer.chute_id:
        return None
    by_chute = {part.chute_id: chute_change(part, floors) for part in changed}
    return ("Change", lambda chute_id: by_chute[chute_id]) if by_chute else None


def _floors(floors: Floors) -> str:
    least = f"{usd(floors.usd)} or {100 * floors.change:g} %"
    return f"Smaller changes than {least} read “unchanged”."
