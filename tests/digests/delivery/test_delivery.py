"""Deliveries in the sandbox's Slack: once, whatever happens on the way."""

import asyncio
import dataclasses
from datetime import time, timedelta
from functools import partial

import pytest
from msgspec.structs import replace

from bot.blocks.message import Message
from bot.digests.calendar import WEEKDAYS
from bot.digests.draft import DigestMessages
from bot.digests.records import DigestState, SlotOutcome
from bot.digests.service import Wish
from bot.figures.periods import Period
from bot.sandbox.slack import cast
from tests.digests.delivery.digesting import (
    ALL,
    HERE,
    HISTORY,
    MINUTE,
    compose,
    die,
    go,
    go_on,
    nov,
    said,
    set_up,
    utc,
)


async def test_headline_thread_and_file(rounds, due, slack, digests):
    """At its hour a digest goes out: the headline, and in its thread the details and the file."""
    await go(rounds)

    assert said(slack) == ALL
    headline, *thread = [one for one in slack.messages("gpu-costs") if one["is_bot"]]
    assert {one["thread_ts"] for one in thread} == {headline["ts"]}
    [delivery] = await digests.history(HERE)
    assert (delivery.day, delivery.outcome, delivery.late) == (
        nov(23),
        SlotOutcome.POSTED,
        0 * MINUTE,
    )


async def test_not_before_its_hour(rounds, redis, clock, slack):
    """A minute before its hour nothing is sent."""
    await set_up(redis, clock)
    clock.now = utc(24, 8, 59)
    await go(rounds)

    assert said(slack) == []


async def test_every_day(rounds, redis, clock, slack):
    """Day after day, each day once."""
    await set_up(redis, clock)
    for day in (24, 25, 26):
        clock.now = utc(day, 9)
        await go(rounds)
        await go_on(rounds, clock)

    headlines = [text for text in said(slack) if text.startswith("Digest")]
    assert headlines == [f"Digest of 2026-11-{day}" for day in (23, 24, 25)]


async def test_mondays_after_weekdays(rounds, redis, clock, slack, digests):
    """On weekdays, Monday's covers Friday to Sunday, and the file is called so."""
    await digests.switch_on(HERE, cast.BEN, Wish(time(9), days=WEEKDAYS), "UTC")
    for day in range(24, 32):
        clock.now = utc(23, 9) + timedelta(days=day - 23)
        await go(rounds)

    assert said(slack)[::3] == [
        *(f"Digest of 2026-11-{day}" for day in (23, 24, 25, 26)),
        "Digest of 2026-11-27 to 2026-11-29",
        "Digest of 2026-11-30",
    ]
    assert "chutes-2026-11-27-2026-11-29.csv" in said(slack)


async def test_nothing_moved(working, redis, clock, slack, digests):
    """Where nothing moved and nothing is wanted then, nothing is sent; the next day comes."""

    async def quiet_first(digest, run, now):
        draft = await compose(digest, run, now)
        return dataclasses.replace(draft, silent=run.day == nov(23))

    await set_up(redis, clock)
    async with working(compose=quiet_first) as rounds:
        for day in (24, 25):
            clock.now = utc(day, 9)
            await go(rounds)
            await go_on(rounds, clock)

    assert said(slack)[0] == "Digest of 2026-11-24"
    assert [(one.day, one.outcome) for one in await digests.history(HERE)] == [
        (nov(24), SlotOutcome.POSTED),
        (nov(23), SlotOutcome.QUIET),
    ]


async def test_quiet_again_after_the_headline(working, slack, clock, due):
    """A headline that is out has its thread, though the figures are quiet meanwhile."""

    async def quiet_later(digest, run, now):
        draft = await compose(digest, run, now)
        return dataclasses.replace(draft, silent=bool(run.ts))

    await die(partial(working, compose=quiet_later), "sent headline")
    async with working(compose=quiet_later) as rounds:
        await go_on(rounds, clock)

    assert said(slack) == ALL


async def test_two_workers(working, slack, clock, due):
    """However many workers look at the same moment, it goes out once."""
    async with working() as one, working() as other:
        for _ in range(3):
            await go(one)
            await go(other)
            clock.forward(MINUTE)

    assert said(slack) == ALL


