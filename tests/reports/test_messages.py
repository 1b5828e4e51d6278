"""What people read about a report."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from bot.errors import Rejected, Unavailable
from bot.reports.life import (
    ReportState,
    attempt_outcome,
    finish_attempt,
    new_report,
    open_attempt,
    withdraw,
)
from bot.reports.list_messages import ledger_message, report_message
from bot.reports.messages import filing_answer, notice, standing, thread_notice
from bot.reports.service import Filing
from tests.reports.test_life import COMPLAINT, NEW, NOW, UNDO, after

WEEK = timedelta(days=7)
LONG = replace(COMPLAINT, reason="<!channel> & *everybody* " * 40)


def kinds(message):
    return [block.type.value for block in message.blocks]


def test_held():
    """Until when it can be undone, to the second, with the button for that."""
    said = notice(NEW)

    assert "*held* · your report of `9d0f3c52-7a1b-4c1e-8f53-0a6e2b9d4c71`" in said.text
    assert "at <!date^1795523655^{time_secs}|12:34:15 UTC>; until then you can undo it" in said.text
    assert kinds(said) == ["section", "actions"]


def test_without_a_window():
    """Where undo is turned off there is no button."""
    said = notice(new_report(COMPLAINT, "account", NOW, timedelta(0)))

    assert said.text.endswith("It goes to Chutes now.")
    assert kinds(said) == ["section"]


def test_waiting():
    """What is wrong, and when it is tried again."""
    said = notice(after(Unavailable("The Chutes API is having trouble (503).")))

    assert (
        "The Chutes API is having trouble (503). I'll try again at <!date^1795523657^" in said.text
    )


def test_withdrawn():
    """By whom, and that nothing was sent."""
    said = notice(withdraw(NEW, "U2", NOW))

    assert said.text.endswith("Undone by <@U2>. Nothing was sent.")


def test_what_people_wrote_does_nothing():
    """A reason mentions nobody and formats nothing, however long it is."""
    report = new_report(LONG, "account", NOW, UNDO)
    for said in (notice(report), thread_notice(report), report_message(report, False, NOW, WEEK)):
        shown = said.text + str([block._resolve() for block in said.blocks])

        assert "<!channel>" not in shown
        assert all(len(block["text"]["text"]) <= 3000 for block in sections(said))


def sections(message):
    resolved = [block._resolve() for block in message.blocks]
    return [block for block in resolved if block["type"] == "section"]


@pytest.mark.parametrize(("user", "start"), [("U1", "You reported"), ("U2", "<@U1> reported")])
def test_who_was_before(user, start):
    """Inside a workspace people see who and when, with a link."""
    report = replace(NEW, link="https://slack.com/archives/C1/p1")
    said = standing(report, "T1", user)

    assert said.startswith(f"{start} `{COMPLAINT.invocation_id}` <!date^")
    assert said.endswith("<https://slack.com/archives/C1/p1|Where it was seen>.")


def test_another_workspace():
    """Of another workspace's report only that it exists."""
    said = filing_answer(Filing(NEW, is_new=False), "T2", "U2", staffed=True)

    assert "another workspace" in said.text
    assert not any(secret in said.text for secret in ("U1", "held", COMPLAINT.reason, "<!date"))


def test_nobody_works():
    """With no worker alive the answer says that the report waits."""
    said = filing_answer(Filing(NEW, is_new=True), "T1", "U1", staffed=False)

    assert "None of my workers is running at the moment" in said.text


def test_a_long_trail_is_cut():
    """A day of attempts shows its beginning and its end, within what Slack takes."""
    report, now = NEW, NOW + UNDO
    while not report.state.is_final:
        report = open_attempt(report, now)
        report = finish_attempt(report, attempt_outcome(Unavailable("x <&> " * 60)), now)
        now = report.due or now
    said = report_message(report, True, now, WEEK)
    trail = sections(said)[2]["text"]["text"]

    assert report.state is ReportState.GIVEN_UP
    assert f"… {len(report.trail) - 11} more …" in trail
    assert all(len(block["text"]["text"]) <= 3000 for block in sections(said))
    assert kinds(said)[-1] == "actions"


def test_a_full_page():
    """Ten reports with links fit, with the way to older ones."""
    link = f"https://slack.com/archives/C1/{'p' * 100}"
    report = replace(after(Rejected("No.")), link=link)
    said = ledger_message("all", 0, [report] * 10, 11, NOW)

    assert all(len(block["text"]["text"]) <= 3000 for block in sections(said))
    assert kinds(said) == ["section"] * 11 + ["actions"]
