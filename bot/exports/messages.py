"""An export, as a message: the figures, a chart, one table, where the files are, what to do."""

from collections.abc import Callable, Mapping

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

from bot.blocks.charts import NO_VALUE, Cell, Number, bar_chart, leaderboard
from bot.blocks.message import Message
from bot.blocks.sections import context, section
from bot.blocks.text import (
    NBSP,
    ago,
    count,
    duration,
    file_size,
    listed,
    percent,
    plural,
    shorten,
)
from bot.chutes.exports import ExportKind
from bot.exports.files import ONE_HOUR, Why
from bot.exports.run_messages import title
from bot.exports.summaries import ExportFigures, Group, Summary
from bot.figures.names import Names

TABLE, FILE_HERE, FILE_TO_ME, SHARE = "export_table", "export_file", "export_mine", "export_share"
NAMED_HOURS = 6  # missing hours, and files
FEWEST_DRAWN = 30  # of fewer items a chart tells nothing that the table does not
LONGEST_LABEL = 40  # characters in a table
HEADERS = {
    "chutes": ["Chute", "Attempts", "Failed", "Median", "Tokens out"],
    "failures": ["Failure", "Attempts", "Share"],
    "miners": ["Miner", "Attempts", "Failed", "Median", "UID"],
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
    summary: Summary,
    names: Names,
    origin: str,
    shown: str = "",
    shared_by: str = "",
    *,
    shared: bool = False,
) -> Message:
    """Show *summary* with the table called *shown*; *origin* is where *Share* and files go.

    *shared_by* posted it for everybody; *shared* says to who asked that this has been done.
    """
    by = f"<@{shared_by}> shares: " if shared_by else ""
    said = [f"{by}{_headline(summary)}", *filter(None, [_details(summary), _gaps(summary)])]
    blocks: list[Block] = [section("\n".join(said))]
    if summary.figures.attempts >= FEWEST_DRAWN:
        blocks.append(_chart(summary))
    shown = shown if shown in summary.figures.groups else next(iter(summary.figures.groups))
    if summary.figures.groups[shown].largest:
        blocks.append(_table(summary.figures, shown, names))
    done = " Shared ✓" if shared else ""
    blocks.append(context(f"{_footer(summary)}{done}"))
    if not shared_by:
        blocks.append(ActionsBlock(_elements(summary, origin, shown, shared)))
    return Message("\n".join(said), blocks)


def _headline(summary: Summary) -> str:
    figures, what = summary.figures, title(summary.span).partition(", ")[2]
    noun = ATTEMPTS[summary.span.kind]
    if summary.span.kind is not ExportKind.INVOCATIONS:
        number = f"*{count(figures.attempts)}* {noun if figures.attempts != 1 else noun[:-1]}"
        return f"{number} on Chutes, {what}."
    failed = f"; *{percent(figures.failed / figures.attempts)}* failed" if figures.attempts else ""
    requests = f"*{count(figures.requests)}* {'request' if figures.requests == 1 else 'requests'}"
    attempts = f"*{count(figures.attempts)}* {'attempt' if figures.attempts == 1 else 'attempts'}"
    return f"{requests} in {attempts} on Chutes, {what}{failed}."


def _details(summary: Summary) -> str:
    figures = summary.figures
    details = []
    if figures.p50 is not None and summary.span.kind is not ExportKind.REPORTS:
        details.append(f"Duration {_time(figures.p50)} median, {_time(figures.p95)} p95.")
    if figures.ttft_p50 is not None:
        details.append(
            f"First token {_time(figures.ttft_p50)} median, {_time(figures.ttft_p95)} p95."
        )
    if figures.tokens_in or figures.tokens_out:
        sides = plural(figures.tokens_in, "token"), plural(figures.tokens_out, "token")
        details.append("{} in, {} out.".format(*sides))
    return " ".join(details)


def _gaps(summary: Summary) -> str:
    """Name the hours that are not in the figures, by why."""
    sentences = []
    for why in Why:
        hours = [one.hour for one in summary.missing if one.why is why]
        if hours:
            named = [f"{hour - ONE_HOUR:%H}–{hour:%H}" for hour in hours[:NAMED_HOURS]]
            more = [f"{len(hours) - NAMED_HOURS} more"] if len(hours) > NAMED_HOURS else []
            sentences.append(f"{listed([*named, *more])} ({why})")
    return f":warning: Not included: {'; '.join(sentences)}." if sentences else ""