async def test_the_answer_never_arrives(rounds, due, slack, clock, digests):
    """Slack takes the post and does not answer: it is found there, and nothing is sent twice."""
    slack.faults.add("chat.postMessage", after_effect=True)
    await go(rounds)
    assert said(slack) == ALL[:1]
    await go_on(rounds, clock)

    assert said(slack) == ALL
    assert [one.outcome for one in await digests.history(HERE)] == [SlotOutcome.POSTED]


@pytest.mark.parametrize("part", ["details", "file"])
async def test_the_answer_to_a_part_never_arrives(rounds, due, slack, clock, part):
    """So it is with what goes into the thread."""
    if part == "file":
        slack.faults.add("files.completeUploadExternal", after_effect=True)
    else:
        slack.faults.add("chat.postMessage", count=1, after_effect=True)
        slack.faults.add("chat.postMessage", count=1, after_effect=True)
    await go(rounds)
    await go_on(rounds, clock)

    assert said(slack) == ALL


async def test_slack_did_not_take_it(rounds, due, slack, clock):
    """Slack neither takes the post nor answers: it is sent again once that is known."""
    slack.faults.add("chat.postMessage", status=503)
    await go(rounds)
    assert said(slack) == []
    await go_on(rounds, clock)

    assert said(slack) == ALL


@pytest.mark.parametrize("after_effect", [True, False])
async def test_without_the_history_scope(rounds, due, slack, clock, digests, after_effect):
    """Where we may not look, nothing is sent twice; the owner hears of it, once."""
    slack.app.scopes -= HISTORY
    slack.faults.add("chat.postMessage", after_effect=after_effect)
    await go(rounds)
    await go_on(rounds, clock)

    assert said(slack) == ALL[:1] * after_effect
    assert said(slack, f"D{cast.BEN[1:]}", "ben") == ["Notice: unsure, Slack didn't answer"]
    assert [one.outcome for one in await digests.history(HERE)] == [SlotOutcome.UNSURE]


async def test_post_again(rounds, due, slack, clock, digests):
    """Their *Post again* sends it once more, once."""
    slack.app.scopes -= HISTORY
    slack.faults.add("chat.postMessage")
    await go(rounds)
    await go_on(rounds, clock)
    for _ in range(2):
        await digests.post_again(HERE, nov(23))
    await go_on(rounds, clock)

    assert said(slack) == ALL
    outcomes = [one.outcome for one in await digests.history(HERE)]
    assert outcomes == [SlotOutcome.POSTED, SlotOutcome.UNSURE]


async def test_post_again_is_not_remembered_when_off(rounds, due, slack, clock, digests, redis):
    """Switched off before it went out once more, it does not come when it is on again."""
    slack.app.scopes -= HISTORY
    slack.faults.add("chat.postMessage")
    await go(rounds)
    await go_on(rounds, clock)
    await digests.post_again(HERE, nov(23))
    await digests.switch_off(HERE)
    await go_on(rounds, clock)
    await set_up(redis, clock)
    await go_on(rounds, clock)

    assert said(slack) == []


FATAL = ["channel_not_found", "not_in_channel", "is_archived", "restricted_action"]


@pytest.mark.parametrize("reason", FATAL)
async def test_nothing_can_be_posted_there(rounds, due, slack, clock, digests, reason):
    """The digest is switched off, and its owner told once."""
    slack.faults.add("chat.postMessage", count=1, error=reason, channel=cast.GPU_COSTS)
    await go(rounds)
    await go_on(rounds, clock)
    clock.now = utc(25, 9)
    await go(rounds)

    standing = await digests.find(HERE)
    assert (standing.digest.state, standing.digest.refusal) == (DigestState.OFF, reason)
    assert said(slack) == []
    assert said(slack, f"D{cast.BEN[1:]}", "ben") == [f"Notice: refused, {reason}"]


async def test_the_way_back(rounds, due, slack, clock, digests, redis):
    """Switched on again, it goes on the next day; the day that was refused is not made up for."""
    slack.faults.add("chat.postMessage", error="is_archived", channel=cast.GPU_COSTS)
    await go(rounds)
    await set_up(redis, clock)
    await go_on(rounds, clock)
    clock.now = utc(25, 9)
    await go(rounds)

    assert said(slack)[:1] == ["Digest of 2026-11-24"]


