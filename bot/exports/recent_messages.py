"""The latest successful attempts, as a message."""

from slackblocks import ActionsBlock, Button
from slackblocks.blocks import Block

from bot.blocks.charts import NO_VALUE, Cell, Number, table
from bot.blocks.message import Message
from bot.blocks.sections import context, section
from bot.blocks.text import count, escape, moment
from bot.exports.summaries import Group, Groups, Recent, RecentRow
from bot.figures.messages.measures import seconds
from bot.figures.names import Names

CSV_ACTION = "recent_csv"
NAMED_GROUPS = 5  # chutes and miners in the summary
HEADER = [
    "Miner",
    "Chute",
    "Function",
    "Started (UTC)",
    "Seconds",
    "Tokens in",
    "Tokens out",
    "TPS",
    "TTFT",
]
RECENT_IS = (
    "Successful attempts of the last 24 hours only: failures are not in it. "
    "Their id is the attempt's, not the one that a report needs "
    "(that is in the header `X-Chutes-InvocationID`)."
)


def recent_message(recent: Recent, names: Names, value: str) -> Message:
    """Show who served what just now; *value* is what *CSV* stands for."""
    text = _headline(recent)
    if not recent.count:
        return Message(text, [section(text), context(RECENT_IS)])
    summary = "\n".join(filter(None, [_chutes(recent.chutes, names), _miners(recent)]))
    caption = f"The latest {len(recent.rows)} of {recent.count} attempts"
    rows = [_row(row, names) for row in recent.rows]
    shown = table(caption, HEADER, rows)
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
    served = "" if recent.hotkey else f" by {_plural(miners, 'miner')}"
    return (
        f"The latest *{recent.count:,}* successful attempts{who or served} at "
        f"{_plural(chutes, 'chute')}; the newest began {moment(newest)}."
    )


def _chutes(groups: Groups, names: Names) -> str:
    named = [
        f"{escape(names.of(group.key))} {_part(group)}" for group in groups.largest[:NAMED_GROUPS]
    ]
    return f"Chutes, by attempts: {', '.join(named)}{_more(groups)}."


def _miners(recent: Recent) -> str:
    if recent.hotkey:
        return ""
    largest = recent.miners.largest[:NAMED_GROUPS]
    named = [f"{escape(_miner(group.key, group.uid))} {_part(group)}" for group in largest]
    return f"Miners, by attempts: {', '.join(named)}{_more(recent.miners)}."


def _part(group: Group) -> str:
    took = "" if group.p50 is None else f" (median {seconds(group.p50)})"
    return f"*{group.attempts:,}*{took}"


def _more(groups: Groups) -> str:
    return f" and {groups.total - NAMED_GROUPS} more" if groups.total > NAMED_GROUPS else ""


def _row(row: RecentRow, names: Names) -> list[Cell]:
    return [
        _miner(row.miner_hotkey, row.miner_uid),
        names.of(row.chute_id),
        row.function,
        f"{row.started_at:%d %b %H:%M:%S}",
        _figure(row.seconds, 2),
        _figure(row.tokens_in, 0),
        _figure(row.tokens_out, 0),
        _figure(row.tps, 1),
        _figure(row.ttft, 2),
    ]


def _miner(hotkey: str, uid: int | None) -> str:
    short = f"{hotkey[:8]}…" if len(hotkey) > 8 else hotkey or NO_VALUE
    return short if uid is None or uid < 0 else f"{short} (uid {uid})"


def _figure(value: float | None, places: int) -> Cell:
    return NO_VALUE if value is None else Number(round(value, places), f"{value:,.{places}f}")


def _footer(recent: Recent) -> str:
    skipped = f" {count(recent.skipped)} unreadable rows left out." if recent.skipped else ""
    source = f"Source: GET /invocations/exports/recent, fetched {moment(recent.read_at)}."
    return f"{RECENT_IS}{skipped} {source}"


def _plural(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
