"""The gate: how often people may ask."""

import asyncio
from datetime import timedelta

import pytest

from bot.config import Rate
from bot.errors import TooOften
from bot.limits.limits import Limits
from bot.store.connection import CONNECTIONS

FAST = Rate(100, timedelta(seconds=1))
SLOW = Rate(3, timedelta(minutes=1))


async def test_a_person_over_the_limit(redis):
    """The fourth question of three a minute waits; another person's does not."""
    limits = Limits(redis, per_person=SLOW, per_workspace=FAST)
    for number in range(3):
        assert await limits.admit("T1", "U1", str(number))

    with pytest.raises(TooOften, match=r"you've asked a lot.*Try again in \d+\ss") as caught:
        await limits.admit("T1", "U1", "4")
    assert 15 < caught.value.retry_after <= 20
    assert await limits.admit("T1", "U2", "5")


async def test_a_workspace_over_the_limit(redis):
    """The workspace's limit counts everybody in it, and nobody elsewhere."""
    limits = Limits(redis, per_person=FAST, per_workspace=SLOW)
    for number in range(3):
        await limits.admit("T1", f"U{number}", str(number))

    with pytest.raises(TooOften, match="this workspace has"):
        await limits.admit("T1", "U9", "9")
    assert await limits.admit("T2", "U9", "10")


async def test_a_refusal_costs_nothing(redis):
    """Asking too often does not push the next time further away."""
    limits = Limits(redis, per_person=Rate(1, timedelta(milliseconds=300)), per_workspace=FAST)
    await limits.admit("T1", "U1", "0")
    for number in range(5):
        with pytest.raises(TooOften):
            await limits.admit("T1", "U1", f"again-{number}")
    await asyncio.sleep(0.31)

    assert await limits.admit("T1", "U1", "1")


async def test_delivered_twice(redis):
    """The same question again is not a new one, and is not counted."""
    limits = Limits(redis, per_person=SLOW, per_workspace=FAST)

    assert await limits.admit("T1", "U1", "same")
    assert not await limits.admit("T1", "U1", "same")
    assert not await limits.admit("T1", "U1", "same")
    assert await limits.admit("T1", "U1", "other")


async def test_a_thousand_at_once(redis):
    """Of questions asked at the same moment exactly as many pass as the limit says."""
    limits = Limits(
        redis, per_person=Rate(25, timedelta(hours=1)), per_workspace=Rate(10**6, timedelta(days=1))
    )

    at_once = asyncio.Semaphore(CONNECTIONS)  # nobody waits for a connection, however slow

    async def ask(number: int) -> bool:
        async with at_once:
            try:
                return await limits.admit("T1", "U1", str(number))
            except TooOften:
                return False

    passed = await asyncio.gather(*(ask(number) for number in range(300)))

    assert sum(passed) == 25


async def test_keys_expire(redis):
    """Nothing of the gate stays for ever."""
    await Limits(redis, SLOW, SLOW).admit("T1", "U1", "1")

    ttls = [await redis.pttl(key) for key in await redis.keys("chutes:*")]
    assert ttls
    assert -1 not in ttls


@pytest.mark.parametrize("stands", ["an hour ahead", "junk", "a list"])
async def test_a_clock_that_was_wrong(stands, redis):
    """Nobody is shut out for longer than the period, whatever Redis has as their clock."""
    limits = Limits(redis, Rate(1, timedelta(minutes=1)), Rate(100, timedelta(minutes=1)))
    key = "chutes:limit:T1:U1"
    if stands == "a list":
        await redis.rpush(key, "junk")
    else:
        ahead = 1000 * ((await redis.time())[0] + 3600)
        await redis.set(key, ahead if stands == "an hour ahead" else stands)

    assert await limits.admit("T1", "U1", "first")
    with pytest.raises(TooOften) as caught:
        await limits.admit("T1", "U1", "second")
    assert caught.value.retry_after <= 60
