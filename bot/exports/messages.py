"""An export, as a message: the figures, a chart, one table, where the files are, what to do."""

from collections.abc import Callable

from slackblocks import (
    ActionsBlock,
    Button,
    DataVisualizationBlock,
    Option,
    PlainText,
    StaticSelectMenu,
)
from slackblocks.blocks import Block
from slackblocks.elements import Element

from bot.blocks.charts import NO_VALUE, Cell, Number, line_chart, table
from bot.blocks.message import Message
from bot.blocks.sections import context, section
from bot.blocks.text import count, moment, percent
from bot.chutes.exports import ExportKind
from bot.exports.files import ONE_HOUR, Why
from bot.exports.run_messages import megabytes, title
from bot.exports.summaries import ExportFigures, Group, Missing, Summary
from bot.figures.names import Names

TABLE, FILE_HERE, FILE_TO_ME, SHARE = "export_table", "export_file", "export_mine", "export_share"
NAMED_HOURS = 6  # missing hours, and files
HEADERS = {
    "chutes": ["Chute", "Attempts", "Failed", "Median", "Tokens out"],
    "failures": ["Failure", "Attempts", "Share"],
    "miners": ["Miner", "UID", "Attempts", "Failed", "Median"],
    "reasons": ["Reason", "Reports", "Share"],
    "reporters": ["Reporter", "Reports", "Share"],
    "statuses": ["Status", "Jobs", "Share"],
}
ATTEMPTS = {
    ExportKind.INVOCATIONS: "attempts",
    ExportKind.REPORTS: "reports",
    ExportKind.JOBS: "jobs",
}


def export_message(
    summary: Summary, names: Names, origin: str, shown: str = "", shared_by: str = ""
) -> Message:
    """Show *summary* with the table called *shown*; *origin* is where *Share* and files go."""
    text = " ".join(filter(None, [_shared(shared_by), _headline(summary), *_details(summary)]))
    blocks: list[Block] = [section(text)]
    if any(point.value for point in summary.figures.through):
        blocks.append(_chart(summary))
    shown = shown if shown in summary.figures.groups else next(iter(summary.figures.groups))
    if summary.figures.groups[shown].largest:
        blocks.append(_table(summary.figures, shown, names))
    blocks.append(context(_footer(summary)))
    if not shared_by:
        blocks.append(ActionsBlock(_elements(summary, origin, shown)))
    return Message(text, blocks)


def _shared(by: str) -> str:
    return f"<@{by}> shares:" if by else ""


def _headline(summary: Summary) -> str:
    figures, what = summary.figures, title(summary.span).partition(", ")[2]
    noun = ATTEMPTS[summary.span.kind]
    if summary.span.kind is not ExportKind.INVOCATIONS:
        return f"*{count(figures.attempts)}* {noun} on Chutes, {what}."
    failed = percent(figures.failed / figures.attempts) if figures.attempts else NO_VALUE
    return (
        f"*{count(figures.requests)}* requests in *{count(figures.attempts)}* attempts on Chutes, "
        f"{what}; *{failed}* of the attempts failed."
    )


def _details(summary: Summary) -> list[str]:
    figures = summary.figures
    details = []
    if figures.p50 is not None and summary.span.kind is not ExportKind.REPORTS:
        details.append(f"Duration {_seconds(figures.p50)} median, {_seconds(figures.p95)} p95.")
    if figures.ttft_p50 is not None:
        details.append(
            f"First token after {_seconds(figures.ttft_p50)} median, "
            f"{_seconds(figures.ttft_p95)} p95."
        )
    if figures.tokens_in or figures.tokens_out:
        details.append(
            f"{count(figures.tokens_in)} tokens in, {count(figures.tokens_out)} tokens out."
        )
    return [*details, *_gaps(summary.missing)]


def _gaps(missing: list[Missing]) -> list[str]:
    """Name the hours that are not in the figures, by why."""
    sentences = []
    for why in Why:
        hours = [one.hour for one in missing if one.why is why]
        if hours:
            named = ", ".join(f"{hour - ONE_HOUR:%H}–{hour:%H}" for hour in hours[:NAMED_HOURS])
            more = f" and {len(hours) - NAMED_HOURS} more" if len(hours) > NAMED_HOURS else ""
            sentences.append(f":warning: Not in it: {named}{more} ({why}).")
    return sentences


