"""Reports that were filed, and what becomes of them in the platform's hourly files."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from bot.chutes.client import open_chutes
from bot.reports.life import AttemptOutcome, ReportState, new_report
from bot.reports.store import NO_FILES_FOR, NO_FILES_KEY, READ_LEASE, ReportStore
from bot.sandbox.world import NEIGHBOUR, SANDBOX
from tests.reports.confirming import IN_DOUBT, WEEK, ConfirmingWorkers
from tests.reports.reporting_bot import COSTS, DIRECT, REASON, UNDO, ask_here, direct
from tests.reports.test_form import from_message, submit
from tests.reports.test_life import COMPLAINT

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
HEADER = "invocation_id,user_id,timestamp,confirmed_at,confirmed_by,reason\r\n"


@pytest.fixture
async def confirming(redis, api, clock):
    async with open_chutes(api.url, clock=clock) as chutes:
        yield ConfirmingWorkers(redis, chutes, api, clock)
        api.faults.clear()


async def test_the_same_message_says_it(reporting_bot, confirming, slack, clock, ours):
    """Three hours later the message to the reporter says how long it took, and so does the
    ledger; each file was fetched once."""
    await ask_here(slack, f"/chutes report {ours} {REASON}")
    await direct(slack, "*held*")
    clock.forward(UNDO)
    await direct(slack, "*filed*")
    clock.forward(3 * HOUR)
    await direct(slack, ":tada: *confirmed*", "\nConfirmed after 2\u00a0h.")
    shown = await ask_here(slack, f"/chutes reports {ours}")

    assert len(slack.messages(DIRECT)) == 1
    assert "*confirmed* · <@U0ADA00001> reported" in shown["text"]
    assert "|14:34:15 UTC> · *confirmed* · Confirmed after 2 h." in str(shown["blocks"])
    assert "*confirmed*" in (await ask_here(slack, "/chutes reports"))["text"]
    assert "No open reports" in (await ask_here(slack, "/chutes reports open"))["text"]
    assert confirming.read == [("24/13", 200), ("24/14", 200), ("24/15", 200)]


async def test_the_thread_hears_it(reporting_bot, confirming, slack, clock, ours):
    """So does the message in the thread where the fault was seen."""
    message, modal = await from_message(slack, f"look: {ours}")
    await submit(slack, modal, thread=["yes"])
    await direct(slack, "*held*")
    clock.forward(UNDO)
    await direct(slack, "*filed*")
    clock.forward(3 * HOUR)
    await direct(slack, "*confirmed*")
    [thread] = slack.messages(COSTS, thread_ts=message.ts)[1:]

    assert thread["text"].startswith(":tada: *confirmed* · <@U0ADA00001> reported")
    assert thread["text"].endswith("Confirmed after 2\u00a0h.")


async def test_each_file_once_for_all(confirming):
    """However many reports, a file is fetched once; those that are confirmed are left alone."""
    made = await confirming.file(120)
    await confirming.look(3 * HOUR)
    await confirming.look(HOUR)

    assert (await confirming.states(made)).count("confirmed") == 80
    assert [hour for hour, _ in confirming.read] == ["24/13", "24/14", "24/15", "24/16"]
    assert len(await confirming.followed()) == 40


async def test_several_workers(confirming):
    """Workers that look at once fetch nothing twice, and tell nothing twice."""
    made = await confirming.file(20)
    confirming.clock.forward(3 * HOUR)
    await asyncio.gather(*(confirming.look() for _ in range(4)))

    assert [hour for hour, _ in confirming.read] == ["24/13", "24/14", "24/15"]
    assert {(await confirming.get(report)).step for report in made} == {3, 4}


class Died(BaseException):
    """The process was killed here."""


@pytest.mark.parametrize("moment", ["before", "after"])
async def test_killed_between_the_file_and_the_report(confirming, monkeypatch, moment):
    """Who is killed before or after a step leaves all to the next: told once, nobody forgotten."""
    made = await confirming.file(4)
    step, left = ReportStore.step, [2]

    async def fragile(*args):
        left[0] -= 1
        done = await step(*args) if left[0] or moment == "after" else None
        if not left[0]:
            raise Died
        return done

    monkeypatch.setattr(ReportStore, "step", fragile)
    with pytest.raises(Died):
        await confirming.look(3 * HOUR)
    await confirming.look(later=READ_LEASE)

    assert await confirming.states(made) == ["confirmed", "confirmed", "filed", "confirmed"]
    assert [(await confirming.get(report)).step for report in made] == [4, 4, 3, 4]


async def test_killed_with_the_lease(confirming):
    """What somebody read who died is read once their lease is over."""
    made = await confirming.file()
    confirming.clock.forward(3 * HOUR)
    assert await confirming.due.claim(1)
    await confirming.look()
    before = await confirming.states(made)
    await confirming.look(later=READ_LEASE)

    assert before == ["filed"]
    assert await confirming.states(made) == ["confirmed"]


async def test_settled_in_another_hour(confirming):
    """Sent at 18:59 and on file by the next hour, it is still looked for in the file of 19:00."""
    confirming.clock.now = confirming.clock().replace(hour=18, minute=59)
    made = await confirming.file(outcome=IN_DOUBT)
    confirming.clock.now = confirming.clock().replace(hour=19, minute=40)
    await confirming.look()

    assert confirming.read == [("24/19", 200)]
    assert await confirming.states(made) == ["filed"]


async def test_a_file_that_is_late(confirming):
    """A file that is not there yet is asked for again after five minutes, and not before."""
    made = await confirming.file()
    confirming.clock.now = datetime(2026, 11, 24, 15, 3, tzinfo=UTC)  # it comes at 15:14:58
    for _ in range(20):
        await confirming.look(later=MINUTE)

    assert [status for hour, status in confirming.read if hour == "24/15"] == [404, 404, 404, 200]
    assert await confirming.states(made) == ["confirmed"]


async def test_a_file_that_never_comes(confirming):
    """An hour without a file is passed over an hour later, and the next ones are read."""
    confirming.clock.now = datetime(2026, 11, 26, 9, 30, tzinfo=UTC)  # that day has no file 10
    made = await confirming.file()
    await confirming.look(later=89 * MINUTE)
    waiting = confirming.read
    await confirming.look(later=3 * HOUR)

    assert waiting == [("26/10", 404)]
    assert confirming.read[1:] == [("26/10", 404), ("26/11", 200), ("26/12", 200)]
    assert await confirming.states(made) == ["confirmed"]


@pytest.mark.parametrize("trouble", [{"status": 501}, {"status": 403, "body": "<html>"}])
async def test_trouble(confirming, caplog, trouble):
    """While the API is in trouble it is asked every five minutes, with a line in the log each."""
    made = await confirming.file()
    confirming.api.faults.add("export", "answer", times=2, **trouble)
    confirming.clock.forward(3 * HOUR)
    for _ in range(8):
        await confirming.look(later=2 * MINUTE)

    assert [status for _, status in confirming.read] == [trouble["status"]] * 2 + [200] * 3
    assert len(caplog.records) == 2
    assert await confirming.states(made) == ["confirmed"]


async def test_a_file_that_stays_broken(confirming):
    """A file that a living API does not give for hours does not hold up the others."""
    made = await confirming.file()
    confirming.api.faults.add("export", "answer", status=500)
    await confirming.look(later=7 * HOUR)

    assert [status for _, status in confirming.read[:3]] == [500, 200, 200]
    assert await confirming.states(made) == ["confirmed"]


async def test_an_outage(confirming):
    """While the API is down altogether nothing is passed over, however long that takes."""
    made = await confirming.file()
    confirming.api.faults.add("any", "answer", status=501, times=None)
    await confirming.look(later=30 * HOUR)
    confirming.api.faults.clear()
    await confirming.look(later=timedelta(minutes=6))

    assert confirming.read[:2] == [("24/13", 501), ("24/13", 200)]
    assert await confirming.states(made) == ["confirmed"]


async def test_after_a_day_of_downtime(confirming):
    """All files since are read, one after another."""
    made = await confirming.file(3)
    await confirming.look(later=timedelta(days=1))

    assert len(confirming.read) == 24
    assert confirming.read[-1] == ("25/12", 200)
    assert await confirming.states(made) == ["confirmed", "confirmed", "filed"]


async def test_junk(confirming):
    """Rows that make no sense are passed over, and what is good in the file counts."""
    [made] = await confirming.file()
    good = f"{made.invocation_id},{SANDBOX.user_id},2026-11-24 12:34:15+00:00"
    body = (
        f"{HEADER}{made.invocation_id},,yesterday,now,,\r\nx\r\n,,,,,\r\n"
        f"{good},2026-11-24 12:54:15+00:00,platform,bad\r\n{good},,,bad\r\n{good},2026"
    )
    confirming.api.faults.add("export", "answer", status=200, body=body, content_type="text/csv")
    await confirming.look(later=HOUR)

    last = (await confirming.get(made)).trail[-1]
    assert (last.state, last.why) == (ReportState.CONFIRMED, "Confirmed after 20\u00a0min.")


async def test_no_longer_offered(reporting_bot, confirming, slack):
    """Where the server has no such files, the status says so once, and nobody asks any more."""
    await confirming.file(3)
    confirming.api.profile = "2026"
    confirming.clock.forward(3 * HOUR)
    await slack.wait_for(lambda: confirming.read, within=8)
    confirming.clock.forward(3 * HOUR)
    said = (await ask_here(slack, "/chutes status", as_="ben"))["text"]
    await confirming.store.note_gone(True)
    neither = (await ask_here(slack, "/chutes status", as_="ben"))["text"]

    assert said.count("whether reports are confirmed") == 1
    assert neither.count("new reports and whether reports are confirmed.") == 1
    assert confirming.read == [("24/13", 400)]


async def test_asked_again(confirming):
    """A server that had no files is asked again soon, or once a report was taken."""
    await confirming.file()
    confirming.api.faults.add("export", "answer", status=410)
    await confirming.look(later=3 * HOUR)
    await confirming.look()
    asked, ttl = len(confirming.read), await confirming.redis.ttl(NO_FILES_KEY)
    await confirming.store.note_gone(False)
    await confirming.look()

    assert asked == 1
    assert 0 < ttl <= 15 * 60
    assert len(confirming.read) > 1


async def test_no_files_for_long(confirming):
    """Nobody follows for ever what a server without files cannot tell; files that come back do."""
    made = await confirming.file()
    confirming.api.profile = "2026"
    await confirming.look(later=3 * HOUR)
    kept = await confirming.followed()
    confirming.api.profile = "documented"
    await confirming.redis.delete(NO_FILES_KEY)
    await confirming.look(later=NO_FILES_FOR)

    assert kept
    assert await confirming.states(made) == ["confirmed"]


@pytest.mark.parametrize(
    ("user", "becomes"), [(SANDBOX.user_id, "filed"), (NEIGHBOUR.user_id, "already filed")]
)
async def test_whose_report_it_was(confirming, user, becomes):
    """A refused report whose attempt was never answered: by whose row it is, it is on file
    after all, or somebody else's is; either way nobody can report the invocation again."""
    [made] = await confirming.file(outcome=IN_DOUBT, user=user)
    before = await confirming.store.holder(made.invocation_id)
    await confirming.look(later=HOUR)

    assert before is None
    assert await confirming.states([made]) == [becomes]
    assert (await confirming.store.holder(made.invocation_id)).report.id == made.id


