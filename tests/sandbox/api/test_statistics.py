"""Figures: the same for the same moment, in the order and the window of the real ones."""

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from random import Random
from statistics import mean, median

import httpx
import msgspec
import pytest

from bot.sandbox.api import open_api
from bot.sandbox.api.snapshots import last_run
from bot.sandbox.world import World
from tests.sandbox.api.conftest import NOW, Clock

TODAY = NOW.date()
DAY = timedelta(days=1)
COMPLETE = [TODAY - number * DAY for number in range(1, 11)]


@pytest.fixture(scope="module")
def usage(world):
    return world.statistics.usage(last_run(NOW))


@pytest.fixture(scope="module")
def llm(world):
    return world.statistics.llm(last_run(NOW))


@pytest.fixture(scope="module")
def diffusion(world):
    return world.statistics.diffusion(last_run(NOW))


def by_day(rows, value):
    days = defaultdict(float)
    for row in rows:
        days[row.date] += value(row)
    return days


@pytest.mark.soak
def test_deterministic():
    """Seed and clock give the figures, whatever was asked before and in whatever order."""
    first, second, other = (World(seed, Clock(), chutes=12) for seed in (7, 7, 8))
    names = ["usage", "llm", "diffusion", "billed"]
    moments = [NOW, NOW - 3 * DAY, NOW + timedelta(hours=5)]
    questions = [(name, moment) for name in names for moment in moments]

    def answers(world, order):
        return {(n, m): getattr(world.statistics, n)(m) for n, m in order}

    shuffled = Random(1).sample(questions, len(questions))
    assert answers(first, questions) == answers(second, shuffled)
    assert first.statistics.usage(NOW) != other.statistics.usage(NOW)


def test_past_stays(world, usage):
    """When the clock goes on, days that are over keep their figures, and today grows."""
    later = world.statistics.usage(NOW + 30 * timedelta(minutes=10))

    def of(rows, day):
        return [row for row in rows if row.date == day]

    for day in COMPLETE:
        assert of(later, day) == of(usage, day)
    assert sum(row.invocation_count for row in of(later, TODAY)) > sum(
        row.invocation_count for row in of(usage, TODAY)
    )


def test_usage_order(usage):
    """Days come newest first, and within one the most USD first."""
    assert usage == sorted(usage, key=lambda row: (row.date, row.usd_amount), reverse=True)


def test_usage_window(usage):
    """Twelve dates: ten complete, and at either end one that is not."""
    counts = by_day(usage, lambda row: row.invocation_count)

    assert sorted(counts) == [TODAY - number * DAY for number in range(11, -1, -1)]
    complete = mean(counts[day] for day in COMPLETE)
    assert counts[TODAY] < 0.7 * complete
    assert counts[TODAY - 11 * DAY] < 0.7 * complete


def test_usage_window_at_midnight(world):
    """At midnight sharp the window is eleven complete days."""
    rows = world.statistics.usage(datetime(2026, 11, 23, tzinfo=UTC))

    assert {row.date for row in rows} == {TODAY - number * DAY for number in range(1, 12)}


def test_window_counts_hours(world):
    """The oldest day loses its hours one by one, whole hours only."""

    def oldest(minutes):
        rows = world.statistics.usage(NOW.replace(minute=0, second=0) + timedelta(minutes=minutes))
        return by_day(rows, lambda row: row.invocation_count)[TODAY - 11 * DAY]

    assert oldest(0) > oldest(1) == oldest(60) > oldest(61) > 0


def test_scale(usage):
    """A day is about $9,000 and more than a million invocations; rows have the real size."""
    usd = by_day(usage, lambda row: row.usd_amount)
    counts = by_day(usage, lambda row: row.invocation_count)

    assert 8_000 < mean(usd[day] for day in COMPLETE) < 10_000
    assert 1_000_000 < mean(counts[day] for day in COMPLETE) < 1_300_000
    assert 100 < len(msgspec.json.encode(usage)) / len(usage) < 160


def test_weekends(usage):
    """Weekends are quieter than weekdays."""
    counts = by_day(usage, lambda row: row.invocation_count)
    weekend = mean(counts[day] for day in COMPLETE if day.weekday() >= 5)
    week = mean(counts[day] for day in COMPLETE if day.weekday() < 5)

    assert 0.65 < weekend / week < 0.85


def test_growth(llm):
    """The platform grew over its history."""
    requests = by_day(llm, lambda row: row.total_requests)

    assert requests[date(2025, 3, 3)] < 0.3 * requests[TODAY - 7 * DAY]


def test_money(usage):
    """Some chutes earn, some are free, one is a credit."""
    yesterday = [row.usd_amount for row in usage if row.date == TODAY - DAY]

    assert min(yesterday) < 0
    assert sum(usd == 0 for usd in yesterday) > 10
    assert sum(usd > 0 for usd in yesterday) > 30


