"""What becomes of a digest whose time has come: pure decisions about slots and refusals."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import takewhile

from bot.digests.calendar import Slot, covering, slots
from bot.digests.records import (
    Delivery,
    Digest,
    DigestPart,
    DigestState,
    SlotOutcome,
    SlotRun,
)
from bot.slack.reasons import Kind, kind

LATE_AFTER = timedelta(minutes=5)  # from then on a post says how late it is
PROMPT = timedelta(seconds=10)  # within which a worker takes up what is due, if any is alive
TELL_HINDERED_AFTER = timedelta(hours=1)  # of refusals, the owner hears of them
FINAL = Kind.PLACE, Kind.SCOPE, Kind.GONE
HELD = Kind.TOKEN, Kind.PASSING


@dataclass(frozen=True)
class DigestWindows:
    """How long a slot waits for its *source*, and how *late* it may still go out."""

    source: timedelta
    late: timedelta


@dataclass(frozen=True)
class Due:
    """What is due: a slot *to_send*, with all that it makes up for; or one that is *missed*."""

    missed: Delivery | None = None
    to_send: Slot | None = None


def due_slots(
    digest: Digest,
    handled: date | None,
    owed: date | None,
    now: datetime,
    late: timedelta,
) -> Due:
    """Say what is due: one slot, the newest, of all days since those *handled*, or *owed*.

    It is missed if it is more than *late*; the next one makes up for it then.
    """
    if digest.state is not DigestState.ON:
        return Due()
    all_slots = slots(digest.plan, digest.position(handled, owed))
    due = list(takewhile(lambda slot: slot.due <= now, all_slots))
    if not due:
        return Due()
    slot = Slot(covering(due[0].period.first, due[-1].day), due[-1].due)
    if now - slot.due <= late:
        return Due(to_send=slot)
    reason = "I wasn't running, or couldn't post, in time"
    first = slot.period.first
    return Due(Delivery(slot.day, slot.due, now, SlotOutcome.MISSED, reason, first))


def open_slot(
    digest: Digest, slot: Slot, version: int, now: datetime, *, again: bool = False
) -> SlotRun:
    """Return the run that delivers *slot*."""
    parts = (
        (DigestPart.HEADLINE, DigestPart.DETAILS, DigestPart.FILE)
        if digest.threaded
        else (DigestPart.HEADLINE,)
    )
    first = slot.period.first
    return SlotRun(slot.day, slot.due, now, version, parts, again, first=first)


def is_fatal(reason: str) -> bool:
    """Whether nothing can be posted there any more, until somebody changes something.

    A token that is not taken says nothing of the conversation: it may be mended any minute.
    """
    return kind(reason) is Kind.PLACE


def is_final(run: SlotRun, part: DigestPart, reason: str) -> bool:
    """Whether *part*, which hangs on the headline or tells of it, need not be tried again."""
    if part is DigestPart.NOTICE and run.outcome is SlotOutcome.REFUSED:
        return is_fatal(reason)
    return kind(reason) in FINAL


def is_hindered(run: SlotRun, reason: str, now: datetime) -> bool:
    """Whether Slack has refused the headline for so long that the owner should hear of it."""
    return kind(reason) not in HELD and now - run.opened >= TELL_HINDERED_AFTER


def may_be_out(run: SlotRun, was_due: datetime, now: datetime) -> bool:
    """Whether a slot that nobody took up when it *was_due* may be out without our knowing."""
    return run.is_untouched and not run.again and now - was_due > PROMPT


def is_ambiguous(reason: str) -> bool:
    """Whether Slack may have carried out what it answered so."""
    return kind(reason) is Kind.UNCLEAR


def pause_after(run: SlotRun, now: datetime) -> timedelta:
    """Return how long to wait before another try: longer, the longer it has been failing."""
    failing = max(now - run.opened, timedelta(0))
    return min(max(failing / 2, timedelta(seconds=5)), timedelta(minutes=10))
