"""A sheet as a CSV file that spreadsheet programs open safely.

A file begins with a byte order mark, without which Excel garbles names in other scripts. A text
that a spreadsheet would take for a formula begins with an apostrophe.
"""

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.blocks.text import clean

FORMULA = re.compile(r"[=+\-@\t\r\n＝＋－＠]")  # what makes a spreadsheet take a text as one


Value = str | int | float | None  # None: unknown, an empty cell


@dataclass(frozen=True)
class Sheet:
    """Every row, figures unrounded; *name* is the file's, without an ending (`usage-7d`)."""

    name: str
    header: Sequence[str]
    rows: Sequence[Sequence[Value]]


def as_csv(sheet: Sheet) -> bytes:
    """Return *sheet* as CSV: UTF-8, lines ending in CR LF, the header first.

    It begins with a byte order mark: Excel takes names in other scripts for gibberish without.
    """
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(map(_cell, sheet.header))
    writer.writerows(map(_cell, row) for row in sheet.rows)
    return text.getvalue().encode("utf-8-sig")


def file_name(sheet: Sheet) -> str:
    """Return what the file is called: `chutes-usage-2026-11-17-2026-11-23.csv`."""
    return f"chutes-{re.sub(r'[^A-Za-z0-9._-]+', '-', sheet.name)[:100].strip('-')}.csv"


def _cell(value: Value) -> Value:
    """Return *value* as it is written; a text that could be a formula begins with an apostrophe."""
    if not isinstance(value, str):
        return value
    text = value if FORMULA.match(value) else clean(value)
    return f"'{text}" if FORMULA.match(text) else text
