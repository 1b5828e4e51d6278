"""`table` and `data_table`, with the lower of the documented limits."""

from collections.abc import Iterator
from typing import Any

from bot.sandbox.slack.blocks.problems import Check, Problem, Problems
from bot.sandbox.slack.blocks.rules import both, items, one_of, rule, shape, typed
from bot.sandbox.slack.blocks.texts import block_id, rich_text
from bot.sandbox.slack.blocks.values import boolean, integer, number, string

KINDS = ("table", "data_table")
CHARACTERS_MAX = 10_000  # per table, and of all tables in a message together
ROWS_MAX = 100  # a data_table has its header on top of that
COLUMNS_MAX = 20

_raw_text = shape({"text": string(1)})
_raw_number = shape({"value": number, "text": string(1)})
_plain_cell = typed({"raw_text": _raw_text, "rich_text": rich_text})
_data_cell = typed({"raw_text": _raw_text, "raw_number": _raw_number, "rich_text": rich_text})


def characters(value: Any) -> int:
    """Return how many characters of text there are anywhere in *value*."""
    return sum(len(text) for text in _texts(value))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "text" and isinstance(inner, str):
                yield inner
            else:
                yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)


def _rows_fit(table: dict[str, Any], at: str) -> Problems:
    rows = table["rows"]
    if len({len(row) for row in rows}) > 1:
        yield Problem(f"{at}/rows", "all rows must have the same number of cells")
    if characters(rows) > CHARACTERS_MAX:
        message = f"must be less than {CHARACTERS_MAX + 1} characters in total"
        yield Problem(f"{at}/rows", message, "too_long", CHARACTERS_MAX)


def _header_fits(table: dict[str, Any], at: str) -> Problems:
    header = table["rows"][0]
    for index, cell in enumerate(header):
        if cell["type"] == "rich_text":
            yield Problem(f"{at}/rows/0/{index}/type", "unsupported type: rich_text")
    if table.get("row_header_column_index", 0) >= len(header):
        yield Problem(f"{at}/row_header_column_index", f"must be less than {len(header)}")


def _rows(cell: Check, low: int, high: int) -> Check:
    return items(items(cell, 1, COLUMNS_MAX), low, high)


_column = shape({}, {"align": one_of("left", "center", "right"), "is_wrapped": boolean})
TABLE: Check = both(
    shape(
        {"rows": _rows(_plain_cell, 1, ROWS_MAX)},
        {"column_settings": items(_column, 0, COLUMNS_MAX), **block_id},
    ),
    _rows_fit,
)
DATA_TABLE: Check = both(
    shape(
        {"rows": _rows(_data_cell, 2, ROWS_MAX + 1), "caption": string(1)},
        {
            "page_size": integer(1, 100),
            "row_header_column_index": integer(0, COLUMNS_MAX - 1),
            **block_id,
        },
    ),
    _rows_fit,
    _header_fits,
)
total = rule(
    lambda blocks: (
        characters([block for block in blocks if block["type"] in KINDS]) <= CHARACTERS_MAX
    ),
    f"all tables of a message must have less than {CHARACTERS_MAX + 1} characters together",
)
