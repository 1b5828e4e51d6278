"""Two or more chutes, or two periods, side by side: a sentence, a chart, a table."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic

from slackblocks.blocks import Block

from bot.blocks.charts import NO_VALUE, POINTS, Cell, line_chart, table
from bot.blocks.csv import Sheet
from bot.blocks.message import Message
from bot.blocks.sections import section
from bot.blocks.text import days, escape
from bot.figures.answer import Answer
from bot.figures.days import Row
from bot.figures.messages.changes import NAME_LENGTH
from bot.figures.messages.coverage import footer, over
from bot.figures.messages.measures import Measure
from bot.figures.series import PeriodTotals
from bot.figures.totals import Total

TIMES_FROM = 3  # a side that is as many times the other one isn't told in percent


@dataclass(frozen=True)
class Side(Generic[Row, Total]):
    """One of what is compared: what it is called, and its figures."""

    label: str
    account: PeriodTotals[Row, Total]


def periods(answer: Answer[Row, Total]) -> list[Side[Row, Total]]:
    """Return both periods of *answer* as sides; none unless both are known.

    A day that is not over says so.
    """
    if not (answer.before and answer.beside):
        return []
    so_far = "" if answer.account.is_whole else " so far"
    spans = [(answer.period, answer.account, so_far), (answer.before, answer.beside, "")]
    return [Side(f"{days(span.first, span.last)}{more}", account) for span, account, more in spans]


def comparison_message(
    answer: Answer[Row, Total],
    sides: Sequence[Side[Row, Total]],
    measures: Mapping[str, Measure[Total]],
    what: str,
    now: datetime,
) -> Message:
    """Compare *sides* by every measure, first by the one that was asked for."""
    measure = measures[answer.measure]
    text = " ".join(
        filter(None, [_amounts(answer, sides, measure, now), _difference(sides, measure)])
    )
    blocks: list[Block] = [
        section(text),
        *_chart(sides, measure),
        _table(sides, measures),
        footer(answer, what, now),
    ]
    return Message(text, blocks, _figures(sides, measures))


def comparison_sheet(
    answer: Answer[Row, Total],
    sides: Sequence[Side[Row, Total]],
    measures: Mapping[str, Measure[Total]],
) -> Sheet:
    """Return a row for each measure, a column for each side."""
    rows = [
        [word, *(measure.value(side.account.total) for side in sides)]
        for word, measure in measures.items()
    ]
    ends = dict.fromkeys([answer.period.first, answer.period.last])
    file = "-".join(["comparison", *map(str, ends)])
    return Sheet(file, ["measure", *(side.label for side in sides)], rows)


def _amounts(
    answer: Answer[Any, Any],
    sides: Sequence[Side[Row, Total]],
    measure: Measure[Total],
    now: datetime,
) -> str:
    said = [
        f"*{escape(side.label, NAME_LENGTH)}* {measure.written(side.account.total)}"
        for side in sides
    ]
    spans = {side.account.period for side in sides}
    when = (
        f", {over(sides[0].account, now.date())}"
        if len(spans) == 1 and sides[0].account.days
        else ""
    )
    whose = f" of {escape(answer.name, NAME_LENGTH)}" if answer.chute_id else ""
    return f"{'; '.join(said)}{whose} on Chutes{when}."


def _difference(sides: Sequence[Side[Row, Total]], measure: Measure[Total]) -> str:
    """Say by how much the first of two sides is above or below the second."""
    if len(sides) != 2:
        return ""
    relation = _relation(*(measure.value(side.account.total) for side in sides))
    if not relation:
        return ""
    one, other = (escape(side.label, NAME_LENGTH) for side in sides)
    return f"By {measure.name}, {one} is {relation} {other}."


def _relation(one: float | None, other: float | None) -> str:
    if one is None or other is None or one < 0 or other <= 0:
        return ""
    if one >= TIMES_FROM * other:
        return f"{one / other:,.1f} times"
    percent = round(100 * abs(one / other - 1))
    if not percent:
        return "level with"
    return f"{percent:,}% {'above' if one > other else 'below'}"


def _chart(sides: Sequence[Side[Row, Total]], measure: Measure[Total]) -> list[Block]:
    """Draw a line for each side over the days that all of them know; of periods, by their order."""
    runs = [side.account.runs(POINTS) for side in sides]
    if len({*map(len, runs)}) > 1:
        return []
    lines = [
        [_point(side, run, measure) for run in known]
        for side, known in zip(sides, runs, strict=True)
    ]
    whole = [place for place, points in enumerate(zip(*lines, strict=True)) if None not in points]
    if len(whole) < 2:
        return []
    drawn = {
        side.label: [line[place] or 0.0 for place in whole]
        for side, line in zip(sides, lines, strict=True)
    }
    labels = [_label(sides, runs[0], place) for place in whole]
    return [line_chart(f"{measure.title} by day", labels, drawn, measure.title)]


def _label(sides: Sequence[Side[Any, Any]], runs: Sequence[Sequence[Any]], place: int) -> str:
    """Return the days of a point, or which day of each period it is."""
    if len({side.account.period for side in sides}) > 1:
        return f"Day {1 + place * len(runs[0])}"
    return days(runs[place][0].date, runs[place][-1].date)


def _point(side: Side[Row, Total], run: Sequence[Any], measure: Measure[Total]) -> float | None:
    value = measure.value(side.account.over(run))
    if value is None:
        return None
    return round(value if measure.mean else value / len(run), measure.digits)


def _table(sides: Sequence[Side[Row, Total]], measures: Mapping[str, Measure[Total]]) -> Block:
    header = ["Measure", *(side.label for side in sides)]
    rows = [[*_row(sides, measure)] for measure in measures.values()]
    if len(sides) == 2:
        header.append("Difference")
    return table("Side by side", header, rows)


def _row(sides: Sequence[Side[Row, Total]], measure: Measure[Total]) -> Iterator[Cell]:
    yield measure.title
    for side in sides:
        yield measure.cell(side.account.total)
    if len(sides) == 2:
        yield _relation(*(measure.value(side.account.total) for side in sides)) or NO_VALUE


def _figures(
    sides: Sequence[Side[Row, Total]], measures: Mapping[str, Measure[Total]]
) -> dict[str, float]:
    values = {
        f"{measure.name} of {side.label}": measure.value(side.account.total)
        for side in sides
        for measure in measures.values()
        if side.account.days
    }
    return {name: value for name, value in values.items() if value is not None}
