"""Work that takes a while: how far it is, and what came of it."""

from datetime import timedelta

from slackblocks import ActionsBlock, Button

from bot.blocks.message import Message
from bot.blocks.sections import section
from bot.blocks.text import day, escape_sentence, file_size, rough
from bot.exports.files import FileRange
from bot.exports.requests import Order, Progress, ReadExport, ReadRecent, SendFile, Sent

CANCEL = "run_cancel"


def progress_message(order: Order, progress: Progress, deaths: int, waiter_key: str) -> Message:
    """Say how far *order* is; with *Cancel*, whose value names the run and who waits."""
    again = " The first try was interrupted; this is the second and last." if deaths else ""
    text = f"{subject(order)}: {how_far(progress)}.{again}"
    cancel = Button("Cancel", action_id=CANCEL, value=f"{order.id} {waiter_key}")
    return Message(text, [section(text), ActionsBlock([cancel])])


def subject(order: Order) -> str:
    """Say what *order* is about."""
    if isinstance(order, SendFile):
        return f"<@{order.user_id}> wants the file of {subject(order.of)} here"
    if isinstance(order, ReadRecent):
        return "the latest invocations"
    span = order.span if isinstance(order, ReadExport) else order.of.span
    return f"*{title(span)}*"


def title(span: FileRange) -> str:
    """Name what *span* covers: `invocations, 19 Apr 2026, 17:00–18:00 UTC`."""
    when = f"{day(span.starts)} {span.starts.year}"
    if span.hours == 1:
        return f"{span.kind}, {when}, {span.starts:%H:%M}–{span.ends:%H:%M} UTC"
    return f"{span.kind}, {when} (UTC)"


def how_far(progress: Progress) -> str:
    """Say how far: `fetching, 120 MB of 430 MB, hour 7 of 24, about 3 min left`."""
    parts = [progress.doing]
    if progress.doing == "reading":
        parts.append(file_size(progress.done))
    elif progress.size:
        sizes = dict.fromkeys((file_size(progress.done), file_size(progress.size)))
        parts.append(" of ".join(sizes))
    elif progress.done:
        parts.append(f"{file_size(progress.done)} so far")
    if progress.files > 1:
        parts.append(f"hour {progress.file} of {progress.files}")
    if progress.left is not None:
        parts.append(f"about {rough(timedelta(seconds=progress.left))} left")
    return ", ".join(parts)


def cancelled_message(order: Order, others: int = 0) -> Message:
    """Say what was cancelled; for this person alone, if *others* still wait for it."""
    what = f"the file of {subject(order.of)}" if isinstance(order, SendFile) else subject(order)
    still = " Others are still waiting for it." if others else ""
    return Message(f"Cancelled: {what}.{still}")


def failure_message(order: Order, trouble: str) -> Message:
    """Say what went wrong."""
    return Message(f"{subject(order)}: {escape_sentence(trouble)}")


def sent_message(order: SendFile, sent: Sent) -> Message:
    """Say that the file is here; or that Slack took it and did not show it."""
    what = f"{sent.name} ({file_size(sent.size)})"
    who = f"<@{order.user_id}>"
    if sent.seen:
        return Message(f"{what} for {who} is in this thread.")
    if sent.seen is None:
        return Message(
            f"Slack has taken {what} for {who}; it should appear in this thread within a minute. "
            "I can't check that (`files:read` isn't granted): if it doesn't appear, press again."
        )
    return Message(
        f":warning: Slack has taken {what} for {who}, but hasn't shown it for a minute: "
        "it may still come, or be lost. Press again if you need it."
    )