async def test_found_after_all(confirming):
    """What this account does not have, another may report; not once it turns out to be on file."""
    [made] = await confirming.file(
        outcome=AttemptOutcome(ReportState.NOT_FOUND, "No such.", unanswered=True)
    )
    again = new_report(
        replace(COMPLAINT, invocation_id=made.invocation_id), "a", confirming.clock(), UNDO
    )
    await confirming.look(later=HOUR)

    assert await confirming.states([made]) == ["filed"]
    assert (await confirming.store.claim(again)).taken_by == made.id


async def test_a_newer_report_keeps_its_claim(confirming):
    """What turns out to be on file takes no claim from a report that was made meanwhile."""
    [made] = await confirming.file(outcome=IN_DOUBT)
    complaint = replace(COMPLAINT, invocation_id=made.invocation_id)
    newer = new_report(complaint, SANDBOX.user_id, confirming.clock(), UNDO)
    assert (await confirming.store.claim(newer)).kept
    await confirming.look(later=HOUR)

    assert await confirming.states([made]) == ["filed"]
    assert (await confirming.store.holder(made.invocation_id)).report.id == newer.id
    assert await confirming.redis.ttl(f"chutes:claim:{made.invocation_id}") == -1


async def test_a_confirmed_report_keeps_its_claim(confirming):
    """Nobody reports again what is confirmed, for as long as the report is kept."""
    [made] = await confirming.file()
    await confirming.redis.pexpire(f"chutes:claim:{made.invocation_id}", 60_000)
    await confirming.look(later=3 * HOUR)

    assert (await confirming.store.holder(made.invocation_id)).report.state is ReportState.CONFIRMED
    assert await confirming.redis.ttl(f"chutes:claim:{made.invocation_id}") > 100 * 86_400


