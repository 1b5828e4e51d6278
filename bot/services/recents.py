"""The latest successful attempts, kept for a moment: rows to show, and all of them as CSV."""

from datetime import datetime

import msgspec

from bot.services.summaries import Groups


class RecentRow(msgspec.Struct, frozen=True):
    """One attempt; seconds, tokens, tokens a second. What is not known is None."""

    chute_id: str
    miner_uid: int | None
    miner_hotkey: str
    function: str
    started_at: datetime
    seconds: float | None
    tokens_in: float | None
    tokens_out: float | None
    tps: float | None
    ttft: float | None


class Recent(msgspec.Struct, frozen=True):
    """*count* attempts, of which *rows* are the latest; *csv* is all of them, compressed."""

    hotkey: str | None
    limit: int
    read_at: datetime
    count: int
    skipped: int
    rows: list[RecentRow]
    chutes: Groups
    miners: Groups
    csv: bytes = b""
