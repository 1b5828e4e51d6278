"""The life of a report, as pure steps: what it is now and what happens in, what it is then out.

`held` → `sending` → one of the ends, with `waiting` in between while the API is in trouble. An
attempt is marked before it is made: if nobody comes back from it, the next one knows that the
report may be on file already. `evidence` says what the platform's files show after that.

One Lua script makes a step only on the very bytes from which it was worked out, so undo, senders
and sweeps cannot all win. The search in `tests/reports/test_machine.py` walks this machine.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import msgspec
from msgspec.structs import asdict, replace

from bot.errors import (
    AlreadyReported,
    ApiError,
    NotFound,
    Refused,
    Unanswered,
    Unavailable,
)


class ReportState(StrEnum):
    """Where a report is, in the word that people see."""

    HELD = "held"
    SENDING = "sending"
    WAITING = "waiting"
    FILED = "filed"
    CONFIRMED = "confirmed"
    ALREADY_FILED = "already filed"
    NOT_FOUND = "not found"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    GIVEN_UP = "given up"

    @property
    def is_final(self) -> bool:
        """Whether nothing more is done for it; the platform's files may still tell more."""
        return self not in OPEN_STATES

    @property
    def frees_the_id(self) -> bool:
        """Whether somebody may report the same invocation after it."""
        return self in (ReportState.REFUSED, ReportState.WITHDRAWN, ReportState.GIVEN_UP)


OPEN_STATES = {ReportState.HELD, ReportState.SENDING, ReportState.WAITING}
UNFILED = {ReportState.NOT_FOUND, ReportState.REFUSED, ReportState.GIVEN_UP}
SENT = {ReportState.FILED, ReportState.ALREADY_FILED, *UNFILED}
NEXT: Mapping[ReportState, set[ReportState]] = {
    ReportState.HELD: {ReportState.SENDING, ReportState.WITHDRAWN},
    ReportState.SENDING: {ReportState.SENDING, ReportState.WAITING, *SENT},
    ReportState.WAITING: {ReportState.SENDING},
    **{
        ended: {ReportState.FILED, ReportState.CONFIRMED, ReportState.ALREADY_FILED}
        for ended in (ReportState.FILED, *UNFILED)
    },
}

ATTEMPT_LEASE = timedelta(seconds=10)  # of who sends it; renewed as long as the API takes
FIRST_PAUSES_UP_TO = timedelta(seconds=30)  # the longest pause in the first `IMPATIENT`
IMPATIENT = timedelta(minutes=10)
LATER_PAUSE = timedelta(minutes=10)  # the pause after that
FILING_WINDOW = timedelta(hours=24)  # from the first attempt on

SENDER_LOST = "The worker that was sending it stopped."
PROBABLY_OURS = "It's on file, most likely from an earlier attempt of mine that wasn't answered."
MAYBE = "An earlier attempt wasn't answered, so it may be on file all the same."


class ReportChange(msgspec.Struct, frozen=True):
    """One step of the trail: since when it is in which state, why (a sentence), and who did it."""

    at: datetime
    state: ReportState
    why: str
    by: str = ""


class ReportThread(msgspec.Struct, frozen=True):
    """Where to tell how it goes: *ts* is the thread's first message."""

    channel: str
    ts: str


class Complaint(msgspec.Struct, frozen=True, kw_only=True):
    """Who reports which invocation, and why; *link* leads to where it was seen."""

    invocation_id: str
    team_id: str
    user_id: str
    kind: str
    reason: str
    link: str = ""
    thread: ReportThread | None = None

    @property
    def statement(self) -> str:
        """What the platform is told: the kind of fault in front of the reason."""
        return f"{self.kind}: {self.reason}" if self.kind else self.reason


class Report(Complaint, frozen=True, kw_only=True):
    """A complaint, with which account it is made, and how far it has come.

    *due* is when the next step is: the end of the undo window, of the sender's lease, or of a
    pause; None at the end. *mark* is new at every step, so that no two are the same.
    *unanswered*: an attempt of ours may have been carried out.
    """

    id: str
    account: str
    trail: tuple[ReportChange, ...]
    due: datetime | None
    mark: str
    attempts: int = 0
    first_sent_at: datetime | None = None
    unanswered: bool = False

    def __post_init__(self) -> None:
        if not self.trail:
            raise ValueError("a report has a trail")

    @property
    def state(self) -> ReportState:
        return self.trail[-1].state

    @property
    def can_be_undone(self) -> bool:
        """Whether it was given a window to be undone in, which it has not left by a step."""
        return self.state is ReportState.HELD and self.due != self.created_at

    @property
    def ended_at(self) -> datetime | None:
        """When it came to its end; None before."""
        return next((change.at for change in self.trail if change.state.is_final), None)

    @property
    def step(self) -> int:
        return len(self.trail)

    @property
    def created_at(self) -> datetime:
        return self.trail[0].at


class TooLate(Refused):
    """The report can no longer be withdrawn."""


@dataclass(frozen=True)
class AttemptOutcome:
    """What came of an attempt: *wait* is what the API asks for, in seconds."""

    state: ReportState
    why: str
    unanswered: bool = False
    wait: float = 0


