"""The whole table behind an answer, for a file."""

from collections.abc import Sequence
from dataclasses import dataclass

Value = str | int | float | None  # None: unknown, an empty cell


@dataclass(frozen=True)
class Sheet:
    """Every row, figures unrounded; *name* is the file's, without an ending (`usage-7d`)."""

    name: str
    header: Sequence[str]
    rows: Sequence[Sequence[Value]]
