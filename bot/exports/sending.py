"""Files for people: fetched again, compressed where they are large, uploaded, looked after."""

import asyncio
import gzip
import shutil
import zipfile
from pathlib import Path

from bot.blocks.text import file_size
from bot.chutes.client import Chutes
from bot.chutes.exports import ExportFile
from bot.errors import Mistake, NotFound, Refused
from bot.exports.download import Downloads, Received
from bot.exports.files import FileRange, Why
from bot.exports.folders import Folders
from bot.exports.reading import ReadingPace, Report, no_file
from bot.exports.requests import Progress, ReadRecent, SendFile, Sent, Waiter
from bot.exports.summaries import Recent
from bot.slack.files import Files

LARGE_FILE = 10_000_000  # bytes; above that a file is compressed


class FileSender:
    """Puts files into conversations: at most *most* bytes each, as uploaded."""

    def __init__(
        self, chutes: Chutes, downloads: Downloads, folders: Folders, files: Files, most: int
    ) -> None:
        self._chutes = chutes
        self._downloads = downloads
        self._folders = folders
        self._files = files
        self._most = most

    async def send(
        self, order: SendFile, recent: Recent | None, to: Waiter, report: Report
    ) -> Sent:
        """Put what *order* asks for below the message of *to*."""
        with self._folders.folder() as folder:
            if isinstance(order.of, ReadRecent):
                path = await asyncio.to_thread(_recent_file, recent, folder)
            else:
                path = await self._export_file(order.of.span, folder, report)
            size = path.stat().st_size
            report(Progress("uploading", done=size, size=size))
            with path.open("rb") as content:
                file_id = await self._files.share(
                    content, size, name=path.name, channel=to.posted_in, thread_ts=to.ts
                )
        return Sent(path.name, size, await self._files.is_shared(file_id))

    async def _export_file(self, span: FileRange, folder: Path, report: Report) -> Path:
        pack = self._one if span.hours == 1 else self._many
        path = await pack(span, folder, report)
        self._check(span, path)
        return path

    async def _one(self, span: FileRange, folder: Path, report: Report) -> Path:
        [file] = span.files
        try:
            saved = await self._downloads.save(
                file, folder / file.name, ReadingPace(1, report).of(1)
            )
        except NotFound:
            raise NotFound(f"{file.name} isn't there anymore.") from None
        if saved.path.stat().st_size <= min(LARGE_FILE, self._most):
            return saved.path
        report(Progress("compressing", done=saved.size, size=saved.size))
        return await asyncio.to_thread(_compress, saved.path)

    async def _many(self, span: FileRange, folder: Path, report: Report) -> Path:
        path = folder / f"{span.id}.zip"
        pace = ReadingPace(span.hours, report)
        found = 0
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=5) as archive:
            for number, file in enumerate(span.files, 1):
                found += await self._add(archive, file, folder, pace.of(number))
                self._check(span, path)
        if not found:
            raise NotFound(no_file(span, Why.GAP, span.ends))
        return path

    async def _add(
        self, archive: zipfile.ZipFile, file: ExportFile, folder: Path, received: Received
    ) -> bool:
        try:
            saved = await self._downloads.save(file, folder / file.name, received)
        except NotFound:
            return False
        await asyncio.to_thread(archive.write, saved.path, file.name)
        saved.path.unlink()
        return True

    def _check(self, span: FileRange, path: Path) -> None:
        if path.stat().st_size > self._most:
            url = self._chutes.export_url(span.files[0])
            where = f"It's public: {url}" if span.hours == 1 else f"Each is public, from {url} on"
            raise Refused(
                f"Even compressed, that's more than the {file_size(self._most)} I may upload "
                f"(EXPORT_UPLOAD_MAX_MB). {where}"
            )


def _recent_file(recent: Recent | None, folder: Path) -> Path:
    if recent is None:
        raise Mistake("I only keep these rows for an hour. Please ask again.")
    name = f"recent-{recent.read_at:%Y-%m-%d-%H%M%S}.csv"
    path = folder / name
    path.write_bytes(gzip.decompress(recent.csv))
    return path if path.stat().st_size <= LARGE_FILE else _compress(path)


def _compress(path: Path) -> Path:
    packed = path.with_name(f"{path.name}.gz")
    with path.open("rb") as plain, gzip.open(packed, "wb", compresslevel=5) as archive:
        shutil.copyfileobj(plain, archive, 2**20)
    path.unlink()
    return packed
