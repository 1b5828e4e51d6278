"""One bad record is one bad record: everything else goes on, and it is named."""

import ast
import re
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from cryptography.fernet import Fernet

from bot.digests.channels import PublicChannels
from bot.digests.claims import Slots
from bot.digests.records import Key
from bot.errors import Unreadable
from bot.exports.files import FileRange
from bot.exports.requests import ReadExport, ReadRecent, Waiter
from bot.exports.runs import Runs
from bot.exports.service import Exports, recent_key
from bot.figures.questions import Questions
from bot.processes.web import open_web
from bot.sandbox.slack import cast
from bot.sandbox.world import SANDBOX
from bot.store.notes import Notes
from bot.watches.factories import watches
from tests.conftest import Clock, small_world
from tests.conversation import ask
from tests.reports.reporting_bot import REASON, UNDO, filed, may_report, open_reporting
from tests.test_layers import ROOT, SOURCES, keys
from tests.upgrade.test_upgrade import load
from tests.watches.watching import ABOVE

DIRECT = "D0ADA00001"
DAYS = "2026-11-20..2026-11-23"
RECORDS = (
    r"chutes:day:(usage|stats/\w+):[\d-]+",
    r"chutes:source:(usage|stats/\w+)",
    r"chutes:names:stats/\w+",
    r"chutes:question:T\w+:[\w-]+",
    r"chutes:questions:T\w+:U\w+",
    r"chutes:last-question:T\w+:.+",
    r"chutes:digest:T\w+:\w+(:[\w.-]+)?",
    r"chutes:digest:history:T\w+:\w+(:[\w.-]+)?",
    r"chutes:digests:T\w+",
    r"chutes:report:[\w-]+",
    r"chutes:report:[\w-]+:told",
    r"chutes:claim:[\w-]+",
    r"chutes:reported:T\w+:[\w-]+",
    r"chutes:reports:T\w+:by:\w+",
    r"chutes:run:[\w-]+",
    r"chutes:limit:T\w+:U\w+",
    r"chutes:pace:T\w+(:\w+)?",
    r"chutes:seen:T\w+:.+",
    r"chutes:watch:T\w+:\d+",
    r"chutes:watches:T\w+",
    r"chutes:watches:on:(usage|stats/\w+)",
    r"chutes:note:T\w+:U\w+:[\w-]+",
    r"chutes:plain:T\w+:once",
    r"chutes:public-channels:T\w+",
    r"chutes:recent:[\w-]+",
    r"chutes:recents:T\w+:U\w+",
    r"chutes:runs:places",
    r"chutes:runs:turn",
    r"chutes:runs:of:T\w+:U\w+",
    r"chutes:runs:place:T\w+:U\w+",
)
"""The keys of records, a pattern for each kind: one of each is damaged."""
SETS = (
    r"chutes:((digests|watches):due|figures:changed|reports:(due|untold|followed|files-due)|runs"
    r"|reports:T\w+(:open)?)"
)
"""What members are taken from, one after the other: junk comes first in it."""
OTHERS = (
    r"chutes:(attempt:\w+|probe(:.*)?|set-aside(:.*)?|owner|heartbeat|limit:T\w+|digests:claims"
    r"|report-limit:.*|reports:(gone|no-files|files-again)|(digests|reports|watches|figures):[\w-]+:leases"
    r"|watches:(last:T\w+|asked:T\w+:.+)|sharing:T\w+:.+)|bull:.*"
)
"""What holds nothing that is read, or is written anew all the time."""
LATER = {
    "chutes:set-aside",
    "chutes:exports:gone",
    "chutes:reports:gone",
    "chutes:reports:no-files",
    "chutes:heartbeat",
}
"""What comes only when something is damaged or gone, or with a worker."""

DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "cut": lambda value: value[: len(value) // 2],
    "of a newer version": lambda value: msgspec.msgpack.encode({"version": 99, "trail": {}}),
    "encrypted with another key": lambda value: Fernet(Fernet.generate_key()).encrypt(value),
    "junk": lambda value: b"\xff\xfe junk \x00",
    "empty": lambda value: b"",
}


@pytest.fixture
def clock():
    """The moment at which the records were left."""
    return Clock(datetime(2026, 11, 24, 13, 14, tzinfo=UTC))


@pytest.fixture
def world(clock):
    return small_world(clock, exported=0.01)


@pytest.fixture
async def kept(redis, settings, redis_url, clock):
    """A record of every kind, and the bot's web process and the part that sends reports."""
    await load(redis)
    settings = may_report(settings, history_days=16)
    await watches(settings, redis, clock).set_up(cast.TEAM, cast.GPU_COSTS, cast.BEN, ABOVE, "")
    await keep_more(redis, clock)
    async with open_web(settings, redis_url, clock), open_reporting(settings, redis_url, clock):
        yield


def runs_of(redis, clock):
    """Return the runs of a bot whose queue is nowhere."""

    async def enqueue(*_args, **_options):
        pass

    return Runs(redis, enqueue, clock)


async def keep_more(redis, clock):
    """Keep what 0.1.0 did not leave."""
    await Notes(redis).keep(cast.TEAM, cast.BEN, "{}", "seen")
    await PublicChannels(redis).note(cast.TEAM, cast.GPU_COSTS, "gpu-costs")
    await Questions(redis).begin_sharing(cast.TEAM, "this")
    await redis.set(f"chutes:plain:{cast.TEAM}:once", "a digest")
    await redis.set(recent_key(ReadRecent(None, 5)), b"rows")
    await Exports(redis, runs_of(redis, clock))._share(
        [f"chutes:recents:{cast.TEAM}:{cast.BEN}"], ["5", 60_000, 9]
    )
    await redis.set("chutes:runs:turn", 1)
    await redis.zadd("chutes:reports:files-due", {"2026-11-24T12": 9e15})
    await asked(redis, clock, 17)