def _chart(summary: Summary) -> DataVisualizationBlock:
    span, points = summary.span, summary.figures.through
    what = "Requests" if span.kind is ExportKind.INVOCATIONS else ATTEMPTS[span.kind].capitalize()
    title = f"{what} through the {'hour' if span.hours == 1 else 'day'}"
    labels = [f"{point.start:%H:%M}" for point in points]
    unit = f"{what.lower()} an hour, by start"
    return line_chart(title, labels, {what: [round(point.value, 2) for point in points]}, unit)


def _table(figures: ExportFigures, shown: str, names: Names) -> Block:
    groups = figures.groups[shown]
    noun = HEADERS[shown][1] if shown != "miners" else "attempts"
    caption = f"{len(groups.largest)} of {groups.total} {shown}, by {noun.lower()}"
    row = SHARE_ROWS.get(shown, _share_row)
    return table(caption, HEADERS[shown], [row(group, figures, names) for group in groups.largest])


def _chute_row(group: Group, figures: ExportFigures, names: Names) -> list[Cell]:
    return [
        names.of(group.key),
        _count(group.attempts),
        _count(group.failed),
        _time(group.p50),
        _count(group.tokens_out) if group.tokens_out else NO_VALUE,
    ]


def _miner_row(group: Group, figures: ExportFigures, names: Names) -> list[Cell]:
    return [
        group.key,
        NO_VALUE if group.uid is None else Number(group.uid, str(group.uid)),
        _count(group.attempts),
        _count(group.failed),
        _time(group.p50),
    ]


def _share_row(group: Group, figures: ExportFigures, names: Names) -> list[Cell]:
    share = group.attempts / figures.attempts if figures.attempts else 0.0
    return [group.key or NO_VALUE, _count(group.attempts), Number(round(share, 4), percent(share))]


SHARE_ROWS: dict[str, Callable[[Group, ExportFigures, Names], list[Cell]]] = {
    "chutes": _chute_row,
    "miners": _miner_row,
}


def _count(number: float) -> Number:
    return Number(number, count(number))


def _time(seconds: float | None) -> Cell:
    return NO_VALUE if seconds is None else Number(round(seconds, 3), _seconds(seconds))


def _seconds(seconds: float | None) -> str:
    if seconds is None:
        return NO_VALUE
    return f"{1000 * seconds:.0f} ms" if seconds < 1 else f"{seconds:,.1f} s"


def _footer(summary: Summary) -> str:
    span, figures = summary.span, summary.figures
    parts = [_names_and_hours(summary), f"{count(figures.rows)} rows, {megabytes(summary.size)}"]
    if span.kind is ExportKind.INVOCATIONS and figures.unfinished:
        parts.append(f"{count(figures.unfinished)} still ran")
    if figures.skipped:
        parts.append(f"{count(figures.skipped)} unreadable rows left out")
    if figures.cut_off:
        parts.append(f"{figures.cut_off} cut off at the end left out")
    read = f"Read {moment(summary.read_at)}."
    return f"Platform-wide. {', '.join(parts)}. {read} {_links(summary)}"


def _names_and_hours(summary: Summary) -> str:
    span = summary.span
    if span.hours == 1:
        return (
            f"File {span.first:%H} of {span.first:%Y-%m-%d} covers the hour that ends at "
            f"{span.first:%H:%M} UTC"
        )
    return f"{len(summary.files)} of {span.hours} files, 01 to 23 of the day and 00 of the next"


def _links(summary: Summary) -> str:
    pairs = zip(summary.files, summary.urls, strict=True)
    if summary.span.hours == 1:
        return " ".join(f"Public: {url}" for _, url in pairs)
    return "Public: " + " ".join(f"<{url}|{file.hour:%H}>" for file, url in pairs)


def _elements(summary: Summary, origin: str, shown: str) -> list[Element]:
    value = f"{origin} {summary.span.words}"
    options = [
        Option(PlainText(name.capitalize()), f"{name} {value}") for name in summary.figures.groups
    ]
    current = next(option for option in options if option.value.startswith(f"{shown} "))
    elements: list[Element] = []
    if len(options) > 1:
        elements.append(
            StaticSelectMenu(TABLE, options, initial_option=current, placeholder="Table")
        )
    return [
        *elements,
        Button("File here", action_id=FILE_HERE, value=value),
        Button("File to me", action_id=FILE_TO_ME, value=value),
        Button("Share", action_id=SHARE, value=value),
    ]