def test_llm_rows(llm):
    """One row per chute and day since 30 January 2025, in the documented order and number."""
    assert len({(row.chute_id, row.date) for row in llm}) == len(llm)
    assert min(row.date for row in llm) == date(2025, 1, 30)
    assert max(row.date for row in llm) == TODAY
    assert 25_000 < len(llm) < 35_000
    assert llm == sorted(llm, key=lambda row: (-row.date.toordinal(), row.name))
    assert all(row.total_requests > 0 for row in llm)
    assert max(row.total_input_tokens for row in llm) > 2**32


def test_llm_counts_less_than_usage(usage, llm):
    """Statistics count requests with token metrics, usage all that completed."""
    counts = {(row.chute_id, row.date): row.invocation_count for row in usage}
    recent = [row for row in llm if row.date in COMPLETE]

    for row in recent:
        assert 0.9 * counts[row.chute_id, row.date] - 1 <= row.total_requests
        assert row.total_requests <= counts[row.chute_id, row.date]


def test_unknown_speeds(llm):
    """Speeds can be null, TTFT alone null, or 0."""
    speeds = {(row.average_tps, row.average_ttft) for row in llm}

    assert (None, None) in speeds
    assert (0.0, 0.0) in speeds
    assert any(tps and ttft is None for tps, ttft in speeds)


def test_slowdown(world, llm):
    """One chute has been a third slower since yesterday than in the fortnight before."""
    chute = world.played_by("slowed")
    tps = {row.date: row.average_tps for row in llm if row.chute_id == chute.chute_id}
    usual = median(tps[TODAY - number * DAY] for number in range(2, 16))

    assert 0.58 < tps[TODAY - DAY] / usual < 0.72
    assert 0.58 < tps[TODAY] / usual < 0.72


@pytest.mark.parametrize(("role", "ago"), [("new", 3), ("dead", 4), ("successor", 21)])
def test_comings_and_goings(world, llm, role, ago):
    """Chutes come and go within a day, which is partial then."""
    chute = world.played_by(role)
    days = {row.date for row in llm if row.chute_id == chute.chute_id}
    edge = TODAY - ago * DAY

    assert (max(days) if role == "dead" else min(days)) == edge
    assert chute.died or max(days) == TODAY


def test_rename(world, llm):
    """A renamed chute keeps its id; days before keep the old name."""
    chute = world.played_by("renamed")
    names = {row.date: row.name for row in llm if row.chute_id == chute.chute_id}

    assert names[TODAY - 7 * DAY] == "tallgrass/Meadow-R1"
    assert names[TODAY - 6 * DAY] == "tallgrass/Meadow-R1-0528"


def test_names(llm):
    """There are placeholders, namesakes, and a name that would do harm."""
    ids = defaultdict(set)
    for row in llm:
        ids[row.name].add(row.chute_id)

    assert len(ids["[unknown]"]) == len(ids["[private]"]) == 2
    assert len(ids["example-org/Model-70B-TEE"]) == 2
    assert ids["<!channel> *x* <https://evil|ok>"]
    assert {character for name in ids for character in name} >= set("/.:_*~<>&|!")


def test_diffusion_grid(world, diffusion):
    """Every diffusion chute that exists has a row for every day; quiet days are zero."""
    days = (TODAY - date(2025, 1, 30)).days + 1
    ids = {row.chute_id for row in diffusion}
    quiet = [row for row in diffusion if not row.total_requests]

    assert len(diffusion) == days * len(ids)
    assert world.played_by("deleted").chute_id not in ids
    assert len(quiet) > 300
    assert all((row.total_steps, row.average_sps) == (0, 0.0) for row in quiet)
    assert diffusion == sorted(diffusion, key=lambda row: (-row.date.toordinal(), row.name))


@pytest.mark.parametrize("chutes", [0, 1, 3, pytest.param(500, marks=pytest.mark.soak)])
def test_other_sizes(chutes):
    """A world can have any number of chutes, and names as long as wanted."""
    world = World(clock=Clock(), chutes=chutes, name_length=200)
    usage = world.statistics.usage(NOW)

    assert len(world.chutes) == chutes
    assert len({chute.chute_id for chute in world.chutes}) == chutes
    assert bool(usage) == bool(chutes)
    assert all(len(chute.name) >= 200 for chute in world.chutes)
    text = "".join(world.exports.invocations(NOW.replace(minute=0, second=0)))
    assert (text.count("\r\n") > 4_000) == bool(chutes)


@pytest.mark.soak
def test_large_statistics():
    """A world of 340 chutes, for benchmarks, has 120,000 rows of statistics."""
    assert len(World(clock=Clock(), chutes=340).statistics.llm(NOW)) > 120_000


async def test_ten_minutes():
    """Answers change with the ten-minute cron, not before, and are those of its last run."""
    clock = Clock(NOW.replace(minute=41))
    world = World(clock=clock)
    async with open_api(world) as api, httpx.AsyncClient(base_url=api.url, verify=False) as http:
        first = await http.get("/invocations/usage")
        clock.now = NOW.replace(minute=49, second=59)
        second = await http.get("/invocations/usage")
        clock.now = NOW.replace(minute=50)
        third = await http.get("/invocations/usage")

    at = NOW.replace(minute=40, second=0)
    assert first.content == second.content != third.content
    assert first.content == msgspec.json.encode(world.statistics.usage(at))