async def asked(redis, clock, hour):
    """Ask for the file of an hour, as ben; return what the run is called."""
    order = ReadExport(FileRange("invocations", datetime(2026, 4, 10, hour, tzinfo=UTC)))
    await runs_of(redis, clock).ask(order, Waiter(cast.TEAM, cast.BEN, cast.BEN, cast.GPU_COSTS))
    return order.id


async def test_no_kind_is_missing(kept, redis, slack):
    """Whatever the code keeps in Redis is there to be damaged."""
    await ask(slack, f"/chutes usage {DAYS}")
    there = [key.decode() for key in await redis.keys()]
    begun = {key for path in SOURCES for key in keys(ast.parse((ROOT / path).read_text()))}

    missing = [key for key in begun if not any(one.startswith(key) for one in there)]
    assert set(missing) - {"chutes:*"} <= LATER
    await victims(redis)


@pytest.mark.usefixtures("kept")
@pytest.mark.parametrize("how", [*DAMAGES, "of another type"])
async def test_exports_go_on(slack, redis, clock, how):
    """Whose turn it is is found behind what is damaged; a form's note that is lost costs a link."""
    await ask(slack, f"/chutes usage {DAYS}")
    await spoil(redis, how)
    ours, turns = await asked(redis, clock, 18), []
    while found := await runs_of(redis, clock).next_in_turn():
        turns.append(found[0])

    assert ours in turns
    assert await Notes(redis).find(cast.TEAM, cast.BEN, "seen") is not None


async def victims(redis) -> list[bytes]:
    """Return a key of each kind; there must be one, and none that nobody has declared."""
    found: dict[str, bytes] = {}
    for key in sorted([key async for key in redis.scan_iter(count=1000)]):
        kinds = [pattern for pattern in RECORDS if re.fullmatch(pattern, key.decode())]
        assert kinds or re.fullmatch(f"{SETS}|{OTHERS}", key.decode()), f"{key} is of no kind"
        for kind in kinds[:1]:
            found.setdefault(kind, key)
    assert set(found) == set(RECORDS)
    return list(found.values())


async def damage(redis, key: bytes, how: Callable[[bytes], bytes]) -> None:
    """Damage the value in *key*, every field of a hash, or one more member of a set or list."""
    match (await redis.type(key)).decode():
        case "string":
            await redis.set(key, how(await redis.get(key)))
        case "hash":
            fields = {name: how(value) for name, value in (await redis.hgetall(key)).items()}
            await redis.hset(key, mapping=fields)
        case "zset":
            await redis.zadd(key, {how(b"a member"): 0})
        case "set":
            await redis.sadd(key, how(b"a member"))
        case "list":
            await redis.lpush(key, how(await redis.lindex(key, 0)))


async def change_type(redis, key: bytes) -> None:
    kind = await redis.type(key)
    await redis.delete(key)
    await (redis.set(key, "junk") if kind == b"list" else redis.rpush(key, "junk"))


async def spoil(redis, how: str) -> None:
    """Damage a record of every kind, and put junk before everything that is due."""
    for key in await victims(redis):
        await (change_type(redis, key) if how not in DAMAGES else damage(redis, key, DAMAGES[how]))
    for key in [key async for key in redis.scan_iter() if re.fullmatch(SETS, key.decode())]:
        await redis.zadd(key, {b"\xff\xfe": 0})


@pytest.mark.usefixtures("kept")
@pytest.mark.parametrize("how", [*DAMAGES, "of another type"])
async def test_damage(slack, redis, world, clock, api, how, caplog):
    """Who asks for something else is answered, reported for, and has a digest; it is named."""
    await ask(slack, f"/chutes usage {DAYS}")
    await spoil(redis, how)
    [ours, *_] = [one for one in world.invocations(SANDBOX, 9) if one not in filed(api)]

    usage = await ask(slack, f"/chutes usage {DAYS}")
    speeds = await ask(slack, "/chutes stats llm 2026-11-23")
    listed = await ask(slack, "/chutes reports all")
    taken = await ask(slack, f"/chutes report {ours} {REASON}", channel=DIRECT)
    clock.forward(UNDO)
    await slack.wait_for(lambda: ours in filed(api), 20)
    digests = await ask(slack, "/chutes digest list")
    status = await ask(slack, "/chutes status")

    for said in (usage, speeds, listed, taken, digests):
        assert not re.search("Something went wrong|memory|can't read", said["text"]), said["text"]
    assert "$" in usage["text"]
    assert "of its records can't be read" in status["text"]
    assert "Traceback" not in caplog.text


@pytest.mark.usefixtures("kept")
@pytest.mark.parametrize("how", [*DAMAGES, "of another type"])
async def test_another_digest(slack, redis, clock, how):
    """A digest that cannot be read rests; another one is claimed, and can be read."""
    await ask(slack, "/chutes digest on 13:20 UTC", channel=DIRECT)
    await ask(slack, f"/chutes usage {DAYS}")
    await spoil(redis, how)
    clock.forward(timedelta(days=1))
    slots, read = Slots(redis, clock), []
    for lease in await slots.due.claim(10):
        with suppress(Unreadable):
            read.append(slots.read(lease).key)

    assert Key("T0SANDBOX1", DIRECT) in read