def _chart(summary: Summary) -> DataVisualizationBlock:
    """Draw how many there were in each stretch of the time covered."""
    span, missing = summary.span, [one.hour for one in summary.missing]
    what = "Requests" if span.kind is ExportKind.INVOCATIONS else ATTEMPTS[span.kind].capitalize()
    bars = {
        f"{point.start:%H:%M}": round(
            point.value * span.hours_known(point.start, point.start + span.slice, missing)
        )
        for point in summary.figures.through
    }
    each = f"per {duration(span.slice)}".replace(NBSP, " ")
    return bar_chart(f"{what} {each}, by start (UTC)", bars, what, f"{what} {each}")


def _table(figures: ExportFigures, shown: str, names: Names) -> Block:
    groups = figures.groups[shown]
    noun = HEADERS[shown][1] if shown != "miners" else "attempts"
    called = names.apart(group.key for group in groups.largest) if shown == "chutes" else {}
    row = SHARE_ROWS.get(shown, _share_row)
    rows = [row(group, figures, called) for group in groups.largest]
    return leaderboard(HEADERS[shown], rows, f"{shown}, by {noun.lower()}", of=groups.total)


def _chute_row(group: Group, figures: ExportFigures, called: Mapping[str, str]) -> list[Cell]:
    return [
        called[group.key],
        _count(group.attempts),
        _count(group.failed),
        _time_cell(group.p50),
        _count(group.tokens_out) if group.tokens_out else NO_VALUE,
    ]


def _miner_row(group: Group, figures: ExportFigures, called: Mapping[str, str]) -> list[Cell]:
    return [
        short_key(group.key),
        _count(group.attempts),
        _count(group.failed),
        _time_cell(group.p50),
        NO_VALUE if group.uid is None else Number(group.uid, str(group.uid)),
    ]


def _share_row(group: Group, figures: ExportFigures, called: Mapping[str, str]) -> list[Cell]:
    share = group.attempts / figures.attempts if figures.attempts else 0.0
    name = shorten(group.key, LONGEST_LABEL) or NO_VALUE
    return [name, _count(group.attempts), Number(round(share, 4), percent(share))]


SHARE_ROWS: dict[str, Callable[[Group, ExportFigures, Mapping[str, str]], list[Cell]]] = {
    "chutes": _chute_row,
    "miners": _miner_row,
}


def short_key(hotkey: str) -> str:
    """Return a hotkey as it is told from others at a glance."""
    return f"{hotkey[:8]}…" if len(hotkey) > 8 else hotkey or NO_VALUE


def _count(number: float) -> Number:
    return Number(number, count(number))


def _time_cell(seconds: float | None) -> Cell:
    return NO_VALUE if seconds is None else Number(round(seconds, 3), _time(seconds))


def _time(seconds: float | None) -> str:
    return NO_VALUE if seconds is None else duration(seconds)


def _footer(summary: Summary) -> str:
    span, figures = summary.span, summary.figures
    parts = [_names_and_hours(summary), f"{plural(figures.rows, 'row')}, {file_size(summary.size)}"]
    if span.kind is ExportKind.INVOCATIONS and figures.unfinished:
        parts.append(f"{count(figures.unfinished)} still running")
    if figures.skipped:
        parts.append(f"{plural(figures.skipped, 'unreadable row')} left out")
    if figures.cut_off:
        parts.append(f"{figures.cut_off} cut off at the end left out")
    what = "A request can take several attempts. " if span.kind is ExportKind.INVOCATIONS else ""
    read = f"Read {ago(summary.read_at)}."
    return f"Platform-wide. {what}{', '.join(parts)}. {read} {_links(summary)}"


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


def _elements(summary: Summary, origin: str, shown: str, shared: bool) -> list[Element]:
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
    share = [] if shared else [Button("Share", action_id=SHARE, value=value)]
    return [
        *elements,
        Button("File here", action_id=FILE_HERE, value=value),
        Button("File to me", action_id=FILE_TO_ME, value=value),
        *share,
    ]
