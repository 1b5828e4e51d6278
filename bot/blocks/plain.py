"""The same figures without native charts and tables, for a Slack that refuses those."""

from collections.abc import Sequence
from typing import Any

from slackblocks import (
    ColumnSettings,
    DataTableBlock,
    DataVisualizationBlock,
    RawText,
    RichText,
    RichTextBlock,
    RichTextCodeBlock,
    TableBlock,
)
from slackblocks.blocks import Block

from bot.blocks.text import BACKTICK, escape_sentence, shorten

TABLE_ROWS = 100  # a plain table's, header included
CELL_LENGTH = 40  # characters, where columns are made of spaces
WORDS_ROWS = 20  # of a table that is written out


def as_text(block: Block) -> Block:
    """Return *block* as plain blocks show it: a `table`, or a chart's figures as text."""
    if isinstance(block, DataTableBlock):
        return _plain_table(_grid(block))
    if isinstance(block, DataVisualizationBlock):
        return RichTextBlock([RichTextCodeBlock([RichText(_columns(_grid(block)))])])
    return block


def as_words(block: Block) -> str:
    """Return what *block* says as mrkdwn; buttons and pictures say nothing."""
    if isinstance(block, DataTableBlock | DataVisualizationBlock):
        return _as_code(_columns(_grid(block)[: WORDS_ROWS + 1]))
    made = block._resolve()
    if made["type"] == "section":
        return str(made.get("text", {}).get("text", ""))
    if made["type"] == "context":
        return " ".join(str(element.get("text", "")) for element in made["elements"])
    return ""


def _as_code(text: str) -> str:
    """Return *text* as a code block that nothing in it can end."""
    return f"```{escape_sentence(text.replace('`', BACKTICK))}```"


def _grid(block: DataTableBlock | DataVisualizationBlock) -> list[list[str]]:
    made = block._resolve()
    if made["type"] == "data_table":
        return [[cell["text"] for cell in row] for row in made["rows"]]
    return _chart_grid(made)


def _chart_grid(made: dict[str, Any]) -> list[list[str]]:
    chart = made["chart"]
    series = chart["series"]
    rows = [
        [label, *(_figure(line["data"][index]["value"]) for line in series)]
        for index, label in enumerate(chart["axis_config"]["categories"])
    ]
    return [["", *(line["name"] for line in series)], *rows]


def _figure(value: float) -> str:
    return f"{value:,.2f}".removesuffix(".00")


def _plain_table(grid: Sequence[Sequence[str]]) -> TableBlock:
    settings = [ColumnSettings(align="left"), *[ColumnSettings(align="right") for _ in grid[0][1:]]]
    return TableBlock([[RawText(cell) for cell in row] for row in grid[:TABLE_ROWS]], settings)


def _columns(grid: Sequence[Sequence[str]]) -> str:
    short = [[shorten(cell, CELL_LENGTH) for cell in row] for row in grid]
    widths = [max(map(len, column)) for column in zip(*short, strict=True)]
    return "\n".join(_line(row, widths) for row in short)


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    first, *rest = zip(row, widths, strict=True)
    return "  ".join([first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in rest)])
