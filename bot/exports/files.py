"""Which hourly files an export is made of, what they cover, and why one may be missing."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

import msgspec

from bot.chutes.exports import FIRST_WRITTEN, ExportFile, ExportKind
from bot.chutes.validation import export_hour

ONE_HOUR = timedelta(hours=1)
WRITTEN_WITHIN = timedelta(minutes=30)  # after its hour, a file is there or will never be
LAST_WRITTEN = date(2026, 4, 20)


class FileRange(msgspec.Struct, frozen=True):
    """*hours* files in a row, from the one that is named by the moment *first* (UTC)."""

    kind: ExportKind
    first: datetime
    hours: int = 1

    @property
    def id(self) -> str:
        """A name that tells it from all others, and reads like the API's."""
        if self.hours == 1:
            return f"{self.kind}-{self.first:%Y-%m-%d-%H}"
        return f"{self.kind}-{self.starts:%Y-%m-%d}"

    @property
    def files(self) -> list[ExportFile]:
        return [
            ExportFile(self.first + number * ONE_HOUR, self.kind) for number in range(self.hours)
        ]

    @property
    def slice(self) -> timedelta:
        """How much time a column of its chart stands for."""
        return timedelta(minutes=3) if self.hours == 1 else timedelta(hours=2)

    def hours_known(self, begins: datetime, ends: datetime, missing: Sequence[datetime]) -> float:
        """Return how many hours between two moments are covered by files that are there."""
        covers = [(file.hour - ONE_HOUR, file.hour) for file in self.files]
        there = [cover for cover in covers if cover[1] not in missing]
        overlaps = [min(ends, last) - max(begins, first) for first, last in there]
        return sum(overlap / ONE_HOUR for overlap in overlaps if overlap > timedelta(0))

    @property
    def starts(self) -> datetime:
        """The beginning of the time covered: an hour before the first file's name."""
        return self.first - ONE_HOUR

    @property
    def ends(self) -> datetime:
        return self.starts + self.hours * ONE_HOUR

    @property
    def words(self) -> str:
        """What is typed after `export` to ask for the same."""
        kind = "" if self.kind is ExportKind.INVOCATIONS else f" {self.kind}"
        hour = f" {self.first:%H}" if self.hours == 1 else ""
        day = self.first if self.hours == 1 else self.starts
        return f"{day:%Y-%m-%d}{hour}{kind}"


class Why(StrEnum):
    """Why there is no file."""

    EARLY = "it isn't out yet"
    BEFORE = "there were none yet"
    STOPPED = "Chutes has stopped writing them"
    GAP = "a gap"


def hour_file(kind: ExportKind, day: date, hour: int, now: datetime) -> FileRange:
    """Return the one file named *hour* of *day*; raise `Mistake` if there can be none."""
    return FileRange(kind, export_hour(day, hour, now))


def covered_hour(kind: ExportKind, day: date, hour: int, now: datetime) -> FileRange:
    """Return the file that covers the hour which begins at *hour* of *day*."""
    begins = export_hour(day, hour, now)
    return FileRange(kind, begins + ONE_HOUR)


def whole_day(kind: ExportKind, day: date) -> FileRange:
    """Return the files of a UTC day: 01 to 23 of it, and 00 of the next."""
    return FileRange(kind, datetime(day.year, day.month, day.day, 1, tzinfo=UTC), 24)


def latest(kind: ExportKind, now: datetime) -> FileRange:
    """Return the newest file that must be out at *now*."""
    return FileRange(
        kind, (now.astimezone(UTC) - WRITTEN_WITHIN).replace(minute=0, second=0, microsecond=0)
    )


def why_missing(file: ExportFile, now: datetime) -> Why:
    """Say why the API has no *file* at *now*."""
    if now < file.hour + WRITTEN_WITHIN:
        return Why.EARLY
    if file.hour.date() < FIRST_WRITTEN[file.kind]:
        return Why.BEFORE
    if file.hour.date() > LAST_WRITTEN:
        return Why.STOPPED
    return Why.GAP
