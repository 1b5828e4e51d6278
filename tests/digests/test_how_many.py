"""What one person may set up."""

import pytest
from redis.asyncio.connection import AbstractConnection

from bot.digests.records import Key
from bot.digests.service import DIGESTS_PER_PERSON, Digests, Wish
from bot.sandbox.slack import cast
from bot.store.set_aside import all_set_aside
from tests.conversation import ask


async def test_too_many_digests(redis, clock, slack, web):
    """A digest more than the bound is refused, in words."""
    digests = Digests(redis, clock)
    for number in range(DIGESTS_PER_PERSON):
        await digests.switch_on(Key(cast.TEAM, f"C{number}"), cast.ADA, Wish(), "UTC")
    said = await ask(slack, "/chutes digest on")

    assert f"You have set up {DIGESTS_PER_PERSON} digests" in said["text"]


@pytest.mark.parametrize("count", [1, 30])
async def test_all_in_one_round_trip(count, redis, clock, mocker):
    """A Home and a list read all digests of a workspace at once: where there are any, then those.
    What cannot be read is left out."""
    digests = Digests(redis, clock)
    for number in range(count):
        await digests.switch_on(Key(cast.TEAM, f"C{number}"), cast.ADA, Wish(), "UTC")
    trips = mocker.spy(AbstractConnection, "send_packed_command")
    assert len(await digests.of_person(cast.TEAM, cast.ADA)) == count
    assert trips.call_count == 2

    await redis.sadd(f"chutes:digests:{cast.TEAM}", "CTYPE", "CJUNK")
    await redis.set(f"chutes:digest:{cast.TEAM}:CTYPE", "of another type")
    await redis.hset(f"chutes:digest:{cast.TEAM}:CJUNK", "digest", b"junk")
    assert len(await digests.of_person(cast.TEAM, cast.ADA)) == count
    unread = {one.key for one in await all_set_aside(redis)}
    assert unread == {f"chutes:digest:{cast.TEAM}:{channel}" for channel in ("CTYPE", "CJUNK")}