async def test_no_longer_kept(confirming):
    """A report that is forgotten before its time is over is no longer followed."""
    made, other = await confirming.file(2)
    await confirming.redis.delete(f"chutes:report:{made.id}")
    await confirming.look(later=HOUR)

    assert await confirming.followed() == [other.id]


async def test_time_is_over(confirming):
    """Once a report was followed for long enough, no further file is asked for."""
    confirming.api.world.reports.confirm_after = None
    confirming.follow = timedelta(days=1)
    made = await confirming.file()
    await confirming.look(later=22 * HOUR)
    before = await confirming.followed()
    await confirming.look(later=4 * HOUR)
    asked = len(confirming.read)
    await confirming.look(later=4 * HOUR)

    assert before == [made[0].id]
    assert await confirming.followed() == []
    assert len(confirming.read) == asked == 25
    assert await confirming.states(made) == ["filed"]


async def test_never_confirmed(reporting_bot, slack, clock, ours):
    """Of a report that was not confirmed the ledger says so once nobody looks any more."""
    await ask_here(slack, f"/chutes report {ours} {REASON}")
    await direct(slack, "*held*")
    clock.forward(UNDO)
    await direct(slack, "*filed*")
    early = await ask_here(slack, f"/chutes reports {ours}")
    clock.forward(WEEK)
    late = await ask_here(slack, f"/chutes reports {ours}")

    assert "confirmed within" not in early["text"]
    assert late["text"].endswith("It wasn't confirmed within 7 days.")
