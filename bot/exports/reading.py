"""From hourly files to a summary: one file after the other, fetched, read, removed."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from time import monotonic
from typing import Any

from bot.chutes.client import Chutes
from bot.chutes.exports import FIRST_WRITTEN, ExportFile
from bot.clock import Clock
from bot.errors import NotFound
from bot.exports.database import ExportDatabase, open_database
from bot.exports.download import Downloads, Received, Saved
from bot.exports.files import LAST_WRITTEN, FileRange, Why, why_missing
from bot.exports.folders import Folders
from bot.exports.requests import Progress
from bot.exports.summaries import FileRead, Missing, Summary

PACE_AFTER = 5.0  # seconds until it can be told how long the rest takes

Report = Callable[[Progress], None]


class ExportReader:
    """Works summaries out."""

    def __init__(
        self, chutes: Chutes, downloads: Downloads, folders: Folders, clock: Clock
    ) -> None:
        self._chutes = chutes
        self._downloads = downloads
        self._folders = folders
        self._clock = clock

    async def summary(self, span: FileRange, report: Report) -> Summary:
        """Return the summary of *span*; raise `NotFound` if none of its files is there."""
        with self._folders.folder() as folder, open_database(folder, span.kind) as database:
            saved, missing = await self._read_files(span, database, folder, report)
            hours = [found.hour for found in missing]
            cut_off = sum(file.cut_off for _, file in saved)
            figures = await in_thread(database, database.figures, span, hours, cut_off)
        return Summary(
            span=span,
            read_at=self._clock(),
            files=[FileRead(file.hour, found.size) for file, found in saved],
            missing=missing,
            figures=figures,
            urls=[self._chutes.export_url(file) for file, _ in saved],
        )

    async def _read_files(
        self, span: FileRange, database: ExportDatabase, folder: Path, report: Report
    ) -> tuple[list[tuple[ExportFile, Saved]], list[Missing]]:
        pace = ReadingPace(span.hours, report)
        saved, missing = [], []
        for number, file in enumerate(span.files, 1):
            try:
                found = await self._downloads.save(file, folder / file.name, pace.of(number))
            except NotFound:
                missing.append(Missing(file.hour, why_missing(file, self._clock())))
                continue
            pace.reading(number, found.size)
            await in_thread(database, database.add, found.path, file.hour)
            found.path.unlink()
            saved.append((file, found))
        if not saved:
            raise NotFound(no_file(span, missing[0].why, self._clock()))
        return saved, missing


class ReadingPace:
    """Reports how far the files are, and how long the rest will take if it goes on like that."""

    def __init__(self, files: int, report: Report) -> None:
        self._files = files
        self._report = report
        self._began = monotonic()

    def of(self, number: int) -> Received:
        """Return what reports the bytes of file *number*."""

        def report(done: int, size: int | None) -> None:
            part = done / size if size else 0.0
            left = self._left(number - 1 + part) if size else None
            self._report(Progress("fetching", number, self._files, done, size, left))

        return report

    def reading(self, number: int, size: int) -> None:
        """Report that file *number*, of *size* bytes, is read."""
        self._report(Progress("reading", number, self._files, size, size, self._left(number)))

    def _left(self, done: float) -> float | None:
        elapsed = monotonic() - self._began
        if elapsed < PACE_AFTER or not done:
            return None
        return elapsed * (self._files - done) / done


async def in_thread(database: ExportDatabase, call: Callable[..., Any], *arguments: object) -> Any:
    """Return what *call* returns, which works for seconds; if cancelled, it ends first."""
    working = asyncio.create_task(asyncio.to_thread(call, *arguments))
    try:
        return await asyncio.shield(working)
    except asyncio.CancelledError:
        database.interrupt()
        with suppress(Exception):
            await working
        raise


def no_file(span: FileRange, why: Why, now: datetime) -> str:
    """Return the sentence for a span of which no file is there."""
    what = span.files[0].name if span.hours == 1 else f"file of {span.starts:%Y-%m-%d}"
    if why is Why.EARLY:
        return (
            f"{what} isn't out yet: a file comes 2 to 30 minutes after its hour, "
            f"and it is {now:%H:%M} UTC. Try again later."
        )
    if why is Why.BEFORE:
        return (
            f"There's no {what}: {span.kind} have been exported since {FIRST_WRITTEN[span.kind]}."
        )
    if why is Why.STOPPED:
        return f"There's no {what}: Chutes stopped writing these files on {LAST_WRITTEN}."
    return (
        f"There's no {what}: a gap. Chutes writes each file once, and this one never came; "
        "the hours beside it may be there."
    )