def attempt_outcome(error: ApiError) -> AttemptOutcome:
    """Return what the API's "no" to an attempt means."""
    why = str(error)
    match error:
        case AlreadyReported():
            return AttemptOutcome(ReportState.ALREADY_FILED, why)
        case NotFound():
            return AttemptOutcome(ReportState.NOT_FOUND, why)
        case Unavailable():
            return AttemptOutcome(
                ReportState.WAITING, why, isinstance(error, Unanswered), error.retry_after or 0
            )
    return AttemptOutcome(ReportState.REFUSED, why)


def withdraw(report: Report, by: str, now: datetime) -> Report:
    """Return *report*, undone; raise `TooLate` once its window is over."""
    if report.state is ReportState.WITHDRAWN:
        raise TooLate("It's withdrawn already.")
    if report.state is not ReportState.HELD or report.due is None or now >= report.due:
        raise TooLate(f"Too late to undo: {_word(report)}.")
    return transition(report, ReportChange(now, ReportState.WITHDRAWN, "Undone.", by))


def open_attempt(report: Report, now: datetime) -> Report | None:
    """Return *report* with its next attempt marked and leased; None if none is due.

    A report whose sender never comes back is given up after `FILING_WINDOW`.
    """
    if report.due is None or now < report.due:
        return None
    lost = report.state is ReportState.SENDING
    first = report.first_sent_at or now
    if lost and now - first > FILING_WINDOW:
        return _given_up(replace(report, unanswered=True), SENDER_LOST, now)
    why = f"{SENDER_LOST} " * lost + f"Attempt {report.attempts + 1}."
    return replace(
        transition(report, ReportChange(now, ReportState.SENDING, why), now + ATTEMPT_LEASE),
        attempts=report.attempts + 1,
        first_sent_at=first,
        unanswered=report.unanswered or lost,
    )


def renew_attempt(report: Report, now: datetime) -> Report:
    """Return *report* with the lease of who sends it begun anew."""
    return replace(report, due=now + ATTEMPT_LEASE, mark=_mark())


def finish_attempt(report: Report, outcome: AttemptOutcome, now: datetime) -> Report:
    """Return *report* after an attempt; it waits for the next one, or is at its end."""
    unanswered = report.unanswered or outcome.unanswered
    report = replace(report, unanswered=unanswered)
    if outcome.state is ReportState.WAITING:
        return _wait(report, outcome, now)
    if outcome.state is ReportState.ALREADY_FILED and unanswered:
        return transition(report, ReportChange(now, ReportState.FILED, PROBABLY_OURS))
    in_doubt = unanswered and outcome.state in (ReportState.NOT_FOUND, ReportState.REFUSED)
    why = f"{outcome.why} {MAYBE}" if in_doubt else outcome.why
    return transition(report, ReportChange(now, outcome.state, why))


def _wait(report: Report, outcome: AttemptOutcome, now: datetime) -> Report:
    first = report.first_sent_at or now
    due = now + max(_pause(report.attempts, now - first), timedelta(seconds=outcome.wait))
    if due > first + FILING_WINDOW:
        return _given_up(report, outcome.why, now)
    return transition(report, ReportChange(now, ReportState.WAITING, outcome.why), due)


def _pause(attempts: int, age: timedelta) -> timedelta:
    if age >= IMPATIENT:
        return LATER_PAUSE
    return min(timedelta(seconds=2 ** min(attempts, 10)), FIRST_PAUSES_UP_TO)


def _given_up(report: Report, why: str, now: datetime) -> Report:
    hours = FILING_WINDOW // timedelta(hours=1)
    doubt = f" {MAYBE}" if report.unanswered else ""
    why = f"Not filed within {hours}\u00a0h. {why}{doubt}"
    return transition(report, ReportChange(now, ReportState.GIVEN_UP, why))


def transition(report: Report, change: ReportChange, due: datetime | None = None) -> Report:
    """Return *report* after *change*, which has to be one that can follow; *due* again then."""
    assert change.state in NEXT.get(report.state, ()), f"{report.state}, then {change.state}?"
    if change.state is ReportState.WITHDRAWN:
        report = without_reason(report)
    return replace(report, trail=(*report.trail, change), due=due, mark=_mark())


def without_reason(report: Report) -> Report:
    """Return *report* without what its reporter takes back: what was said, and where."""
    return replace(report, kind="", reason="", link="")


def new_report(complaint: Complaint, account: str, now: datetime, undo: timedelta) -> Report:
    """Return a new report, which can be undone for as long as *undo*."""
    return Report(
        **asdict(complaint),
        id=secrets.token_hex(8),
        account=account,
        trail=(ReportChange(now, ReportState.HELD, "Reported."),),
        due=now + undo,
        mark=_mark(),
    )


def _mark() -> str:
    return secrets.token_hex(8)


def _word(report: Report) -> str:
    if report.state is ReportState.HELD:
        return "it's about to be sent"
    return f"it was already sent ({report.state})"
