"""Reporting, through the sandbox's Slack: the command and the buttons of a report."""

import re
from datetime import timedelta

import pytest

from bot.config import Rate
from bot.reports.life import Complaint
from bot.sandbox.world import SANDBOX
from tests.conversation import ADA, hear, offered
from tests.reports.reporting_bot import (
    COSTS,
    DIRECT,
    REASON,
    UNDO,
    ask_here,
    direct,
    filed,
)


async def test_a_report_is_held_and_then_filed(reporting_bot, slack, api, clock, ours):
    """Typed with a reason, it can be undone for a while; then it is filed, and the person told."""
    said = await ask_here(slack, f"/chutes report {ours} {REASON}")
    await direct(slack, "*held*")
    clock.forward(UNDO)
    told = await direct(slack, "*filed*")

    assert said["text"].startswith(f":white_check_mark: Got it: `{ours}`")
    assert re.search(r"You can undo it until <!date\^.*the DM says how it goes\.", said["text"])
    assert "It's on file at Chutes. If Chutes confirms it in the next few days, " in told["text"]
    assert [(report.invocation_id, report.reason) for report in api.world.reports] == [
        (ours, REASON)
    ]
    assert len(slack.messages(DIRECT)) == 1


async def test_undo(reporting_bot, slack, api, clock, ours):
    """Undone within the window nothing is sent, and the id is free again."""
    await ask_here(slack, f"/chutes report {ours} {REASON}")
    held = await direct(slack, "*held*")
    await slack.act(ADA, "report_undo", channel=DIRECT, ts=held["ts"])
    await direct(slack, "*withdrawn*", "Undone by <@U0ADA00001>. Nothing was sent.")
    clock.forward(UNDO)
    again = await ask_here(slack, f"/chutes report {ours} {REASON}")

    assert "Got it" in again["text"]
    assert api.requests.count("report") == 0


async def test_undo_replaces_what_said_held(reporting_bot, slack, ours):
    """The answer to a typed report, or the direct message, becomes the outcome: nothing is left."""
    answer = await ask_here(slack, f"/chutes report {ours} {REASON}")
    await direct(slack, "*held*")
    before = len(slack.messages(COSTS))
    await slack.act(ADA, "report_undo", channel=COSTS, ts=answer["ts"])
    await direct(slack, "*withdrawn*")
    await slack.wait_for(lambda: "*withdrawn*" in slack.messages(COSTS)[-1]["text"])

    assert len(slack.messages(COSTS)) == before
    assert len(slack.messages(DIRECT)) == 1
    assert "*held*" not in str(slack.messages(COSTS)) + str(slack.messages(DIRECT))


async def test_undo_too_late(reporting_bot, slack, api, clock, ours):
    """Pressed after the window it is told that it is too late, and the report is filed."""
    await ask_here(slack, f"/chutes report {ours} {REASON}")
    held = await direct(slack, "*held*")
    clock.forward(UNDO)
    await slack.act(ADA, "report_undo", channel=DIRECT, ts=held["ts"])
    await direct(slack, "Too late to undo")

    await slack.wait_for(lambda: filed(api) == [ours], within=5)


async def test_only_the_reporter_and_admins_undo(reporting_bot, slack, clock, ours):
    """Who did not report it cannot undo it, unless they are an admin."""
    await ask_here(slack, f"/chutes report {ours} {REASON}", as_="ben")
    shown = await ask_here(slack, f"/chutes reports {ours}", as_="chiyo")
    where = {"channel": COSTS, "ts": shown["ts"]}
    await slack.act("chiyo", "report_undo", **where)
    refused = await slack.heard("chiyo", COSTS)
    shown = await ask_here(slack, f"/chutes reports {ours}", as_="ada")
    await slack.act("ada", "report_undo", channel=COSTS, ts=shown["ts"])
    undone = await slack.wait_for(
        lambda: next((m for m in slack.messages(COSTS, "ada") if "*withdrawn*" in m["text"]), None)
    )

    assert refused["text"] == "Only the person who reported it, or an admin, can undo it."
    assert "<@U0BEN00001> reported" in undone["text"]
    assert "Undone by <@U0ADA00001>" in (await direct(slack, "*withdrawn*", of="ben"))["text"]


async def test_somebody_was_before_you(web, slack, clock, ours):
    """The second person hears who reported it, when, and how that is going."""
    await ask_here(slack, f"/chutes report {ours} {REASON}", as_="ben")
    said = await ask_here(slack, f"/chutes report {ours} {REASON}")

    assert said["text"].startswith(f"<@U0BEN00001> reported `{ours}` <!date^")
    assert "*held*" in said["text"]


