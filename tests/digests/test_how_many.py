"""What one person may set up."""

from bot.digests.records import Key
from bot.digests.service import DIGESTS_PER_PERSON, Digests, Wish
from bot.sandbox.slack import cast
from tests.conversation import ask


async def test_too_many_digests(redis, clock, slack, web):
    """A digest more than the bound is refused, in words."""
    digests = Digests(redis, clock)
    for number in range(DIGESTS_PER_PERSON):
        await digests.switch_on(Key(cast.TEAM, f"C{number}"), cast.ADA, Wish(), "UTC")
    said = await ask(slack, "/chutes digest on")

    assert f"You have set up {DIGESTS_PER_PERSON} digests" in said["text"]
