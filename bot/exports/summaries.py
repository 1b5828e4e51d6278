"""What is kept of an export once it has been read: figures, not rows."""

from datetime import datetime
from typing import NamedTuple

import msgspec

from bot.exports.files import FileRange, Why


class FileRead(NamedTuple):
    """A file that was read: the moment that names it, and its size in bytes."""

    hour: datetime
    size: int


class Missing(NamedTuple):
    """A file that was not there."""

    hour: datetime
    why: Why


class Point(NamedTuple):
    """Requests an hour (of invocations; else rows) in the stretch that begins at *start*."""

    start: datetime
    value: float


class Group(msgspec.Struct, frozen=True):
    """What the attempts of one chute, failure or miner have in common; seconds, tokens.

    *p50* is the median duration of those that succeeded.
    """

    key: str
    attempts: int
    failed: int = 0
    p50: float | None = None
    tokens_out: float = 0.0
    uid: int | None = None


class Groups(msgspec.Struct, frozen=True):
    """The largest groups, and how many there are in all."""

    total: int = 0
    largest: list[Group] = []


class ExportFigures(msgspec.Struct, frozen=True):
    """Attempts are distinct by id; requests by the id that several attempts share.

    Durations and the time to the first token (TTFT) are of successes, in seconds.
    """

    rows: int = 0
    skipped: int = 0
    cut_off: int = 0
    attempts: int = 0
    requests: int = 0
    failed: int = 0
    unfinished: int = 0
    p50: float | None = None
    p95: float | None = None
    ttft_p50: float | None = None
    ttft_p95: float | None = None
    tokens_in: float = 0.0
    tokens_out: float = 0.0
    through: list[Point] = []
    groups: dict[str, Groups] = {}


class Summary(msgspec.Struct, frozen=True):
    """The figures of *span*, read at *read_at* from *files*."""

    span: FileRange
    read_at: datetime
    files: list[FileRead]
    missing: list[Missing]
    figures: ExportFigures
    urls: list[str] = []

    @property
    def is_provisional(self) -> bool:
        """Whether a file that was not out yet may change the figures."""
        return any(missing.why is Why.EARLY for missing in self.missing)

    @property
    def size(self) -> int:
        return sum(file.size for file in self.files)


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
