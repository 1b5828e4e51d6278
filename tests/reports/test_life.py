"""The life of a report, step by step, without anything around it."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.errors import AlreadyReported, Gone, NotFound, Rejected, Unanswered, Unavailable
from bot.reports.life import (
    ATTEMPT_LEASE,
    MAYBE,
    PROBABLY_OURS,
    Complaint,
    ReportState,
    TooLate,
    attempt_outcome,
    finish_attempt,
    new_report,
    open_attempt,
    withdraw,
)
from tests.reports.reporting_bot import UNDO

NOW = datetime(2026, 11, 24, 12, 34, tzinfo=UTC)
SECOND = timedelta(seconds=1)
COMPLAINT = Complaint(
    invocation_id="9d0f3c52-7a1b-4c1e-8f53-0a6e2b9d4c71",
    team_id="T1",
    user_id="U1",
    kind="garbled",
    reason="nothing but exclamation marks",
)
NEW = new_report(COMPLAINT, "account", NOW, UNDO)
DOWN = attempt_outcome(Unavailable("Down."))
SILENT = attempt_outcome(Unanswered("Silence."))


def after(*errors, start=NOW + UNDO):
    """Return the report after attempts that ended in *errors*, each made when it was due."""
    report, now = NEW, start
    for error in errors:
        report = open_attempt(report, now)
        report = finish_attempt(report, attempt_outcome(error), now)
        now = report.due
    return report


@pytest.mark.parametrize(
    ("moment", "wins"),
    [(UNDO - SECOND / 1000, "undo"), (UNDO, "sending"), (UNDO + SECOND, "sending")],
)
def test_undo_or_send(moment, wins):
    """At every moment exactly one of the two is possible."""
    now = NOW + moment
    can_undo = True
    try:
        withdraw(NEW, "U1", now)
    except TooLate:
        can_undo = False

    assert can_undo is (wins == "undo")
    assert (open_attempt(NEW, now) is not None) is (wins == "sending")


def test_pauses():
    """Again after 2, 4, 8, 16, 30 s for ten minutes, then every ten minutes, for a day."""
    report, now, pauses = NEW, NOW + UNDO, []
    while not report.state.is_final:
        report = finish_attempt(open_attempt(report, now), DOWN, now)
        if report.due:
            pauses.append((report.due - now).total_seconds())
            now = report.due

    assert pauses[:7] == [2, 4, 8, 16, 30, 30, 30]
    assert pauses.index(600) == len([p for p in pauses if p < 600])
    assert 600 <= sum(p for p in pauses if p < 600) < 630
    assert report.state is ReportState.GIVEN_UP
    assert timedelta(hours=23, minutes=45) < now - (NOW + UNDO) <= timedelta(hours=24)


def test_the_api_asks_for_more_patience():
    """A Retry-After that is longer than our pause counts."""
    report = after(Unavailable("Later.", retry_after=300))

    assert report.due == NOW + UNDO + timedelta(seconds=300)


ENDS = {
    "409 at once": ((AlreadyReported("On file."),), ReportState.ALREADY_FILED, "On file."),
    "409 after silence": (
        (Unanswered("?"), AlreadyReported("On file.")),
        ReportState.FILED,
        PROBABLY_OURS,
    ),
    "409 after trouble": (
        (Unavailable("Down."), AlreadyReported("On file.")),
        ReportState.ALREADY_FILED,
        "On file.",
    ),
    "404": ((NotFound("No such."),), ReportState.NOT_FOUND, "No such."),
    "401": ((Rejected("No."),), ReportState.REFUSED, "No."),
    "gone": ((Gone("Gone."),), ReportState.REFUSED, "Gone."),
    "gone after silence": ((Unanswered("?"), Gone("Gone.")), ReportState.REFUSED, f"Gone. {MAYBE}"),
}


@pytest.mark.parametrize(("errors", "state", "why"), ENDS.values(), ids=ENDS)
def test_ends(errors, state, why):
    """What the last answer means depends on whether an attempt before may have been filed."""
    report = after(*errors)

    assert (report.state, report.trail[-1].why) == (state, why)


def test_who_does_not_come_back():
    """After the lease of a sender that died the next attempt knows that it may be on file."""
    sending = open_attempt(NEW, NOW + UNDO)
    early = open_attempt(sending, NOW + UNDO + ATTEMPT_LEASE - SECOND)
    second = open_attempt(sending, NOW + UNDO + ATTEMPT_LEASE)
    end = finish_attempt(second, attempt_outcome(AlreadyReported("On file.")), NOW)

    assert early is None
    assert (second.attempts, second.unanswered) == (2, True)
    assert (end.state, end.trail[-1].why) == (ReportState.FILED, PROBABLY_OURS)


def test_senders_that_die_for_a_day():
    """Even if every sender dies, it is given up after a day, and says that it may be on file."""
    report, now = NEW, NOW + UNDO
    while not report.state.is_final:
        report = open_attempt(report, now)
        now += timedelta(hours=1)

    assert report.state is ReportState.GIVEN_UP
    assert report.trail[-1].why.endswith(MAYBE)
    assert report.attempts == 25


def test_the_trail_says_all():
    """Each change has its reason and its time."""
    report = after(Unavailable("Down."), NotFound("No such."))

    assert [(change.state.value, change.why) for change in report.trail] == [
        ("held", "Reported."),
        ("sending", "Attempt 1."),
        ("waiting", "Down."),
        ("sending", "Attempt 2."),
        ("not found", "No such."),
    ]
    assert report.trail[-1].at == NOW + UNDO + timedelta(seconds=2)
