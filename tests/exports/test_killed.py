"""A worker that is killed while it fetches a file: another does it once more, and says so."""

import asyncio

import pytest

from bot.exports.folders import PREFIX
from tests.conversation import ADA, ask
from tests.exports.process import until
from tests.exports.test_command import HOUR, PATH, direct, is_progress


async def is_noted(redis, ts: str) -> bool:
    """Whether the run knows its message, so that another worker can go on there."""
    runs = [key async for key in redis.scan_iter("chutes:run:*")]
    return any([ts.encode() in b"".join(await redis.hvals(run)) for run in runs])


@pytest.mark.soak
@pytest.mark.timeout(240)
@pytest.mark.usefixtures("web")
async def test_a_killed_worker(slack, api, redis, limited, tmp_path):
    """The second try is announced and succeeds; what the first left on the disk is gone."""
    api.faults.add("export", "slow", delay=60)
    api.faults.add("export", "slow", delay=5)
    async with limited() as first:
        await ask(slack, HOUR)
        await until(lambda: [asked.path for asked in api.requests].count(PATH))
        await until(lambda: any(map(is_progress, direct(slack, ADA))))
        while not await is_noted(redis, direct(slack, ADA)[0]["ts"]):
            await asyncio.sleep(0.1)
        places = list(tmp_path.glob(f"{PREFIX}*"))
        first.kill()
    async with limited():
        await until(lambda: "this is the second and last" in direct(slack, ADA)[0]["text"])
        await until(lambda: "requests in" in direct(slack, ADA)[0]["text"])
        left = [place for place in places if place.exists()]
    api.faults.clear()

    assert len(direct(slack, ADA)) == 1
    assert [asked.path for asked in api.requests].count(PATH) == 2
    assert places
    assert not left
