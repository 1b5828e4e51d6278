"""The figures of an answer by chute or by day: a sentence, a chart, a table, a sheet."""

from collections.abc import Callable, Mapping, Sequence
from itertools import chain
from typing import Any

from slackblocks.blocks import Block

from bot.blocks.charts import POINTS, SERIES, Cell, labelled, leaderboard, line_chart
from bot.blocks.csv import Sheet
from bot.blocks.text import day, days, escape
from bot.figures.answer import Answer
from bot.figures.days import Row
from bot.figures.messages.changes import NAME_LENGTH, NAMED_CHUTES
from bot.figures.messages.measures import Measure
from bot.figures.series import PeriodTotals, grouped
from bot.figures.totals import Total

OTHER_SERIES = "other"
Extra = tuple[str, Callable[[str], str]]


def ranked(answer: Answer[Row, Total], measure: Measure[Total]) -> list[str]:
    """Return the chutes whose *measure* is known, the best first."""
    return answer.ranked(measure.value, lowest=measure.lowest)


def best(answer: Answer[Row, Total], measure: Measure[Total], what: str) -> str:
    """Name the first few chutes with their figures; nothing if one was asked about."""
    shown = ranked(answer, measure)[:NAMED_CHUTES]
    if answer.chute_id or not shown:
        return ""
    totals = answer.account.chutes
    said = (
        f"{escape(answer.names[id], NAME_LENGTH)} {measure.written(totals[id])}" for id in shown
    )
    return f"{what}: {', '.join(said)}."


def ranks(answer: Answer[Row, Total], measures: Sequence[Measure[Total]], what: str) -> str:
    """Say which place the one chute that was asked about has by each of *measures*."""
    said = []
    for measure in measures if answer.chute_id else ():
        order = ranked(answer, measure)
        if answer.chute_id in order:
            place = order.index(answer.chute_id) + 1
            said.append(f"{place} of {len(order)} by {measure.name}")
    return f"Place among {what}: {', '.join(said)}." if said else ""


def chart(answer: Answer[Row, Total], measure: Measure[Total]) -> list[Block]:
    """Draw *measure* by day: the five largest chutes and all others, or the one asked about."""
    account = answer.account
    if measure.mean:
        return speed_chart(account, measure)
    if answer.chute_id:
        return trend(measure.title, account, {measure.title: a_day(account, measure)})
    order = ranked(answer, measure)
    shown = order if len(order) <= SERIES else order[: SERIES - 1]
    lines: dict[str, list[float]] = {chute_id: [] for chute_id in shown}
    others: list[float] = []
    for run in account.runs(POINTS):
        rows = grouped(run)
        for chute_id, points in lines.items():
            points.append(_point(account.add(rows.pop(chute_id, ())), run, measure))
        others.append(_point(account.add(chain(*rows.values())), run, measure))
    drawn = [*lines.values(), *([others] if len(shown) < len(order) else [])]
    labels = labelled([*(answer.names[chute_id] for chute_id in shown), OTHER_SERIES])
    return trend(measure.title, account, dict(zip(labels, drawn, strict=False)))


def speed_chart(account: PeriodTotals[Row, Total], measure: Measure[Total]) -> list[Block]:
    """Draw a mean by day; days on which it is not known are left out."""
    known = [day for day in account.days if measure.value(account.over([day]))]
    measured = PeriodTotals(account.period, known, account.add)
    means = [
        round(measure.amount(measured.over(run)), measure.digits) for run in measured.runs(POINTS)
    ]
    return trend(measure.title, measured, {measure.title: means})


def a_day(account: PeriodTotals[Row, Total], measure: Measure[Total]) -> list[float]:
    """Return the points of a line: an amount a day, of each day or of runs of several."""
    return [_point(account.over(run), run, measure) for run in account.runs(POINTS)]


def _point(total: Total, run: Sequence[object], measure: Measure[Total]) -> float:
    return round(measure.amount(total) / len(run), measure.digits)


def trend(
    title: str, account: PeriodTotals[Any, Any], lines: Mapping[str, Sequence[float]]
) -> list[Block]:
    """Draw *lines* over the days of *account*; nothing of less than two points."""
    runs = account.runs(POINTS)
    if len(runs) < 2 or not lines:
        return []
    labels = [days(run[0].date, run[-1].date) for run in runs]
    size = len(runs[0])
    by_day = f"{title} by day" if size == 1 else f"{title} a day, averages of {size} days"
    return [line_chart(by_day, labels, lines, title)]


def board(
    answer: Answer[Row, Total],
    measure: Measure[Total],
    columns: Sequence[Measure[Total]],
    what: str,
    extra: Extra | None = None,
) -> list[Block]:
    """Show the first chutes by *measure*; of one chute its days, the newest first.

    *extra* is one more column, beside the first: its title, and its text by chute id.
    """
    first, *others = columns
    if answer.chute_id:
        rows: list[list[Cell]] = [
            [day(date), *(column.cell(total) for column in columns)]
            for date, total in reversed(answer.account.by_day)
        ]
        titles = [column.title for column in columns]
        return [leaderboard(["Day", *titles], rows, "days, the newest first")] if rows else []
    order = ranked(answer, measure)
    totals = answer.account.chutes
    rows = [
        [
            answer.names[chute_id],
            first.cell(totals[chute_id]),
            *([extra[1](chute_id)] if extra else []),
            *(column.cell(totals[chute_id]) for column in others),
        ]
        for chute_id in order[: answer.top]
    ]
    one = what.capitalize().removesuffix("s")
    header = [one, first.title, *([extra[0]] if extra else []), *(other.title for other in others)]
    caption = f"{what}, by {measure.name}"
    return [leaderboard(header, rows, caption, of=len(order))] if rows else []


def sheet(answer: Answer[Row, Total], fields: Mapping[str, Measure[Total]], name: str) -> Sheet:
    """Return every chute, also of the period before; of one chute, every day."""
    account, before = answer.account, answer.earlier
    ends = dict.fromkeys([answer.period.first, answer.period.last])
    file = "-".join([name, *map(str, ends)])
    if answer.chute_id:
        by_day = [
            [str(date), *(field.value(total) for field in fields.values())]
            for date, total in account.by_day
        ]
        return Sheet(file, ["day", *fields], by_day)
    totals = [account.chutes, *([before.chutes] if before else [])]
    names = answer.book.names
    empty = account.add(())
    rows = [
        [
            chute_id,
            names.of(chute_id),
            names.kind(chute_id).value,
            *(
                field.value(known.get(chute_id, empty))
                for known in totals
                for field in fields.values()
            ),
        ]
        for chute_id in sorted(set().union(*totals))
    ]
    afterwards = [f"{field}_before" for field in fields] if before else []
    return Sheet(file, ["chute_id", "name", "kind", *fields, *afterwards], rows)
