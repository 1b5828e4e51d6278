"""The latest successful attempts, as a message."""

from collections.abc import Mapping
from datetime import date

from slackblocks import ActionsBlock, Button
from slackblocks.blocks import Block

from bot.blocks.charts import NO_VALUE, Cell, Number, table
from bot.blocks.message import Message
from bot.blocks.sections import context, section
from bot.blocks.text import ago, day, duration, escape, listed, plural
from bot.exports.messages import short_key
from bot.exports.summaries import Group, Groups, Recent, RecentRow
from bot.figures.messages.changes import NAME_LENGTH
from bot.figures.names import Names

CSV_ACTION = "recent_csv"
NAMED_GROUPS = 3  # chutes and miners in the summary
HEADER = ["Started (UTC)", "Chute", "Seconds", "Tokens out", "Tokens/s", "First token", "Miner"]
RECENT_IS = (
    "Successful attempts of the last 24 hours; failures aren't included. The ids here are attempt "
    "ids; a report needs the invocation id (in the header `X-Chutes-InvocationID`)."
)


def recent_message(recent: Recent, names: Names, value: str) -> Message:
    """Show who served what just now; *value* is what *CSV* stands for."""
    text = _headline(recent)
    if not recent.count:
        return Message(text, [section(text), context(RECENT_IS)])
    called = names.apart(
        [*(row.chute_id for row in recent.rows), *(group.key for group in recent.chutes.largest)]
    )
    summary = "\n".join(filter(None, [_chutes(recent.chutes, called), _miners(recent)]))
    caption = f"The latest {plural(len(recent.rows), 'attempt')}"
    if len(recent.rows) < recent.count:
        caption = f"The latest {len(recent.rows)} of {recent.count:,} attempts"
    shown = table(
        caption, HEADER, [_row(row, called, recent.read_at.date()) for row in recent.rows]
    )
    blocks: list[Block] = [
        section(f"{text}\n{summary}"),
        shown,
        context(_footer(recent)),
        ActionsBlock([Button("CSV", action_id=CSV_ACTION, value=value)]),
    ]
    return Message(f"{text}\n{summary}", blocks)


def _headline(recent: Recent) -> str:
    who = f" by miner `{recent.hotkey}`" if recent.hotkey else ""
    if not recent.count:
        return f"No successful attempts{who} in the last 24 hours."
    chutes, miners = recent.chutes.total, recent.miners.total
    newest = recent.rows[0].started_at
    served = "" if recent.hotkey else f" by {plural(miners, 'miner')}"
    number = f"*{recent.count:,}* successful {'attempt' if recent.count == 1 else 'attempts'}"
    return (
        f"The latest {number}{who or served} at {plural(chutes, 'chute')}; "
        f"the newest began {ago(newest)}."
    )


def _chutes(groups: Groups, called: Mapping[str, str]) -> str:
    named = [
        f"{escape(called[group.key], NAME_LENGTH)} {_part(group)}"
        for group in groups.largest[:NAMED_GROUPS]
    ]
    return f"Chutes by attempts: {listed([*named, *_more(groups)])}."


def _miners(recent: Recent) -> str:
    if recent.hotkey:
        return ""
    named = [
        f"{escape(_miner(group.key, group.uid))} *{group.attempts:,}*"
        for group in recent.miners.largest[:NAMED_GROUPS]
    ]
    return f"Miners by attempts: {listed([*named, *_more(recent.miners)])}."


def _part(group: Group) -> str:
    took = "" if group.p50 is None else f" (median {duration(group.p50)})"
    return f"*{group.attempts:,}*{took}"


def _more(groups: Groups) -> list[str]:
    return [f"{groups.total - NAMED_GROUPS} more"] if groups.total > NAMED_GROUPS else []


def _row(row: RecentRow, called: Mapping[str, str], today: date) -> list[Cell]:
    when = f"{row.started_at:%H:%M:%S}"
    return [
        when if row.started_at.date() == today else f"{day(row.started_at)} {when}",
        called[row.chute_id],
        _figure(row.seconds, 2),
        _figure(row.tokens_out, 0),
        _figure(row.tps, 1),
        _figure(row.ttft, 2),
        _miner(row.miner_hotkey, row.miner_uid),
    ]


def _miner(hotkey: str, uid: int | None) -> str:
    short = short_key(hotkey)
    return short if uid is None or uid < 0 else f"{short} (uid {uid})"


def _figure(value: float | None, places: int) -> Cell:
    return NO_VALUE if value is None else Number(round(value, places), f"{value:,.{places}f}")


def _footer(recent: Recent) -> str:
    skipped = f" {plural(recent.skipped, 'unreadable row')} left out." if recent.skipped else ""
    source = f"Source: GET /invocations/exports/recent, fetched {ago(recent.read_at)}."
    return f"{RECENT_IS}{skipped} {source}"
