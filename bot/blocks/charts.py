"""Slack's own charts and tables, kept within the limits that every workspace accepts.

Slack has raised some of these limits since; a workspace that has not got the higher ones yet
refuses the whole message, so the lower ones are ours.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from slackblocks import (
    AxisConfig,
    BarChart,
    DataPoint,
    DataSeries,
    DataTableBlock,
    DataVisualizationBlock,
    LineChart,
    RawNumber,
    RawText,
    RichTextBlock,
)

from bot.blocks.text import shorten

LABEL_LENGTH = 20  # characters of a category or a series name
POINTS = 20  # of one series
TITLE_LENGTH = 50
TABLE_ROWS = 100  # of a table, without its header
TABLE_LENGTH = 10_000  # characters in all cells
NO_VALUE = "–"  # an empty cell is invalid


class Number(NamedTuple):
    """A cell that sorts by *value* and reads *text*."""

    value: float
    text: str


Cell = str | Number
Cells = list[RawText | RawNumber | RichTextBlock]


def line_chart(
    title: str, categories: Sequence[str], series: Mapping[str, Sequence[float]], unit: str
) -> DataVisualizationBlock:
    """Return a line chart of at most 6 series, each with a finite value a category."""
    lines, axes = _drawn(categories, series, unit)
    return DataVisualizationBlock(shorten(title, TITLE_LENGTH), LineChart(lines, axes))


def bar_chart(
    title: str, bars: Mapping[str, float], name: str, unit: str
) -> DataVisualizationBlock:
    """Return columns of one series called *name*, by what stands below them."""
    columns, axes = _drawn(list(bars), {name: list(bars.values())}, unit)
    return DataVisualizationBlock(shorten(title, TITLE_LENGTH), BarChart(columns, axes))


def _drawn(
    categories: Sequence[str], series: Mapping[str, Sequence[float]], unit: str
) -> tuple[list[DataSeries], AxisConfig]:
    labels = labelled(categories)
    drawn = [
        DataSeries(name, [DataPoint(*point) for point in zip(labels, values, strict=True)])
        for name, values in zip(labelled(series), series.values(), strict=True)
    ]
    return drawn, AxisConfig(labels, y_label=shorten(unit, TITLE_LENGTH))


def table(
    caption: str, header: Sequence[str], rows: Iterable[Sequence[Cell]], page_size: int = 10
) -> DataTableBlock:
    """Return a table of the first *rows*, as many as fit."""
    return _table(caption, header, _fitting(header, rows), page_size)


def leaderboard(
    header: Sequence[str], rows: Sequence[Sequence[Cell]], what: str, of: int | None = None
) -> DataTableBlock:
    """Return a table of the first *rows*, captioned `Top 10 of 83 ` and *what*, or `All 8 …`."""
    fitting = _fitting(header, rows)
    every = len(rows) if of is None else of
    which = f"All {every}" if len(fitting) == every else f"Top {len(fitting)} of {every}"
    return _table(f"{which} {what}", header, fitting, page_size=10)


def labelled(names: Iterable[str]) -> list[str]:
    """Return *names* as chart labels: short, not empty, and each only once."""
    labels: list[str] = []
    for name in names:
        label = shorten(name, LABEL_LENGTH) or NO_VALUE
        number = 2
        while label in labels:
            suffix = f" ({number})"
            label = shorten(name, LABEL_LENGTH - len(suffix)) + suffix
            number += 1
        labels.append(label)
    return labels


def _table(
    caption: str, header: Sequence[str], rows: Sequence[Cells], page_size: int
) -> DataTableBlock:
    first: Cells = [RawText(name) for name in header]
    return DataTableBlock([first, *rows], caption, page_size)


def _fitting(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> list[Cells]:
    """Return the cells of as many rows as a table may have."""
    fitting: list[Cells] = []
    room = TABLE_LENGTH - sum(map(len, header))
    for row in rows:
        cells = [_cell(value) for value in row]
        room -= sum(len(cell.text) for cell in cells)
        if room < 0 or len(fitting) == TABLE_ROWS:
            break
        fitting.append([*cells])
    return fitting


def _cell(value: Cell) -> RawText | RawNumber:
    if isinstance(value, Number):
        return RawNumber(value.value, value.text)
    return RawText(shorten(value, 200) or NO_VALUE)