TRANSIENT = [
    {"error": "ratelimited", "retry_after": 20},
    {"error": "internal_error"},
    {"error": "team_added_to_org"},
    {"status": 500},
    {"status": 503},
    {},
    {"delay": 1.2},
]


@pytest.mark.parametrize("fault", TRANSIENT, ids=str)
async def test_transient_errors_switch_nothing_off(rounds, due, slack, clock, digests, fault):
    """Whatever else Slack says, it is tried again, and it goes out once."""
    slack.faults.add("chat.postMessage", count=2, **fault)
    for before in range(2):
        await go(rounds)
        if "delay" in fault:  # what came too late for us is there before we look
            await slack.wait_for(lambda before=before: len(said(slack)) > before)
        clock.forward(MINUTE)
    await go_on(rounds, clock, minutes=8)

    assert said(slack) == ALL
    assert (await digests.find(HERE)).digest.state is DigestState.ON


async def test_retry_after_holds_up_nobody_else(rounds, redis, clock, slack):
    """Slack wants 30 s of silence in one channel: the others go out meanwhile, that one after."""
    other = HERE._replace(channel_id=cast.PARTNERS)
    for key in (HERE, other):
        await set_up(redis, clock, key)
    clock.now = utc(24, 9)
    slack.faults.add("chat.postMessage", error="ratelimited", retry_after=30, channel=HERE[1])
    await go(rounds)
    assert said(slack) == []
    assert said(slack, "partners") == ALL
    clock.now = utc(24, 9) + timedelta(seconds=29)
    await go(rounds)
    assert said(slack) == []
    clock.forward(timedelta(seconds=1))
    await go(rounds)

    assert said(slack) == ALL


async def test_switched_off_between_claim_and_send(working, slack, clock, due, digests):
    """A digest that is switched off while it is computed does not go out."""

    async def meanwhile(digest, run, now):
        await digests.switch_off(HERE)
        return await compose(digest, run, now)

    async with working(compose=meanwhile) as rounds:
        await go(rounds)
        await go_on(rounds, clock)

    assert said(slack) == []


async def test_changed_while_it_is_sent(working, slack, clock, due, digests):
    """A change while Slack is slow to take the post gives it to no second worker."""
    slack.faults.add("chat.postMessage", delay=0.4)
    known = (await digests.find(HERE)).digest
    async with working() as one, working() as other:
        await one.sweep()
        while not (await digests.find(HERE)).run:
            await asyncio.sleep(0.01)
        await digests.alter(HERE, replace(known, floor_usd=5.0))
        await go(other)
        await one.settle()
        await go_on(other, clock)

    assert said(slack) == ALL


async def test_changed_between_claim_and_send(working, slack, redis, clock, due):
    """A digest whose hour is moved while it is computed goes out at the new one."""
    moved = False

    async def meanwhile(digest, run, now):
        nonlocal moved
        if not moved:
            moved = True
            await set_up(redis, clock, hour=utc(24, 11).time())
        return await compose(digest, run, now)

    async with working(compose=meanwhile) as rounds:
        await go(rounds)
        await go_on(rounds, clock)
        assert said(slack) == []
        clock.now = utc(24, 11)
        await go(rounds)

    assert said(slack) == ALL


async def late_source(working, slack, clock, minutes):
    """A source that has the day *minutes* after nine."""

    async def waiting(digest, run, now):
        draft = await compose(digest, run, now)
        missing = ("Usage is late.",) if now < utc(24, 9) + minutes * MINUTE else ()
        text = "Digest, " + ("without usage" if missing else "whole")
        return DigestMessages(Message(text), None, draft.file, missing)

    async with working(compose=waiting) as rounds:
        await go(rounds)
        for _ in range(200):
            clock.forward(MINUTE)
            await go(rounds)
    return [text for text in said(slack) if text.startswith("Digest")]


async def test_the_source_is_late(working, slack, clock, due, digests):
    """A source that is 90 minutes late is waited for; then it goes out, once, marked late."""
    assert await late_source(working, slack, clock, 90) == ["Digest, whole"]

    [delivery] = await digests.history(HERE)
    assert delivery.late == 90 * MINUTE