async def test_another_workspace_was_before_you(web, slack, reports, ours):
    """Of another workspace's report people hear that it exists, and nothing else."""
    complaint = Complaint(
        invocation_id=ours, team_id="T0ELSEWHERE", user_id="U0ZOE", kind="other", reason=REASON
    )
    await reports.file(complaint)
    said = await ask_here(slack, f"/chutes report {ours} {REASON}")

    assert said["text"] == (
        f"`{ours}`: It was reported from another workspace, "
        "and each invocation can only be reported once."
    )


WRONG = {
    "chatcmpl-9d0f3c52-7a1b-4c1e-8f53-0a6e2b9d4c71 garbled output": "X-Chutes-InvocationID",
    "12345 garbled output": "That's not an invocation id",
    "ID bad": "at least 5 characters",
    f"ID {'x' * 1001}": "Please keep it to 1,000 characters; that's 1,001.",
    "ID my key is cpk_abc": "looks like it contains an API key",
    "ID my key is sk-abcdefghijklm": "looks like it contains an API key",
    "ID token eyJhbGciOi.eyJzdWIiOi.x": "looks like it contains an access token",
    "ID ask ada@example.com": "looks like it contains an e-mail address",
}


@pytest.mark.parametrize("typed", WRONG)
async def test_wrong_words(web, slack, api, ours, typed):
    """What cannot be reported gets a sentence, and nothing is kept."""
    said = await ask_here(slack, f"/chutes report {typed.replace('ID', ours)}")

    assert WRONG[typed] in said["text"]
    assert "Nobody here" in (await ask_here(slack, "/chutes reports all"))["text"]


async def test_ids_as_people_paste_them(web, slack, ours):
    """Upper case, braces and backticks around an id are fine."""
    said = await ask_here(slack, f"/chutes report `{{{ours.upper()}}}` too slow: 90 s a word")

    assert f"`{ours}`" in said["text"]
    assert "“too slow: 90 s a word”" in said["text"]


@pytest.mark.parametrize("limit", [Rate(2, timedelta(hours=1))])
async def test_too_many_reports(web, slack, world):
    """Past the limit people hear when to try again, and no report is kept."""
    ids = world.invocations(SANDBOX, 3)
    for id in ids:
        said = await ask_here(slack, f"/chutes report {id} {REASON}")

    assert re.fullmatch(r"You have reported a lot lately. Try again in 30\smin.", said["text"])
    assert "*2 reports by you*" in (await ask_here(slack, "/chutes reports"))["text"]


async def test_guests_may_not(web, slack, ours):
    """A guest is refused, unless the settings allow it."""
    said = await ask_here(slack, f"/chutes report {ours} {REASON}", as_="gus")

    assert said["text"].startswith("Guests can't report here")


async def test_the_ledger(web, slack, world, clock):
    """Who reported what and how it is: mine, all, open, in pages."""
    ids = world.invocations(SANDBOX, 12)
    for id in ids[:-1]:
        await ask_here(slack, f"/chutes report {id} {REASON}", as_="ben" if id < "8" else "chiyo")
    await ask_here(slack, f"/chutes report {ids[-1]} {REASON}")
    mine = await ask_here(slack, "/chutes reports")
    everything = await ask_here(slack, "/chutes reports all")
    await slack.act(ADA, "reports_page_older", channel=COSTS, ts=everything["ts"])

    assert "*1 report by you*" in mine["text"]
    assert "*12 reports from this workspace*, 1–10 of them" in everything["text"]
    await slack.wait_for(lambda: ", 11–12 of them" in slack.messages(COSTS)[-1]["text"])


async def test_one_report_and_its_trail(reporting_bot, slack, api, clock, ours):
    """One report shows every change with its reason, and what was not filed can be again."""
    api.faults.add("report", "answer", status=422, body='{"detail": "no"}', times=1)
    await ask_here(slack, f"/chutes report {ours} {REASON}")
    clock.forward(UNDO)
    await direct(slack, "*refused*")
    shown = await ask_here(slack, f"/chutes reports {ours}")
    trail = shown["blocks"][2]["text"]["text"]
    await slack.act(ADA, "report_again", channel=COSTS, ts=shown["ts"])
    await direct(slack, "*held*")

    assert re.findall(r"\*(.*?)\*", trail) == ["held", "sending", "refused"]


async def test_details_of_one_in_the_list(reporting_bot, slack, ours):
    """*Details* beside a report shows it in full, below the list."""
    await ask_here(slack, f"/chutes report {ours} {REASON}")
    await direct(slack, "*held*")
    listed = await ask_here(slack, "/chutes reports")
    await slack.act(ADA, "report_details", channel=COSTS, ts=listed["ts"])
    shown = await hear(slack, ADA)

    assert f"<@U0ADA00001> reported `{ours}`" in shown["text"]
    assert "report_undo" in offered(shown)
