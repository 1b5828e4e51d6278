"""Digests through Redis, with a Slack that only counts: a month with restarts, and a rush."""

import resource
from collections import Counter, defaultdict, deque
from contextlib import suppress
from datetime import datetime, time, timedelta
from itertools import takewhile
from random import Random

import pytest
from msgspec.structs import replace

from bot.digests.calendar import slots
from bot.digests.claims import Slots
from bot.digests.delivery import DigestDelivery
from bot.digests.pacing import ChannelPace
from bot.digests.parts import Parts
from bot.digests.records import DUE_KEY, Digest, DigestPart, Key, digest_key
from bot.digests.service import Digests, Wish
from bot.digests.worker import digest_worker
from bot.errors import Unsure
from bot.store.codec import encode
from bot.store.due import DueWorker
from tests.conftest import Clock
from tests.digests.delivery.digesting import PATIENCE, compose, notice, utc

MINUTE = timedelta(minutes=1)
PER_MINUTE = 300  # messages that Slack takes in a workspace, at the least


class Counting:
    """Takes every part, counts it, and notes what is too fast; some answers get lost."""

    def __init__(self, clock: Clock, unsure: float = 0.0) -> None:
        parts = Parts(None, None, notice, clock)
        self.has, self.lanes = parts.has, parts.lanes
        self.clock = clock
        self.unsure, self.dice = unsure, Random(7)
        self.sent: Counter = Counter()
        self.at = defaultdict(list)
        self.too_fast = []
        self.channels: dict[Key, datetime] = {}
        self.workspaces = defaultdict(deque)

    async def send(self, claim, run, part, draft):
        self.sent[claim.key, run.day, part] += 1
        if part is DigestPart.HEADLINE:
            self.at[claim.key].append((run.day, self.clock()))
        if part is not DigestPart.FILE:
            self._keep_pace(claim.key)
        if self.dice.random() < self.unsure:
            raise Unsure("no answer")
        return replace(run.after(part), ts="1.0", sent=run.sent or self.clock())

    async def find(self, claim, run, part):
        if not self.sent[claim.key, run.day, part]:
            return None
        return replace(run.after(part), ts="1.0", sent=run.sent or self.clock())

    def _keep_pace(self, key):
        now = self.clock()
        last = self.channels.get(key)
        if last and now - last < timedelta(seconds=1):
            self.too_fast.append(key)
        self.channels[key] = now
        recent = self.workspaces[key.team_id]
        recent.append(now)
        while recent[0] <= now - MINUTE:
            recent.popleft()
        if len(recent) > PER_MINUTE:
            self.too_fast.append(key.team_id)


class Killed(BaseException):
    """A process ends in the middle of something."""


def worker(redis, clock, parts, checkpoint=lambda moment: None) -> DueWorker:
    return digest_worker(
        DigestDelivery(
            slots=Slots(redis, clock),
            compose=compose,
            parts=parts,
            pace=ChannelPace(redis, clock),
            patience=PATIENCE,
            clock=clock,
            inline=timedelta(0),
            checkpoint=checkpoint,
        )
    )


async def until(redis, clock: Clock, end: datetime, workers: list[DueWorker]) -> None:
    """Let all workers do what is due, again and again, whenever something is."""
    while True:
        first = await redis.zrange(DUE_KEY, 0, 0, withscores=True)
        due = datetime.fromtimestamp(first[0][1] / 1000, utc(1, 0).tzinfo) if first else end
        clock.now = max(clock.now, min(due, end))
        if clock.now >= end:
            return
        for each in workers:
            await each.sweep()
        for each in workers:
            await each.settle()


ZONES = [
    "Europe/Berlin",
    "America/New_York",
    "Asia/Tokyo",
    "Australia/Lord_Howe",
    "Pacific/Kiritimati",
    "America/Los_Angeles",
    "Asia/Kathmandu",
    "Africa/Casablanca",
]


