"""One message for one episode: posted once, changed in place, and a line for each change."""

from contextlib import suppress

import pytest
from msgspec.structs import replace

from bot.errors import Mistake, Refused
from bot.sandbox.slack import cast
from bot.watches.conditions import Condition, Trigger, Watched
from bot.watches.episodes import Phase
from bot.watches.records import WatchKey, WatchSwitch
from bot.watches.restored import doubt_watches
from tests.digests.delivery.digesting import HISTORY
from tests.watches.watching import ABOVE, DAY, go, posted, settled

FIRED = {20: 120.0}


async def test_a_life(bench, slack):
    """It fires at once for the last complete day; its message stays true, each day is a line in
    its thread, and it ends in place."""
    watch = await bench.set_up()
    await bench.go(FIRED)
    first = posted(slack)
    await bench.go({21: 130.0}, settled(21))
    second = posted(slack)
    await bench.go({22: 80.0}, settled(22))

    assert first == ["firing: 120.0 on 20"]
    assert second == ["firing: 130.0 on 21", "line: firing on 21"]
    assert posted(slack) == ["fine: 80.0 on 22", "line: firing on 21", "line: fine on 22"]
    assert (await bench.watches.find(watch.key)).phase is Phase.FINE


async def test_another_episode(bench, slack):
    """What fires again later has a message of its own; the first stays as it ended."""
    await bench.set_up()
    await bench.go(FIRED)
    await bench.go({21: 80.0}, settled(21))
    await bench.go({22: 150.0}, settled(22))

    assert posted(slack) == ["fine: 80.0 on 21", "line: fine on 21", "firing: 150.0 on 22"]


async def test_nothing_new_says_nothing(bench, slack):
    """Figures that are looked at again change nothing; a value that is revised changes the message
    alone."""
    await bench.set_up()
    await bench.go(FIRED)
    await bench.go(FIRED)
    await bench.go({20: 125.0})

    assert posted(slack) == ["firing: 125.0 on 20"]


async def test_fine_says_nothing(bench, slack):
    """A watch that does not fire is quiet, and knows its value."""
    watch = await bench.set_up()
    await bench.go({20: 90.0})

    assert posted(slack) == []
    found = await bench.watches.find(watch.key)
    assert found.phase is Phase.FINE
    assert found.state.reading.value == 90.0


async def test_no_data(bench, slack):
    """A day that doesn't come is no zero: nothing fires below, and what fires goes on."""
    below = await bench.set_up(Condition(Watched.USD, Trigger.BELOW, 50.0))
    await bench.set_up()
    await bench.go(FIRED)
    await bench.go(FIRED, settled(21, hours=8))

    assert (await bench.watches.find(below.key)).phase is Phase.NO_DATA
    assert posted(slack) == ["no data: None on 21", "line: no data on 21"]


async def test_snoozed(bench, slack):
    """While it is snoozed its message stays true and its thread is quiet; afterwards it says how
    things are."""
    watch = await bench.set_up()
    await bench.go(FIRED)
    await bench.watches.snooze(watch.key, 2 * DAY)
    await bench.go({21: 130.0}, settled(21))
    quiet = posted(slack)
    bench.clock.forward(2 * DAY)
    await go(bench.saying)

    assert quiet == ["firing: 130.0 on 21"]
    assert posted(slack) == ["firing: 130.0 on 21", "line: firing on 21"]


async def test_snoozed_until_it_is_over(bench, slack):
    """It ends in place, and the next episode is told."""
    watch = await bench.set_up()
    await bench.go(FIRED)
    await bench.watches.snooze(watch.key, None)
    await bench.go({21: 130.0}, settled(21))
    await bench.go({22: 10.0}, settled(22))
    over = posted(slack)
    await bench.go({23: 130.0}, settled(23))

    assert over == ["fine: 10.0 on 22", "line: fine on 22"]
    assert posted(slack)[-1] == "firing: 130.0 on 23"
    with pytest.raises(Mistake, match="isn't firing"):
        await bench.watches.snooze((await bench.set_up(owner=cast.ADA)).key, None)


async def test_off(bench, slack, redis):
    """What was posted says so, and nothing is left of the watch."""
    watch = await bench.set_up()
    await bench.go(FIRED)
    await bench.watches.switch_off(watch.key, cast.BEN)
    await go(bench.saying)

    assert posted(slack) == ["closed: 120.0 on 20"]
    assert await bench.watches.of_team(cast.TEAM) == []
    assert await bench.watches.count() == 0
    assert not await redis.keys(f"*{watch.key.member}")


async def test_changed(bench, slack):
    """The old message says so; the new condition starts anew, and may fire at once."""
    watch = await bench.set_up()
    await bench.go(FIRED)
    lower = Condition(Watched.USD, Trigger.ABOVE, 50.0)
    await bench.watches.change(watch.key, lower, "one", cast.BEN)
    await bench.go(FIRED, settled(20, minutes=5))

    assert posted(slack) == ["closed: 120.0 on 20", "firing: 120.0 on 20"]


