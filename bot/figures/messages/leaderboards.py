"""The figures of an answer by chute or by day: a chart, a table, a sheet."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from slackblocks.blocks import Block

from bot.blocks.charts import POINTS, Cell, bar_chart, labelled, leaderboard, line_chart, table
from bot.blocks.csv import Sheet
from bot.blocks.text import day, days, escape, ordinal, plural
from bot.figures.answer import Answer
from bot.figures.days import Row
from bot.figures.messages.changes import NAME_LENGTH, NAMED_CHUTES
from bot.figures.messages.coverage import over
from bot.figures.messages.measures import Measure
from bot.figures.periods import DAY, Period
from bot.figures.series import PeriodTotals
from bot.figures.totals import Total

EVERY_CHUTE = "All together"
BARS, FEWEST_BARS = 10, 2  # of a chart of the best
DAYS_BESIDE = 7  # days before a single one, in its table
Extra = tuple[str, Callable[[str], Cell]]


def ranked(answer: Answer[Row, Total], measure: Measure[Total]) -> list[str]:
    """Return the chutes whose *measure* is known, the best first; from the bottom, the worst."""
    return answer.ranked(measure.value, lowest=measure.lowest != answer.bottom)


def fastest(answer: Answer[Row, Total], measure: Measure[Total], what: str, today: date) -> str:
    """Name the chute that is the best by a speed, and say how fast all are on average."""
    order, when = ranked(answer, measure), over(answer.account, today)
    if not order:
        return f"No speeds are known on Chutes, {when}."
    name = escape(answer.names[order[0]], NAME_LENGTH)
    figure = measure.written(answer.account.chutes[order[0]])
    if len(order) == 1:
        return f"{what}: *{name}*, *{figure}*, {when}. No other speed is known."
    average = measure.written(answer.account.total)
    if average == figure:
        return f"{what}: *{name}*, *{figure}*, {when}, which is the average too."
    return f"{what}: *{name}*, *{figure}*, {when}. The average is {average}."


def ranks(answer: Answer[Row, Total], measures: Sequence[Measure[Total]], what: str) -> str:
    """Say which place the one chute that was asked about has by each of *measures*."""
    said: list[str] = []
    for measure in measures if answer.chute_id else ():
        order = answer.ranked(measure.value, lowest=measure.lowest)
        if answer.chute_id in order and len(order) > 1:
            place = ordinal(order.index(answer.chute_id) + 1)
            of = f" of {len(order)}" if said else f" of {len(order)} {what}"
            said.append(f"{place}{of} by {measure.name}")
    return f"Ranks {', '.join(said)}." if said else ""


def chart(answer: Answer[Row, Total], measure: Measure[Total]) -> list[Block]:
    """Draw *measure* by day, of all chutes and of the three largest, or of the one asked about.

    A mean of all chutes says little: of that the best chutes are drawn side by side.
    """
    account = answer.account
    if measure.mean:
        return speed_chart(answer, measure) if answer.chute_id else best_chart(answer, measure)
    if answer.chute_id:
        return trend(measure, account, {answer.names[answer.chute_id]: a_day(account, measure)})
    order = ranked(answer, measure)
    shown = order[:NAMED_CHUTES] if len(order) > 1 else []
    lines = [a_day(account, measure), *(a_day(account.of(one), measure) for one in shown)]
    labels = labelled([EVERY_CHUTE, *(answer.names[chute_id] for chute_id in shown)])
    return trend(measure, account, dict(zip(labels, lines, strict=True)) if order else {})


def speed_chart(answer: Answer[Row, Total], measure: Measure[Total]) -> list[Block]:
    """Draw the mean of the one chute by day; days on which it is not known are left out."""
    account = answer.account
    known = [day for day in account.days if measure.value(account.over([day]))]
    measured = PeriodTotals(account.period, known, account.subject)
    means = [
        round(measure.amount(measured.over(run)), measure.digits) for run in measured.runs(POINTS)
    ]
    return trend(measure, measured, {answer.names[answer.chute_id or ""]: means})


def best_chart(answer: Answer[Row, Total], measure: Measure[Total]) -> list[Block]:
    """Draw the best chutes by a mean beside each other."""
    shown, totals = ranked(answer, measure)[:BARS], answer.account.chutes
    if len(shown) < FEWEST_BARS:
        return []
    labels = labelled([answer.names[chute_id] for chute_id in shown])
    values = [round(measure.amount(totals[chute_id]), measure.digits) for chute_id in shown]
    best = "lowest" if measure.lowest != answer.bottom else "highest"
    title = f"{measure.title}, the {len(shown)} {best}"
    bars = dict(zip(labels, values, strict=True))
    return [bar_chart(title, bars, measure.title, measure.axis or measure.title)]


def a_day(account: PeriodTotals[Row, Total], measure: Measure[Total]) -> list[float]:
    """Return the points of a line: an amount a day, of each day or of runs of several."""
    return [
        round(measure.amount(account.over(run)) / len(run), measure.digits)
        for run in account.runs(POINTS)
    ]


def trend(
    measure: Measure[Any], account: PeriodTotals[Any, Any], lines: Mapping[str, Sequence[float]]
) -> list[Block]:
    """Draw *lines* over the days of *account*; nothing of less than two points."""
    runs = account.runs(POINTS)
    if len(runs) < 2 or not lines:
        return []
    labels = [days(run[0].date, run[-1].date) for run in runs]
    size, title = len(runs[0]), measure.title
    by_day = f"{title} by day" if size == 1 else f"{title} a day, averages of {size} days"
    axis = measure.axis or (title if measure.mean else f"{title} a day")
    return [line_chart(by_day, labels, lines, axis)]


def board(
    answer: Answer[Row, Total],
    measure: Measure[Total],
    columns: Sequence[Measure[Total]],
    what: str,
    extra: Extra | None = None,
) -> list[Block]:
    """Show the first chutes by *measure*; of one chute its days, the newest first.

    The column of *measure* stands beside the names, then *extra*, one more: its title, and its
    cell by chute id.
    """
    first, *others = [measure, *(column for column in columns if column is not measure)]
    if answer.chute_id:
        return _days_board(answer, [first, *others])
    order = ranked(answer, measure)
    totals = answer.account.chutes
    rows: list[list[Cell]] = [
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
    by = "fastest first" if measure.mean else f"by {measure.name}"
    if answer.bottom:
        by = "slowest first" if measure.mean else f"{by}, lowest first"
    return [leaderboard(header, rows, f"{what}, {by}", of=len(order))] if rows else []


def _days_board(answer: Answer[Row, Total], columns: Sequence[Measure[Total]]) -> list[Block]:
    """Show the days of the one chute; a single day beside those before it that are known."""
    asked = answer.account.by_day
    chute_id = answer.chute_id or ""
    before = Period(answer.period.first - DAYS_BESIDE * DAY, answer.period.first - DAY)
    beside = answer.book.account(before).of(chute_id).by_day if len(asked) == 1 else []
    rows: list[list[Cell]] = [
        [day(when), *(column.cell(total) for column in columns)]
        for when, total in reversed([*beside, *asked])
    ]
    titles = [column.title for column in columns]
    caption = f"{plural(len(rows), 'day')}, newest first"
    return [table(caption, ["Day", *titles], rows)] if rows else []


def sheet(answer: Answer[Row, Total], fields: Mapping[str, Measure[Total]], name: str) -> Sheet:
    """Return every chute, also of the period before; of one chute, every day."""
    account, before = answer.account, answer.earlier
    ends = dict.fromkeys([answer.period.first, answer.period.last])
    file = "-".join([name, *map(str, ends)])
    if answer.chute_id:
        by_day = [
            [str(when), *(field.value(total) for field in fields.values())]
            for when, total in account.by_day
        ]
        return Sheet(file, ["day", *fields], by_day)
    totals = [account.chutes, *([before.chutes] if before else [])]
    names = answer.book.names
    empty = account.subject.total(())
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
