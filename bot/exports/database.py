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
LONGEST_RECORD = 2_000_000  # bytes
LARGEST_GROUPS = 50  # groups that are kept of each sort
SLICES = {1: timedelta(minutes=3), 24: timedelta(hours=2)}  # of a chart, by the hours in it
LABELS = ("failures", "reasons")  # groups by what somebody else wrote


class ExportDatabase:
    """Figures of the files that are added; every method may take seconds: call it in a thread."""

    def __init__(self, database: duckdb.DuckDBPyConnection, kind: ExportKind) -> None:
        self._database = database
        self._shape = queries.SHAPES[kind]
        self._rows = 0
        self._unusable = 0
        self._rejected = 0
        self._run(queries.CREATE)

    def add(self, path: Path) -> None:
        """Take in what the figures need of a file; raise `Unavailable` if it is no such file."""
        header = _header(path)
        if not set(self._shape.needed) <= set(header):
            raise Unavailable("The Chutes API sent something else than the file I asked for.")
        try:
            [[added]] = self._run(
                self._shape.insert(header), path=str(path), longest=LONGEST_RECORD
            )
        except duckdb.Error as exc:
            raise Unavailable(f"I could not read {path.name}: {excerpt(str(exc))}") from exc
        [[unusable]] = self._run(queries.DROP_UNUSABLE)
        [[self._rejected]] = self._run(queries.REJECTED)
        self._rows += added
        self._unusable += unusable

    def interrupt(self) -> None:
        """Let the method that runs in another thread end soon, with an error."""
        self._database.interrupt()

    def figures(
        self, span: FileRange, missing: Sequence[datetime] = (), cut_off: int = 0
    ) -> ExportFigures:
        """Return the figures of *span*, without the files of the *missing* hours."""
        self._run(queries.DROP_DOUBLES)
        found = self._database.execute(queries.TOTALS)
        names = [column[0] for column in found.description or []]
        [totals] = found.fetchall()
        return ExportFigures(
            rows=self._rows + self._rejected,
            skipped=self._unusable + self._rejected,
            cut_off=cut_off,
            through=self._through(span, missing),
            groups={name: self._groups(name, key) for name, key in self._shape.groups.items()},
            **dict(zip(names, totals, strict=True)),
        )

    def _through(self, span: FileRange, missing: Sequence[datetime]) -> list[Point]:
        width = SLICES[span.hours]
        start, wide = _microseconds(span.starts), width // timedelta(microseconds=1)
        counts = dict(self._run(queries.TIMELINE, start=start, width=wide))
        points = []
        for number in range(span.hours * ONE_HOUR // width):
            begins = span.starts + number * width
            if known := _hours_known(span, begins, begins + width, missing):
                points.append(Point(begins, counts.get(number, 0) / known))
        return points

    def _groups(self, name: str, key: str) -> Groups:
        [[total]] = self._run(queries.number_of_groups(key))
        rows = self._run(queries.groups(key), largest=LARGEST_GROUPS)
        shown = excerpt if name in LABELS else str
        return Groups(total, [Group(shown(row[0]), *row[1:]) for row in rows])

    def _run(self, query: str, **values: object) -> list[tuple[Any, ...]]:
        return self._database.execute(query, values or None).fetchall()


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
    with path.open(encoding="utf-8", newline="") as file:
        try:
            return next(csv.reader(file), [])
        except csv.Error:
            return []


def _hours_known(
    span: FileRange, begins: datetime, ends: datetime, missing: Sequence[datetime]
) -> float:
    """Return how many hours between two moments are covered by files that are there."""
    covers = [(file.hour - ONE_HOUR, file.hour) for file in span.files if file.hour not in missing]
    overlaps = [min(ends, last) - max(begins, first) for first, last in covers]
    return sum(overlap / ONE_HOUR for overlap in overlaps if overlap > timedelta(0))


def _microseconds(moment: datetime) -> int:
    return round(moment.timestamp()) * 1_000_000