@pytest.mark.soak
async def test_a_month_with_restarts(redis):
    """Two replicas that often die, lost answers, an end of summer time: each day once, whole."""
    clock = Clock(utc(5, 12, month=10))
    parts, dice = Counting(clock, unsure=0.1), Random(7)
    digests = Digests(redis, clock)
    keys = [Key("T1", f"C{number}") for number in range(len(ZONES))]
    for number, (key, zone) in enumerate(zip(keys, ZONES, strict=True)):
        await digests.switch_on(key, "U1", Wish(hour=time(3 * number % 24, 30)), zone)

    def checkpoint(moment: str) -> None:
        if dice.random() < 0.05:
            raise Killed

    end = utc(5, 12)
    replicas = [worker(redis, clock, parts, checkpoint) for _ in range(2)]
    for replica in replicas:
        replica.work = dying(replica.work)
    await until(redis, clock, end, replicas)

    assert set(parts.sent.values()) == {1}
    assert not parts.too_fast
    for key in keys:
        check_month(parts, (await digests.find(key)).digest, end - timedelta(hours=1))


def check_month(parts: Counting, digest: Digest, end: datetime) -> None:
    """Every slot until *end*: once, whole, within its hour."""
    all_slots = slots(digest.plan, digest.position(None))
    wanted = list(takewhile(lambda slot: slot.due < end, all_slots))
    posts = parts.at[digest.key]
    assert [day for day, _ in posts] == [slot.day for slot in wanted]
    for slot, (day, at) in zip(wanted, posts, strict=True):
        assert timedelta(0) <= at - slot.due < timedelta(minutes=30)
        assert (
            parts.sent[digest.key, day, DigestPart.DETAILS]
            == parts.sent[digest.key, day, DigestPart.FILE]
        )


def dying(work):
    """Let a delivery end as if its process had been killed."""

    async def attempt(claim):
        with suppress(Killed):
            await work(claim)

    return attempt


async def rush(redis, workspaces: int, each: int) -> tuple[Counting, timedelta]:
    """All digests of *workspaces* at the same minute; return what was sent and how long it took."""
    clock = Clock(utc(23, 12))
    parts, digests = Counting(clock), Digests(redis, clock)
    standing = await digests.switch_on(Key("T", "C"), "U1", Wish(hour=time(9)), "UTC")
    await redis.delete(DUE_KEY)
    keys = [Key(f"T{team}", f"C{channel}") for team in range(workspaces) for channel in range(each)]
    async with redis.pipeline(transaction=False) as pipe:
        for key in keys:
            kept = replace(standing.digest, team_id=key.team_id, channel_id=key.channel_id)
            pipe.hset(digest_key(key), mapping={"digest": encode(kept), "version": 1})
            pipe.zadd(DUE_KEY, {key.member: utc(24, 9).timestamp() * 1000})
        await pipe.execute()
    workers = [worker(redis, clock, parts) for _ in range(2)]
    await until(redis, clock, utc(24, 10), workers)
    assert not parts.too_fast
    ends = [at for posts in parts.at.values() for _, at in posts]
    return parts, max(ends) - utc(24, 9)


async def test_many_at_the_same_minute(redis):
    """A thousand digests at one minute go out within the pace, none twice, in half a minute."""
    parts, took = await rush(redis, workspaces=20, each=20)

    assert len(parts.sent) == 20 * 20 * 3
    assert set(parts.sent.values()) == {1}
    assert took < timedelta(seconds=60)


@pytest.mark.soak
async def test_ten_thousand_at_the_same_minute(redis, record_property):
    """10,000 digests of 500 workspaces at one minute: within the pace, once, in little memory."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    parts, took = await rush(redis, workspaces=500, each=20)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before

    assert len(parts.sent) == 30_000
    assert set(parts.sent.values()) == {1}
    assert took < timedelta(seconds=60)
    assert grown < 60_000  # KiB
    print(f"all headlines within {took}, {grown} KiB more")
