"""A worker that is killed while it fetches a file: another does it once more, and says so."""

import pytest

from tests.exporting.process import until, worker
from tests.handlers.test_export import HOUR, PATH, direct, is_progress
from tests.talk import ADA, ask


@pytest.mark.soak
@pytest.mark.timeout(240)
async def test_a_killed_worker(web, slack, api, settings, redis_url, tmp_path):
    """The second try is announced and succeeds; what the first left on the disk is gone."""
    api.faults.add("export", "slow", delay=60)
    api.faults.add("export", "slow", delay=5)
    async with worker(settings, redis_url, tmp_path) as first:
        await ask(slack, HOUR)
        await until(lambda: [asked.path for asked in api.requests].count(PATH))
        await until(lambda: any(map(is_progress, direct(slack, ADA))))
        places = list(tmp_path.glob("chutes-exports-*/*/lock"))
        first.kill()
    async with worker(settings, redis_url, tmp_path):
        await until(lambda: "this is the second and last try" in direct(slack, ADA)[0]["text"])
        await until(lambda: "requests in" in direct(slack, ADA)[0]["text"])
        left = [place for place in places if place.exists()]
    api.faults.clear()

    assert len(direct(slack, ADA)) == 1
    assert [asked.path for asked in api.requests].count(PATH) == 2
    assert places
    assert not left
