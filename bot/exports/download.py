"""A file of the API on our disk: bounded, and nothing but whole records of UTF-8 in it."""

import asyncio
import codecs
import errno
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from bot.chutes.client import Chutes
from bot.chutes.exports import Download, ExportFile
from bot.errors import Refused, Unavailable
from bot.exports.folders import Folders

log = logging.getLogger(__name__)

PIECE = 4 * 2**20  # bytes that are written at once
TAIL = 2 * 2**20  # bytes at the end in which the last whole record ends

Received = Callable[[int, int | None], None]
"""Told the bytes that have come and those to come in all, None if that is unknown."""


@dataclass(frozen=True)
class Saved:
    """A file on disk: *size* bytes as they came, and how many records at its end were cut off."""

    path: Path
    size: int
    cut_off: int


class Downloads:
    """Fetches files of the API, each at most *most* bytes."""

    def __init__(self, chutes: Chutes, folders: Folders, most: int) -> None:
        self._chutes = chutes
        self._folders = folders
        self._most = most

    async def save(self, file: ExportFile, path: Path, received: Received) -> Saved:
        """Save *file* as *path*; raise `NotFound`, `Unavailable`, or `Refused` if it is too large.

        Bytes that are not UTF-8 are replaced, a last record that is not whole is left out.
        """
        async with self._chutes.export(file) as download:
            self._check(file, download.size or 0)
            self._folders.require(2 * (download.size or self._most))
            try:
                return await self._receive(file, download, path, received)
            except OSError as exc:
                if exc.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
                    raise
                log.error("the disk is full: %s", exc)
                raise Unavailable("My disk is full; I removed what I had of the file.") from exc

    async def _receive(
        self, file: ExportFile, download: Download, path: Path, received: Received
    ) -> Saved:
        size, text = 0, Text()
        with path.open("w+b", buffering=0) as disk:
            pending: list[bytes] = []
            room = PIECE
            async for chunk in download.chunks():
                size += len(chunk)
                self._check(file, size)
                pending.append(chunk)
                room -= len(chunk)
                if room <= 0:
                    await asyncio.to_thread(keep, disk, text, pending)
                    pending, room = [], PIECE
                    received(size, download.size)
            await asyncio.to_thread(keep, disk, text, pending, final=True)
            cut_off = await asyncio.to_thread(drop_partial_record, disk, text.quotes)
        received(size, download.size)
        return Saved(path, size, cut_off)

    def _check(self, file: ExportFile, size: int) -> None:
        if size > self._most:
            raise Refused(
                f"{file.name} is larger than the {self._most / 1e6:,.0f} MB that I read "
                "(EXPORT_MAX_MB)."
            )


class Text:
    """Bytes made UTF-8 while they come; counts the quotes in them."""

    def __init__(self) -> None:
        self.quotes = 0
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._has_begun = False

    def clean(self, piece: bytes, *, final: bool = False) -> bytes:
        """Return *piece* with what is not UTF-8 replaced, as far as that can be told yet."""
        is_clean = self._has_begun and piece.isascii() and not self._decoder.getstate()[0]
        cleaned = piece if is_clean else self._decoder.decode(piece, final).encode()
        if cleaned and not self._has_begun:
            cleaned, self._has_begun = cleaned.removeprefix(codecs.BOM_UTF8), True
        self.quotes += cleaned.count(b'"')
        return cleaned


def keep(disk: BinaryIO, text: Text, pieces: Sequence[bytes], *, final: bool = False) -> None:
    """Write what *pieces* are as clean text."""
    write(disk, text.clean(b"".join(pieces), final=final))


def write(disk: BinaryIO, piece: bytes) -> None:
    """Write all of *piece*."""
    left = memoryview(piece)
    while left:
        left = left[disk.write(left) :]


def drop_partial_record(disk: BinaryIO, quotes: int) -> int:
    """Cut off what follows the last record that is whole; return 1 if there was something.

    A record ends with a line feed that has an even number of *quotes* before it.
    """
    size = disk.seek(0, 2)
    start = max(0, size - TAIL)
    disk.seek(start)
    tail = disk.read(size - start)
    end = len(tail)
    while (found := tail.rfind(b"\n", 0, end)) >= 0:
        quotes -= tail.count(b'"', found, end)
        if quotes % 2 == 0:
            disk.truncate(start + found + 1)
            return int(found + 1 < len(tail))
        end = found
    return 0
