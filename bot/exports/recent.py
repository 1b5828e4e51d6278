"""The latest successful attempts: fetched, counted by chute and miner, written as CSV."""

import asyncio
import gzip
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from statistics import median
from typing import Any

import msgspec

from bot.blocks.csv import Sheet, Value, as_csv
from bot.chutes.client import Chutes
from bot.chutes.rows import InvocationRow, Rows
from bot.clock import Clock
from bot.exports.requests import ReadRecent
from bot.exports.summaries import Group, Groups, Recent, RecentRow

SHOWN_ROWS = 100  # rows of a table
LARGEST_GROUPS = 50  # groups
CLOCKS_DIFFER = timedelta(hours=1)  # at most: what began later cannot be


async def read_recent(chutes: Chutes, order: ReadRecent, clock: Clock) -> Recent:
    """Fetch what *order* asks for; 10,000 rows are 6 MB, and seconds for the API."""
    found = await chutes.recent_export(order.hotkey, order.limit)
    return await asyncio.to_thread(_recent, order, found, clock())


def _recent(order: ReadRecent, found: Rows[InvocationRow], now: datetime) -> Recent:
    begun = [row for row in found.rows if row.started_at <= now + CLOCKS_DIFFER]
    rows = [_row(row) for row in begun]
    return Recent(
        hotkey=order.hotkey,
        limit=order.limit,
        read_at=now,
        count=len(rows),
        skipped=found.skipped + len(found.rows) - len(begun),
        rows=rows[:SHOWN_ROWS],
        chutes=_groups(rows, lambda row: row.chute_id),
        miners=_groups(rows, lambda row: row.miner_hotkey),
        csv=gzip.compress(as_csv(_sheet(begun)), compresslevel=5),
    )


def _row(row: InvocationRow) -> RecentRow:
    metrics = row.metrics or {}
    took = (row.completed_at - row.started_at).total_seconds() if row.completed_at else None
    return RecentRow(
        chute_id=row.chute_id,
        miner_uid=row.miner_uid,
        miner_hotkey=row.miner_hotkey or "",
        function=row.function_name or "",
        started_at=row.started_at,
        seconds=took,
        tokens_in=_number(metrics.get("it")),
        tokens_out=_number(metrics.get("ot")),
        tps=_number(metrics.get("tps")),
        ttft=_number(metrics.get("ttft")),
    )


def _number(value: object) -> float | None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number else None  # type: ignore[arg-type]


def _groups(rows: Iterable[RecentRow], key: Callable[[RecentRow], str]) -> Groups:
    members: dict[str, list[RecentRow]] = defaultdict(list)
    for row in rows:
        members[key(row)].append(row)
    groups = [_group(name, group) for name, group in members.items()]
    groups.sort(key=lambda group: (-group.attempts, group.key))
    return Groups(len(groups), groups[:LARGEST_GROUPS])


def _group(key: str, rows: list[RecentRow]) -> Group:
    durations = [row.seconds for row in rows if row.seconds is not None]
    return Group(
        key=key,
        attempts=len(rows),
        p50=median(durations) if durations else None,
        tokens_out=sum(row.tokens_out or 0 for row in rows),
        uid=next((row.miner_uid for row in rows if row.miner_uid is not None), None),
    )


def _sheet(rows: Iterable[InvocationRow]) -> Sheet:
    names = InvocationRow.__struct_fields__
    return Sheet("recent", names, [[_cell(getattr(row, name)) for name in names] for row in rows])


def _cell(value: Any) -> Value:
    if isinstance(value, dict):
        return msgspec.json.encode(value).decode()
    return value.isoformat() if isinstance(value, datetime) else value
