"""Digests that are held up: by a token, by a reason on no list, or by a Redis that lost minutes."""

from datetime import timedelta

import pytest

from bot.digests.records import DigestState
from bot.sandbox.slack import cast
from bot.slack.reasons import TOKEN
from tests.digests.delivery.digesting import ALL, HERE, HISTORY, die, go, go_on, said, utc

UNLISTED = "some_reason_of_tomorrow"
TO_BEN = f"D{cast.BEN[1:]}"


@pytest.mark.usefixtures("due")
@pytest.mark.parametrize("reason", sorted(TOKEN))
async def test_a_token_that_is_bad_for_an_hour(rounds, slack, clock, digests, reason):
    """Whatever Slack says of the token switches nothing off: it goes out when that is mended."""
    slack.faults.add("*.*", count=None, error=reason)
    await go(rounds)
    await go_on(rounds, clock, minutes=70)
    slack.faults.clear()
    await go_on(rounds, clock, minutes=11)

    assert (await digests.find(HERE)).digest.state is DigestState.ON
    assert said(slack) == ALL


@pytest.mark.usefixtures("due")
async def test_a_reason_on_no_list(rounds, slack, clock, digests):
    """Its owner hears once, after an hour; not each day, but of another reason."""
    slack.faults.add("chat.postMessage", count=None, error=UNLISTED, channel=cast.GPU_COSTS)
    await go(rounds)
    await go_on(rounds, clock, minutes=55)
    early = said(slack, TO_BEN, "ben")
    await go_on(rounds, clock, minutes=60)
    clock.now = utc(25, 9)
    await go(rounds)
    await go_on(rounds, clock, minutes=120)
    same = said(slack, TO_BEN, "ben")
    slack.faults.clear()
    slack.faults.add("chat.postMessage", count=None, error="another", channel=cast.GPU_COSTS)
    await go_on(rounds, clock, minutes=15)

    assert early == []
    assert same == [f"Notice: posted, {UNLISTED}"]
    assert said(slack, TO_BEN, "ben") == [*same, "Notice: posted, another"]
    assert (await digests.find(HERE)).digest.state is DigestState.ON


@pytest.fixture
def forgotten(redis, working, due):
    """Let a worker go on until it dies, and Redis forget all that."""

    async def forget(moment):
        copy = {key: await redis.dump(key) async for key in redis.scan_iter()}
        await die(working, moment)
        await redis.flushall()
        for key, value in copy.items():
            await redis.restore(key, 0, value)

    return forget


@pytest.mark.parametrize("minutes", [0.3, 40])
@pytest.mark.parametrize("died", ["sent headline", "sent details", "done"])
async def test_a_copy_that_lacks_minutes(forgotten, rounds, slack, clock, minutes, died):
    """A Redis that has forgotten what was posted posts nothing again, but what is missing."""
    await forgotten(died)
    clock.forward(timedelta(minutes=minutes))
    await go(rounds)
    await go_on(rounds, clock)

    assert said(slack) == ALL


@pytest.mark.usefixtures("due")
async def test_late_where_we_may_not_look(rounds, slack, clock):
    """What is late goes out all the same where the history cannot be read."""
    slack.app.scopes -= HISTORY
    clock.forward(timedelta(minutes=40))
    await go(rounds)
    await go_on(rounds, clock)

    assert said(slack) == ALL
