"""Workers that end in the middle of a delivery: another completes it, nothing comes twice."""

import asyncio
import signal

import pytest

from bot.digests.calendar import EVERY_DAY
from bot.digests.records import SlotOutcome
from bot.sandbox.slack import cast
from tests.digests.delivery.digesting import (
    ALL,
    HERE,
    HISTORY,
    MINUTE,
    die,
    go_on,
    nov,
    said,
    whole,
)
from tests.processes import running

MOMENTS = [
    "claimed",
    "computed",
    "marked headline",
    "sent headline",
    "marked details",
    "sent details",
    "marked file",
    "sent file",
    "done",
]
DEATHS = [
    *((moment, frozenset()) for moment in MOMENTS),
    *((moment, HISTORY) for moment in ("marked headline", "sent headline", "sent details")),
]


TUESDAY, WEEK = 1, whole(nov(17), nov(23))
SOME = ("marked headline", "sent headline", "sent file")
RHYTHMS = [
    *(pytest.param(moment, EVERY_DAY, ALL, id=f"daily, {moment}") for moment in MOMENTS),
    *(
        pytest.param(
            moment,
            (TUESDAY,),
            WEEK,
            id=f"weekly, {moment}",
            marks=() if moment in SOME else pytest.mark.soak,
        )
        for moment in MOMENTS
    ),
]


@pytest.mark.usefixtures("due")
@pytest.mark.parametrize(("moment", "days", "expected"), RHYTHMS)
async def test_killed_on_the_way(working, rounds, slack, clock, digests, moment, expected):
    """Wherever a worker ends, another completes it: one headline, one whole thread."""
    await die(working, moment)
    await go_on(rounds, clock)

    assert said(slack) == expected
    assert [one.outcome for one in await digests.history(HERE)] == [SlotOutcome.POSTED]


@pytest.mark.usefixtures("due")
@pytest.mark.parametrize(("moment", "days", "expected"), RHYTHMS)
async def test_killed_without_the_history_scope(
    working, rounds, slack, clock, digests, moment, expected
):
    """Where we may not look there never are two headlines, nor two of anything else."""
    slack.app.scopes -= HISTORY
    await die(working, moment)
    await go_on(rounds, clock)

    assert said(slack) == sorted(set(said(slack)), key=expected.index)
    unsure = moment in ("marked headline", "sent headline")
    [delivery] = await digests.history(HERE)
    assert delivery.outcome is (SlotOutcome.UNSURE if unsure else SlotOutcome.POSTED)
    assert len(said(slack, f"D{cast.BEN[1:]}", "ben")) == unsure


@pytest.mark.soak
@pytest.mark.usefixtures("due")
@pytest.mark.parametrize(("moment", "withheld"), DEATHS)
@pytest.mark.parametrize(("days", "expected"), [(EVERY_DAY, ALL), ((TUESDAY,), WEEK)])
async def test_sigkill(slack, redis_url, clock, digests, moment, withheld, expected):
    """A worker process killed at any step: with the scope once and whole, without never twice."""
    slack.app.scopes -= withheld
    address = redis_url, slack.api_url, slack.bot_token
    async with running("digester", *address, clock().isoformat(), moment) as first:
        assert await first.wait() == -signal.SIGKILL
    clock.forward(2 * MINUTE)
    async with running("digester", *address, clock().isoformat(), "never"):
        async with asyncio.timeout(10):
            while not (history := await digests.history(HERE)):
                await asyncio.sleep(0.05)

    parts = said(slack)
    assert parts == sorted(set(parts), key=expected.index)
    assert withheld or parts == expected
    assert len(history) == 1
