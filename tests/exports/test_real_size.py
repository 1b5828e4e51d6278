"""Files as large as they really are, and what goes wrong with them, told and cleaned up."""

import pytest

from bot.sandbox.world import World
from tests.conversation import ask
from tests.exports.test_command import HOUR, PATH, leftovers, told

pytestmark = [pytest.mark.soak, pytest.mark.timeout(300), pytest.mark.usefixtures("web")]
ANY = 2**40


@pytest.fixture
def world(clock):
    """A small one: what is large comes from the faults."""
    return World(seed=7, clock=clock, exported=0.01)


@pytest.mark.parametrize(
    ("fault", "largest", "sentence"),
    [
        ({"kind": "cut", "size": 300_000_000}, ANY, "closed the connection"),
        ({"kind": "endless", "size": 3_000_000_000}, ANY, "larger than the 1,000 MB that I read"),
        ({"kind": "oversized", "size": 3_000_000_000}, ANY, "larger than the 1,000 MB that I read"),
        ({"kind": "oversized", "size": 430_000_000}, 200_000_000, "My disk is full"),
    ],
    ids=["cut at 300 MB", "3 GB, unannounced", "3 GB, announced", "a disk that fills"],
)
async def test_large(slack, api, limited, fault, largest, sentence):
    """One try, a sentence, and nothing left on the disk."""
    api.faults.add("export", **fault)
    async with limited(largest):
        await ask(slack, HOUR)
        answer = await told(slack, within=240)
        left = leftovers()

    assert sentence in answer["text"]
    assert [asked.path for asked in api.requests].count(PATH) == 1
    assert not left