async def test_the_source_does_not_come(working, slack, clock, due, digests):
    """After three hours it goes out without; what is missing is named."""
    assert await late_source(working, slack, clock, 400) == ["Digest, without usage"]

    [delivery] = await digests.history(HERE)
    assert delivery.late == 180 * MINUTE


async def test_two_days_of_downtime(rounds, redis, clock, slack, digests):
    """After downtime one post, marked late, of all days since the last one."""
    await set_up(redis, clock)
    clock.now = utc(26, 10, 30)
    await go(rounds)
    await go_on(rounds, clock)

    assert [text for text in said(slack) if text.startswith("Digest")] == [
        "Digest of 2026-11-23 to 2026-11-25"
    ]
    [delivery] = await digests.history(HERE)
    assert (delivery.period, delivery.outcome) == (Period(nov(23), nov(25)), SlotOutcome.POSTED)
    assert delivery.late == 90 * MINUTE


async def test_too_late(rounds, redis, clock, slack, digests):
    """Over twelve hours late is missed; the next one, at its hour, makes up for it, once."""
    await set_up(redis, clock)
    clock.now = utc(24, 21, 1)
    await go(rounds)
    assert said(slack) == []
    clock.now = utc(25, 9)
    await go(rounds)

    assert said(slack)[0] == "Digest of 2026-11-23 to 2026-11-24"
    clock.now = utc(26, 9)
    await go(rounds)

    assert said(slack)[-3] == "Digest of 2026-11-25"
    assert [(one.period, one.outcome) for one in await digests.history(HERE)] == [
        (Period(nov(25), nov(25)), SlotOutcome.POSTED),
        (Period(nov(23), nov(24)), SlotOutcome.POSTED),
        (Period(nov(23), nov(23)), SlotOutcome.MISSED),
    ]


async def test_what_is_counted(redis, clock, working):
    """A digest that nobody was there to send counts as missed, one that came by when it came."""
    counted: list[tuple[str, timedelta]] = []
    await set_up(redis, clock)
    async with working(ended=lambda *of_one: counted.append(of_one)) as rounds:
        clock.now = utc(24, 21, 1)
        await go(rounds)
        clock.now = utc(25, 9, 2)
        await go(rounds)

    missed, posted = counted
    assert missed == ("missed", timedelta(hours=12, minutes=1))
    assert posted == ("posted", 2 * MINUTE)


async def test_refused_for_too_long(rounds, due, slack, clock, digests):
    """What Slack does not take for twelve hours is missed; the next one makes up for that too."""
    slack.faults.add("chat.postMessage", count=None, error="some_reason", channel=cast.GPU_COSTS)
    for _ in range(26):
        await go_on(rounds, clock, minutes=1)
        clock.forward(timedelta(minutes=29))
    await go(rounds)
    slack.faults.clear()
    clock.now = utc(25, 9)
    await go(rounds)

    assert said(slack)[0] == "Digest of 2026-11-23 to 2026-11-24"


async def test_without_threads(rounds, due, slack, digests):
    """Who wants no thread gets the headline alone."""
    known = (await digests.find(HERE)).digest
    await digests.alter(HERE, replace(known, threaded=False))
    await go(rounds)

    assert said(slack) == ALL[:1]


async def test_without_the_files_scope(rounds, due, slack, clock, digests):
    """Where we may not share files, the rest goes out, and the record says what is missing."""
    slack.app.scopes -= {"files:write"}
    await go(rounds)

    assert said(slack) == ALL[:2]
    [delivery] = await digests.history(HERE)
    assert (delivery.outcome, delivery.reason) == (SlotOutcome.POSTED, "file: missing_scope")


async def test_ten_deliveries_are_remembered(rounds, redis, clock, slack, digests):
    """The history has the last ten."""
    await set_up(redis, clock)
    clock.now = utc(23, 12)
    for _ in range(12):
        clock.forward(timedelta(days=1))
        await go(rounds)

    history = await digests.history(HERE)
    assert [one.day.day for one in history] == [4, 3, 2, 1, 30, 29, 28, 27, 26, 25]
