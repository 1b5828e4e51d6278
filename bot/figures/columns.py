"""The rows of a day, kept in columns: a tenth of the memory, and any chute's found at once.

A web process keeps a year of them, and rows of their own would cost hundreds of megabytes.
"""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain
from math import nan
from operator import attrgetter
from sys import intern
from typing import Any, overload

from bot.figures.days import Row

Column = Iterable[Any]
"""The values of one field, as often as they are gone through; one that is not known may be NaN."""

SMALL = 2**32  # of an unsigned number of four bytes


class Columns(Sequence[Row]):
    """Rows in the order of their chutes' *ids*; *values* has a column for each other field."""

    __slots__ = ("_make", "ids", "values")

    def __init__(self, rows: Sequence[Row]) -> None:
        ordered = sorted(rows, key=attrgetter("chute_id"))
        self._make: Any = type(ordered[0]) if ordered else None
        ids, *values = zip(*ordered, strict=True) if ordered else ((),)
        self.ids: Sequence[str] = _shared(tuple(map(intern, ids)))
        self.values: list[Sequence[Any]] = [_packed(column) for column in values]

    @overload
    def __getitem__(self, place: int) -> Row: ...
    @overload
    def __getitem__(self, place: slice) -> "Columns[Row]": ...
    def __getitem__(self, place: int | slice) -> "Row | Columns[Row]":
        if isinstance(place, slice):
            part = Columns[Row].__new__(Columns)
            part._make, part.ids = self._make, self.ids[place]
            part.values = [column[place] for column in self.values]
            return part
        found: Row = self._make(self.ids[place], *(_known(column[place]) for column in self.values))
        return found

    def __len__(self) -> int:
        return len(self.ids)

    def __iter__(self) -> Iterator[Row]:
        return map(self.__getitem__, range(len(self)))

    def of(self, chute_id: str) -> "Columns[Row]":
        """Return the rows of one chute: there is one, or none."""
        return self.between(chute_id, chute_id)

    def between(self, first: str, last: str) -> "Columns[Row]":
        """Return the rows of the chutes from *first* to *last*, both included."""
        return self[bisect_left(self.ids, first) : bisect_right(self.ids, last)]


class Joined:
    """The same field's columns of several days, as one."""

    def __init__(self, parts: Iterable[Column]) -> None:
        self._parts = tuple(parts)

    def __iter__(self) -> Iterator[Any]:
        return chain.from_iterable(self._parts)


def in_columns(rows: Sequence[Row]) -> Columns[Row]:
    """Return *rows* in columns, as they are if they are that already."""
    return rows if isinstance(rows, Columns) else Columns(rows)


@lru_cache(maxsize=50)
def _shared(ids: tuple[str, ...]) -> tuple[str, ...]:
    """Return the same tuple for all days that have the same chutes."""
    return ids


def _packed(values: Sequence[Any]) -> Sequence[Any]:
    """Return *values* as an array; as they are if a number is too great for one."""
    try:
        if all(type(value) is int for value in values):
            return array("I" if min(values) >= 0 and max(values) < SMALL else "q", values)
        return array("d", [nan if value is None else value for value in values])
    except OverflowError:
        return values


def _known(value: Any) -> Any:
    return value if value == value else None