async def test_channel_gone(bench, slack):
    """One channel's error switches one watch off, and tells its owner once; others go on."""
    slack.faults.add("chat.postMessage", error="is_archived")
    await bench.set_up()
    await bench.go(FIRED)
    await bench.set_up(owner=cast.ADA)
    await bench.go(FIRED)
    await bench.go_on()
    states = [one.watch.switch for one in await bench.watches.of_team(cast.TEAM)]

    assert states == [WatchSwitch.REFUSED, WatchSwitch.ON]
    assert posted(slack, f"D{cast.BEN[1:]}", "ben") == ["Notice: refused, is_archived"]
    assert posted(slack) == ["firing: 120.0 on 20"]


@pytest.mark.parametrize(
    "trouble",
    [
        {"status": 429, "retry_after": 30},
        {"after_effect": True},
        {},
        {"status": 500},
        {"status": 500, "after_effect": True},
        {"error": "internal_error", "after_effect": True},
    ],
    ids=str,
)
async def test_slack_in_trouble(bench, slack, trouble):
    """Whatever Slack answers, there is one message, and it ends up true."""
    slack.faults.add("chat.postMessage", **trouble)
    await bench.set_up()
    await bench.go(FIRED)
    await bench.go_on()
    await bench.go({21: 130.0}, settled(21))
    await bench.go_on()

    assert posted(slack) == ["firing: 130.0 on 21", "line: firing on 21"]


async def test_message_deleted(bench, slack):
    """A message that somebody deleted is given up; the next episode is told all the same."""
    await bench.set_up()
    await bench.go(FIRED)
    slack.faults.add("chat.update", error="message_not_found")
    await bench.go({21: 90.0}, settled(21))
    await bench.go_on()
    await bench.go({22: 190.0}, settled(22))

    assert posted(slack)[-1] == "firing: 190.0 on 22"


async def test_bounds(bench):
    """A person has so many, and a workspace; numbers are never given twice."""
    others = [replace(ABOVE, threshold=float(level)) for level in range(1, 4)]
    numbers = [(await bench.set_up(one)).number for one in others]
    with pytest.raises(Refused, match="for one person"):
        await bench.set_up()
    for owner in (cast.ADA, cast.CHIYO):
        await bench.set_up(owner=owner)
    with pytest.raises(Refused, match="This workspace has 5"):
        await bench.set_up(others[0], owner=cast.ADA)
    await bench.watches.switch_off(WatchKey(cast.TEAM, 3), cast.BEN)
    await go(bench.saying)

    assert numbers == [1, 2, 3]
    assert (await bench.set_up(others[2])).number > 5


MOMENTS = [
    "claimed",
    "before post",
    "marked post",
    "sent post",
    "before update",
    "updated",
    "before line",
    "marked line",
    "sent line",
]


@pytest.mark.parametrize("withheld", [frozenset(), HISTORY], ids=["", "no history"])
async def test_restored(bench, slack, redis, withheld):
    """A bot that goes on from an older copy posts nothing twice; what is new since is told."""
    await bench.set_up()
    copy = {key: await redis.dump(key) for key in await redis.keys()}
    copied = bench.clock()
    await bench.go(FIRED)
    await bench.go({21: 130.0}, settled(21))
    slack.app.scopes -= withheld
    await redis.flushall()
    for key, value in copy.items():
        await redis.restore(key, 0, value)
    await doubt_watches(redis, copied, bench.clock())
    await bench.go({20: 120.0, 21: 130.0})
    await bench.go_on()
    again = posted(slack)
    await bench.go({22: 80.0}, settled(22))

    assert again == ["firing: 130.0 on 21", "line: firing on 21"]
    assert withheld or posted(slack)[0] == "fine: 80.0 on 22"


class Killed(BaseException):
    """Nothing catches it: what was under way ends there, as by SIGKILL."""


async def die(working, moment: str, deaths: list[str]) -> None:
    """Let a worker take what is due, and end at *moment*, if it gets there."""

    def checkpoint(passed: str) -> None:
        if passed == moment:
            deaths.append(moment)
            raise Killed

    async with working(checkpoint=checkpoint) as mortal:
        for lease in await mortal.saying.due.claim(5):
            with suppress(Killed):
                await mortal.saying.work(lease)


@pytest.mark.parametrize("withheld", [frozenset(), HISTORY], ids=["", "no history"])
@pytest.mark.parametrize("moment", MOMENTS)
async def test_killed_on_the_way(working, bench, slack, moment, withheld):
    """Wherever workers end, others complete it: one message, one line for each day, the last state
    right; without the history scope nothing comes twice."""
    slack.app.scopes -= withheld
    deaths: list[str] = []
    await bench.set_up()
    for day, value in ((20, 120.0), (21, 130.0), (22, 80.0)):
        await bench.know({day: value}, settled(day))
        await die(working, moment, deaths)
        await bench.go_on()

    said = posted(slack)
    assert deaths
    whole = ["fine: 80.0 on 22", "line: firing on 21", "line: fine on 22"]
    assert len(set(said)) == len(said)
    assert withheld or said == whole
