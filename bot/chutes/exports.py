"""CSV exports: their kinds, their names, their rows, and the bytes while they arrive."""

import ast
import csv
import json
import sys
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from io import StringIO
from itertools import islice
from typing import Any, Generic

import httpx
import msgspec

from bot.chutes.bodies import Body
from bot.chutes.errors import silence
from bot.chutes.rows import Row, Rows
from bot.errors import Unavailable
from bot.secret_shapes import redact

LONGEST_METRICS = 1024  # characters; a real one has some 150
LARGEST_METRIC = 1e15
MOST_METRICS = 50  # a real one has some ten
LONGEST_CELL = 4096  # characters that are kept
LONGEST_FIELD = 2**20  # characters that a field may have, and a line
MOST_CSV_ROWS = 200_000  # of a file that is held in memory
csv.field_size_limit(LONGEST_FIELD)


class ExportKind(StrEnum):
    INVOCATIONS = "invocations"
    REPORTS = "reports"
    JOBS = "jobs"

    @property
    def suffix(self) -> str:
        return "" if self is ExportKind.INVOCATIONS else f"-{self}"


FIRST_WRITTEN = {
    ExportKind.INVOCATIONS: date(2024, 12, 14),
    ExportKind.REPORTS: date(2024, 12, 29),
    ExportKind.JOBS: date(2025, 7, 21),
}
FIRST_EXPORT = min(FIRST_WRITTEN.values())


@dataclass(frozen=True)
class ExportFile:
    """A file of the API; *hour* is the moment that ends the hour it covers."""

    hour: datetime
    kind: ExportKind

    @property
    def name(self) -> str:
        return f"{self.hour:%Y-%m-%d-%H}{self.kind.suffix}.csv"

    @property
    def path(self) -> str:
        return f"/invocations/exports/{self.hour:%Y/%m/%d/%H}{self.kind.suffix}.csv"


@dataclass(frozen=True)
class Download:
    """A file on its way; the connection closes with the `async with` that gave it."""

    response: httpx.Response

    @property
    def size(self) -> int | None:
        """Bytes to come as far as the API says, else None."""
        length = self.response.headers.get("Content-Length", "")
        encoded = "Content-Encoding" in self.response.headers
        return int(length) if length.isdecimal() and not encoded else None

    async def chunks(self) -> AsyncIterator[bytes]:
        """Yield the file piece by piece, once; raise `Unavailable` if it breaks off."""
        try:
            async for piece in Body(self.response, "a file", sys.maxsize):
                yield piece
        except httpx.HTTPError as exc:
            raise Unavailable(silence(exc)) from exc


class CsvRows(Generic[Row]):
    """
    The rows of a CSV file while it is read, never more than one in memory.

    *lines* keep their ends, as those of a file opened with `newline=""` do. Columns go by their
    name; unknown ones are ignored, missing and empty ones are None. *skipped* counts the rows of
    a wrong shape so far, and a last one that is cut off. Iterating raises `Unavailable` if it is
    not a file of such rows.
    """

    def __init__(self, lines: Iterable[str], shape: type[Row]) -> None:
        self.skipped = 0
        self._lines = lines
        self._shape = shape
        self._cut_off = False

    def __iter__(self) -> Iterator[Row]:
        reader = csv.reader(self._watched(), strict=True)
        header = next(_records(reader), None) or []
        columns = self._columns(header)
        for cells in _records(reader):
            row = self._row(cells, columns, len(header))
            if row is None:
                self.skipped += 1
            else:
                yield row

    def _watched(self) -> Iterator[str]:
        for line in self._lines:
            self._cut_off = not line.endswith(("\n", "\r"))
            yield line if len(line) <= LONGEST_FIELD else _TOO_LONG

    def _columns(self, header: list[str]) -> dict[str, int]:
        fields = msgspec.structs.fields(self._shape)
        columns = {field.name: header.index(field.name) for field in fields if field.name in header}
        if any(field.required and field.name not in columns for field in fields):
            raise Unavailable("The Chutes API sent something else than the file I asked for.")
        return columns

    def _row(self, cells: list[str] | None, columns: dict[str, int], width: int) -> Row | None:
        if self._cut_off or cells is None or len(cells) != width:
            return None
        try:
            found = {
                name: _READERS.get(name, _text)(cells[index])
                for name, index in columns.items()
                if cells[index]
            }
            return msgspec.convert(found, self._shape, strict=False)
        except (msgspec.ValidationError, ValueError, OverflowError):
            return None


def parse_csv(body: bytes, shape: type[Row]) -> Rows[Row]:
    """Return the rows of a small file; raise `Unavailable` if it is not a file of such rows."""
    table = CsvRows(StringIO(body.decode("utf-8-sig", "replace"), newline=""), shape)
    rows = list(islice(table, MOST_CSV_ROWS + 1))
    if len(rows) > MOST_CSV_ROWS:
        raise Unavailable("The Chutes API sent more rows than I can hold.")
    return Rows(rows, table.skipped)


def parse_metrics(text: str) -> dict[str, Any] | None:
    """Return the dict that *text* writes as Python or as JSON; None if it writes none."""
    if len(text) > LONGEST_METRICS:
        return None
    for read in (ast.literal_eval, json.loads):
        with suppress(ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
            if isinstance(found := read(text), dict):
                items = islice(found.items(), MOST_METRICS)
                return {_text(str(name)): value for name, value in items if _is_metric(value)}
    return None


def parse_moment(text: str) -> datetime:
    """Return the aware UTC moment that *text* writes; without a zone, UTC is meant."""
    moment = datetime.fromisoformat(text)
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _records(reader: Iterator[list[str]]) -> Iterator[list[str] | None]:
    """Yield each record, or None where there was something that is not CSV; no blank lines."""
    while True:
        try:
            if record := next(reader):
                yield record
        except csv.Error:
            yield None
        except StopIteration:
            return


def _is_metric(value: object) -> bool:
    """Whether it is a figure that others can take: finite, and no longer than any figure is."""
    if isinstance(value, int | float):
        return abs(value) <= LARGEST_METRIC  # NaN is not
    return value is None or isinstance(value, str)


def _text(cell: str) -> str:
    return redact(cell[:LONGEST_CELL])


_TOO_LONG = "\0\n"  # instead of a line that no file has: a row of the wrong width
_MOMENTS = ("started_at", "completed_at", "timestamp", "confirmed_at")
_READERS: dict[str, Callable[[str], object]] = {
    "metrics": parse_metrics,
    **dict.fromkeys(_MOMENTS, parse_moment),
}
