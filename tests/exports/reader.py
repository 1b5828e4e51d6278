"""Reads one file, in a process whose memory is measured."""

from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.chutes.exports import ExportKind
from bot.errors import Unavailable
from bot.exports.database import open_database
from bot.exports.files import FileRange

SPAN = FileRange(ExportKind.INVOCATIONS, datetime(2026, 4, 19, 18, tzinfo=UTC))


def read(path: str) -> str:
    """Return the number of attempts in the file, or why there is none."""
    with TemporaryDirectory() as folder, open_database(Path(folder), SPAN.kind) as database:
        try:
            database.add(Path(path), SPAN.ends)
        except Unavailable as exc:
            return str(exc)
        found = database.figures(SPAN)
    return f"{found.attempts} attempts, {found.skipped} skipped"
