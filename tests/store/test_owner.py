"""A memory is one bot's."""

import pytest

from bot.errors import SettingsError
from bot.processes.web import open_web
from bot.processes.worker import open_work
from bot.store.owner import OWNER, claim_memory


async def test_the_first_has_it(redis):
    """What is nobody's, as that of 0.1.0, is the first bot's; its replicas find it is theirs."""
    for _ in range(2):
        await claim_memory(redis, "T1/U1")

    assert await redis.get(OWNER) == b"T1/U1"


async def test_another_is_refused(redis):
    """The sentence says whose it is, and how to take it over on purpose."""
    await claim_memory(redis, "T1/U1")

    with pytest.raises(SettingsError, match="TAKE_OVER_FROM=T1/U1 if it replaces"):
        await claim_memory(redis, "T2/U2", former="T3/U3")

    await claim_memory(redis, "T2/U2", former="T1/U1")
    assert await redis.get(OWNER) == b"T2/U2"


@pytest.mark.parametrize("process", [open_web, open_work])
async def test_no_start(redis, redis_url, settings, process):
    """Neither process of a second bot starts on it."""
    await claim_memory(redis, "T9/U9")

    with pytest.raises(SettingsError, match="memory of another bot"):
        async with process(settings, redis_url):
            pass


async def test_the_first_start(bot, redis, slack):
    """A bot that starts makes the memory its own."""
    assert (await redis.get(OWNER)).startswith(b"T0SANDBOX1/U")
