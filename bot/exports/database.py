"""The figures of CSV files, worked out by DuckDB: the only module that imports it.

Columns go by the header row, everything is text at first, nothing is detected. Only what the
figures need is kept, in a database on disk: a whole day fits into little memory.

DuckDB works in a thread with 128 MB of its own. It detects nothing, because a file of this API
looks different to a detector each year.
"""

import csv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb

from bot.chutes.excerpt import excerpt
from bot.chutes.exports import ExportKind
from bot.errors import Unavailable
from bot.exports import queries
from bot.exports.files import ONE_HOUR, FileRange
from bot.exports.summaries import ExportFigures, Group, Groups, Point

MEMORY = "128MB"  # DuckDB's own; the process takes some more
THREADS = "2"
LONGEST_RECORD = 1_000_000  # bytes
LONGEST_HEADER = 10_000  # characters
MOST_COLUMNS = 100  # a real file has sixteen
LARGEST_GROUPS = 50  # groups that are kept of each sort
LABELS = ("failures", "reasons")  # groups by what somebody else wrote


class ExportDatabase:
    """Figures of the files that are added; every method may take seconds: call it in a thread."""

    def __init__(self, database: duckdb.DuckDBPyConnection, kind: ExportKind) -> None:
        self._database = database
        self._shape = queries.SHAPES[kind]
        self._rows = 0
        self._skipped = 0
        self._run(queries.CREATE)

    def add(self, path: Path, ends: datetime) -> None:
        """Take in what the figures need of a file, whose hour *ends* then.

        Raise `Unavailable` if it is no such file. Of its records, those that DuckDB does not take,
        that lack what they need or are of a time to come are skipped and counted.
        """
        header = _header(path)
        if not set(self._shape.needed) <= set(header):
            raise Unavailable("The Chutes API sent something other than the file I asked for.")
        records = count_records(path) - 1
        [[added]] = self._run(self._shape.insert(header), path=str(path), longest=LONGEST_RECORD)
        [[unusable]] = self._run(queries.DROP_UNUSABLE, latest=_microseconds(ends + ONE_HOUR))
        self._rows += max(records, added)
        self._skipped += max(records - added, 0) + unusable

    def interrupt(self) -> None:
        """Let the method that runs in another thread end soon, with an error."""
        self._database.interrupt()

    def figures(
        self, span: FileRange, missing: Sequence[datetime] = (), cut_off: int = 0
    ) -> ExportFigures:
        """Return the figures of *span*, without the files of the *missing* hours."""
        self._run(queries.DROP_DOUBLES)
        [totals] = self._run(queries.TOTALS)
        names = [column[0] for column in self._database.description or []]
        return ExportFigures(
            rows=self._rows,
            skipped=self._skipped,
            cut_off=cut_off,
            through=self._through(span, missing),
            groups={name: self._groups(name, key) for name, key in self._shape.groups.items()},
            **dict(zip(names, totals, strict=True)),
        )

    def _through(self, span: FileRange, missing: Sequence[datetime]) -> list[Point]:
        width = span.slice
        start, wide = _microseconds(span.starts), width // timedelta(microseconds=1)
        counts = dict(self._run(queries.TIMELINE, start=start, width=wide))
        points = []
        for number in range(span.hours * ONE_HOUR // width):
            begins = span.starts + number * width
            if known := span.hours_known(begins, begins + width, missing):
                points.append(Point(begins, counts.get(number, 0) / known))
        return points

    def _groups(self, name: str, key: str) -> Groups:
        [[total]] = self._run(queries.number_of_groups(key))
        rows = self._run(queries.groups(key), largest=LARGEST_GROUPS)
        shown = excerpt if name in LABELS else str
        return Groups(total, [Group(shown(row[0]), *row[1:]) for row in rows])

    def _run(self, query: str, **values: object) -> list[tuple[Any, ...]]:
        try:
            return self._database.execute(query, values or None).fetchall()
        except duckdb.Error as exc:
            raise Unavailable(f"I could not read the file: {excerpt(str(exc))}") from exc


@contextmanager
def open_database(folder: Path, kind: ExportKind) -> Iterator[ExportDatabase]:
    """Yield a place for the figures of *kind*, with its database in *folder*."""
    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": MEMORY,
        "threads": THREADS,
        "temp_directory": str(folder / "spill"),
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
    }
    with duckdb.connect(folder / "figures.duckdb", config=config) as database:
        database.execute("SET TimeZone = 'UTC'")
        database.execute("SET enable_progress_bar = false")
        yield ExportDatabase(database, kind)


def _header(path: Path) -> list[str]:
    """Return the names of the columns; none if there are more than any export has."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        line = file.readline(LONGEST_HEADER)
    try:
        names = next(csv.reader([line]), [])
    except csv.Error:
        return []
    return names if line.endswith("\n") and len(names) <= MOST_COLUMNS else []


def count_records(path: Path) -> int:
    """Return how many records a file has, its header among them; blank lines are none."""
    records, is_open = 0, False
    with path.open("rb") as file:
        while line := file.readline(LONGEST_RECORD):
            is_blank = not is_open and not line.strip()
            is_open ^= line.count(b'"') % 2 == 1
            records += line.endswith(b"\n") and not is_open and not is_blank
    return records


def _microseconds(moment: datetime) -> int:
    return round(moment.timestamp()) * 1_000_000
