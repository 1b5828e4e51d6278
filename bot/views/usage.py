"""Usage of the platform, as a message."""

from collections.abc import Sequence
from datetime import datetime
from math import fsum

from slackblocks import ContextBlock, DataVisualizationBlock, SectionBlock, Text
from slackblocks.blocks import Block

from bot.services.ledger import ChuteUsage, Usage
from bot.services.records import Day, Source
from bot.views.charts import POINTS, Number, line_chart, table
from bot.views.message import Message
from bot.views.sources import fetched, trouble
from bot.views.text import count, day, days, usd

TOP = 10  # chutes in the table
WHAT = "Platform-wide, metered pay-as-you-go USD: not revenue, not your bill."


def usage_message(usage: Usage, now: datetime) -> Message:
    """Say what was metered over the period: totals, by day, and the largest chutes."""
    text = " ".join(filter(None, [_headline(usage), _missing(usage)]))
    blocks: list[Block] = [SectionBlock(text)]
    if len(usage.days) > 1:
        blocks.append(_chart(usage.days))
    if usage.chutes:
        blocks.append(_table(usage))
    return Message(text, [*blocks, ContextBlock([Text(_footer(usage, now))])])


def _headline(usage: Usage) -> str:
    if not usage.days:
        return "No figures."
    figures = f"*{usd(usage.usd)}* and *{count(usage.invocations)}* invocations on Chutes"
    first, last = usage.days[0], usage.days[-1]
    if not first.complete:
        return f"{figures} on {day(first.date)} so far, until {first.fetched_at:%H:%M} UTC."
    over = "1 complete UTC day" if first is last else f"{len(usage.days)} complete UTC days"
    return f"{figures}, {days(first.date, last.date)} ({over})."


def _missing(usage: Usage) -> str:
    """Name the days without figures: a run at the start is from when we know, others are gaps."""
    missing = usage.missing
    if not missing:
        return ""
    if usage.days and missing[-1] < usage.days[0].date:
        return f"What I know begins on {day(usage.days[0].date)}; you asked from {day(missing[0])}."
    if not usage.days:
        return f"I know nothing of {days(usage.period.first, usage.period.last)}."
    named = ", ".join(map(day, missing[:5])) + (" and others" if len(missing) > 5 else "")
    return f"Not in it, as I have no complete figures: {named}."


def _chart(known: Sequence[Day]) -> DataVisualizationBlock:
    """Draw USD by day; more days than points are shown as averages of several."""
    size = -(-len(known) // POINTS)
    buckets = [known[start : start + size] for start in range(0, len(known), size)]
    labels = [days(bucket[0].date, bucket[-1].date) for bucket in buckets]
    values = [fsum(map(_usd, bucket)) / len(bucket) for bucket in buckets]
    title = "USD by day" if size == 1 else f"USD a day, averages of {size} days"
    return line_chart(title, labels, {"USD": [round(value, 2) for value in values]}, "USD")


def _usd(known: Day) -> float:
    return fsum(chute.usd_amount for chute in known.chutes)


def _table(usage: Usage) -> Block:
    shown = usage.chutes[:TOP]
    caption = f"{len(shown)} of {len(usage.chutes)} chutes, by USD"
    rows = [_row(chute, usage.usd) for chute in shown]
    return table(caption, ["Chute", "USD", "Share", "Invocations"], rows)


def _row(chute: ChuteUsage, total: float) -> list[str | Number]:
    share = chute.usd / total if total > 0 else 0.0
    return [
        chute.name,
        Number(round(chute.usd, 2), usd(chute.usd)),
        Number(round(share, 4), f"{share:.1%}"),
        Number(chute.invocations, count(chute.invocations)),
    ]


def _footer(usage: Usage, now: datetime) -> str:
    parts = [WHAT, fetched(Source.USAGE, usage.source), trouble(usage.source, now)]
    if usage.remembered:
        parts.append("My memory (Redis) does not answer: this is what I last read.")
    return " ".join(filter(None, parts))
