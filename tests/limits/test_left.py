"""What is left of a limit."""

from datetime import timedelta

import pytest

from bot.config import Rate
from bot.errors import TooOften
from bot.limits.allowances import Allowance, clocks
from bot.limits.limits import Limits


@pytest.mark.parametrize("asked", [0, 1, 3])
async def test_as_many_as_are_left_can_be_asked(asked, redis):
    """After some questions, what is left is what the gate still lets through."""
    rates = Rate(4, timedelta(hours=1)), Rate(100, timedelta(hours=1))
    limits = Limits(redis, *rates)
    for number in range(asked):
        await limits.admit("T1", "U1", f"q{number}")
    person, workspace = await left(Allowance("questions", "chutes:limit", *rates), redis)

    assert (person.count, workspace.count) == (4 - asked, 100 - asked)
    for number in range(person.count):
        assert await limits.admit("T1", "U1", f"more{number}")
    with pytest.raises(TooOften):
        await limits.admit("T1", "U1", "one too many")


async def left(allowance, redis):
    seconds, microseconds = await redis.time()
    kept = await redis.mget(clocks(allowance.key, "T1", "U1"))
    return allowance.left(kept, seconds * 1000 + microseconds / 1000)
