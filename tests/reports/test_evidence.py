"""What the platform's files show of a report, without anything around it."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from bot.chutes.rows import ReportRow
from bot.errors import AlreadyReported, Gone, NotFound, Unanswered, Unavailable
from bot.reports.evidence import ANOTHER, ARRIVED, apply_row, is_followed, seen_before
from bot.reports.life import AttemptOutcome, ReportState, finish_attempt, open_attempt
from tests.reports.test_life import COMPLAINT, NEW, NOW, UNDO, after

US, THEM = "7ff3c0de-1111-4222-8333-444455556666", "7ff3c0de-9999-4222-8333-444455556666"
HOTKEY = "5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty"
SENT = NOW + UNDO
SILENCE = Unanswered("Silence.")
FILED = finish_attempt(
    open_attempt(NEW, SENT), AttemptOutcome(ReportState.FILED, "Received."), SENT
)
ENDS = {
    "filed": FILED,
    "ours, most likely": after(SILENCE, AlreadyReported("On file.")),
    "not found": after(SILENCE, NotFound("No such.")),
    "refused": after(SILENCE, Gone("Gone.")),
    "given up": after(SILENCE, Unavailable("Down.", retry_after=86_400)),
    "surely not found": after(NotFound("No such.")),
    "surely refused": after(Gone("Gone.")),
    "already filed": after(AlreadyReported("On file.")),
}
IN_DOUBT = ["ours, most likely", "not found", "refused", "given up"]
CERTAIN = ["surely not found", "surely refused", "already filed"]


def row(user_id=US, confirmed_after=None):
    confirmed_at = SENT + confirmed_after if confirmed_after is not None else None
    return ReportRow(COMPLAINT.invocation_id, user_id, SENT, confirmed_at)


def test_given_up():
    """The table's ends are what they are called."""
    assert ENDS["given up"].state is ReportState.GIVEN_UP
    assert ENDS["ours, most likely"].state is ReportState.FILED


@pytest.mark.parametrize(
    ("after", "said"),
    [
        (timedelta(seconds=59), "at once"),
        (timedelta(minutes=5), "after 5\u00a0min"),
        (timedelta(hours=2), "after 2\u00a0h"),
        (timedelta(hours=47, minutes=20), "after 47\u00a0h"),
        (timedelta(days=3, hours=2), "after 3\u00a0days"),
        (-timedelta(hours=2), "at once"),
    ],
)
def test_confirmed(after, said):
    """How long it took is counted by the platform's own clock, and is when it was confirmed."""
    report = apply_row(FILED, row(THEM, after), NOW + timedelta(days=4))

    assert report.state is ReportState.CONFIRMED
    assert report.trail[-1].why == f"Confirmed {said}."
    assert report.trail[-1].at == SENT + after
    assert not is_followed(report)


def test_no_news():
    """That it is on file is known; and nothing is told twice."""
    confirmed = apply_row(FILED, row(US, UNDO), NOW)

    assert apply_row(FILED, row(US), NOW) is None
    assert apply_row(confirmed, row(US, UNDO), NOW) is None


@pytest.mark.parametrize("end", IN_DOUBT)
def test_an_attempt_that_arrived_after_all(end):
    """Our account's row settles that the unanswered attempt was filed, whatever came after it."""
    report = apply_row(replace(ENDS[end], account=US), row(US), NOW)

    assert (report.state, report.trail[-1].why) == (ReportState.FILED, ARRIVED)
    assert not report.unanswered
    assert is_followed(report)
    assert apply_row(report, row(US), NOW) is None


@pytest.mark.parametrize("end", IN_DOUBT)
def test_an_attempt_that_never_arrived(end):
    """Another account's row settles that ours is not on file, and whose is."""
    report = apply_row(replace(ENDS[end], account=US), row(THEM, UNDO), NOW)

    assert (report.state, report.trail[-1].why) == (ReportState.ALREADY_FILED, ANOTHER)
    assert not is_followed(report)


@pytest.mark.parametrize("end", IN_DOUBT)
def test_confirmed_before_it_was_settled(end):
    """Found and confirmed in one file: one step."""
    report = apply_row(replace(ENDS[end], account=US), row(US, timedelta(hours=2)), NOW)

    assert (report.state, report.trail[-1].why) == (
        ReportState.CONFIRMED,
        "Confirmed after 2\u00a0h.",
    )


@pytest.mark.parametrize("account", [HOTKEY, "key"])
def test_who_does_not_know_its_account(account):
    """With a hotkey what was in doubt stays so; what is on file may be confirmed."""
    for end in IN_DOUBT:
        report = replace(ENDS[end], account=account)
        confirmed = apply_row(report, row(US, timedelta(hours=2)), NOW)

        assert apply_row(report, row(US), NOW) is None
        assert (confirmed is not None) is (report.state is ReportState.FILED)


@pytest.mark.parametrize("end", CERTAIN)
def test_what_is_certain(end):
    """No file changes what the API said clearly."""
    report = replace(ENDS[end], account=US)

    assert not is_followed(report)
    assert apply_row(report, row(US, UNDO), NOW) is None


@pytest.mark.parametrize(
    ("sent", "seen"),
    [("12:34:15", "12"), ("12:59:59", "12"), ("13:00:30", "12"), ("13:02:00", "13")],
)
def test_from_which_hour_on(sent, seen):
    """What is in doubt: from the first attempt's hour on, or a little before, as clocks differ."""
    hours, minutes, seconds = map(int, sent.split(":"))
    moment = NOW.replace(hour=hours, minute=minutes, second=seconds)
    report = replace(ENDS["given up"], first_sent_at=moment)

    assert f"{seen_before(report):%H:%M:%S}" == f"{seen}:00:00"


def test_what_is_on_file_waits_for_staff():
    """What was surely filed is looked for from the hour of that on, however long that took."""
    waiting = after(Unavailable("Down.", retry_after=7200))
    filed = finish_attempt(
        open_attempt(waiting, waiting.due),
        AttemptOutcome(ReportState.FILED, "Received."),
        waiting.due,
    )

    assert f"{waiting.due:%H:%M} {seen_before(filed):%H:%M}" == "14:34 14:00"
