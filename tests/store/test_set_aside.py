"""What could not be read: remembered while it is met, forgotten a day after it was mended."""

from bot.errors import Unreadable
from bot.store.set_aside import SET_ASIDE, all_set_aside, set_aside

CUT = Unreadable("report", "chutes:report:1", "it is cut")
NEWER = Unreadable("digest", "chutes:digest:1", "it is newer")


async def test_what_was_mended_is_forgotten(redis):
    """What nobody has met for a day is not named any more, and goes when something else comes."""
    await set_aside(redis, CUT)
    [member] = await redis.zrange(SET_ASIDE, 0, -1)
    await redis.zincrby(SET_ASIDE, -25 * 60 * 60 * 1000, member)

    assert await all_set_aside(redis) == []
    await set_aside(redis, NEWER)
    assert [one.key for one in await all_set_aside(redis)] == [NEWER.key]
    assert await redis.zcard(SET_ASIDE) == 1


async def test_what_is_met_again_stays(redis):
    """A record is named once, however often it is met."""
    await set_aside(redis, CUT, CUT)
    await set_aside(redis, CUT)

    assert [one.key for one in await all_set_aside(redis)] == [CUT.key]
