"""A bot that starts on what version 0.1.0 left in Redis, in the middle of its work.

`redis-0.1.0.jsonl.gz` is what that version wrote: a line a key. It had figures, a digest that was
posted and one that was paused, a report in every state, a run that had ended and one under way.
"""

import asyncio
import gzip
import json
import re
from base64 import b64decode
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from redis.asyncio import Redis

from bot.processes.web import open_web
from bot.processes.worker import open_work
from tests.conftest import Clock, small_world
from tests.conversation import ask
from tests.reports.reporting_bot import filed, may_report

LEFT_BEHIND = Path(__file__).parent / "redis-0.1.0.jsonl.gz"


@pytest.fixture
def clock():
    """The moment at which 0.1.0 was stopped."""
    return Clock(datetime(2026, 11, 24, 13, 14, tzinfo=UTC))


@pytest.fixture
def world(clock):
    return small_world(clock, exported=0.01)


@pytest.fixture
def settings(settings):
    return may_report(settings, history_days=16)


@pytest.fixture
async def upgraded(redis, settings, redis_url, clock, api) -> AsyncIterator[None]:
    await load(redis)
    async with open_work(settings, redis_url, clock), open_web(settings, redis_url, clock):
        yield


async def load(redis: Redis) -> None:
    """Put into *redis* what 0.1.0 had there; nothing expires, as the test has its own clock."""
    with gzip.open(LEFT_BEHIND, "rt") as lines:
        for line in lines:
            row = json.loads(line)
            await _put(redis, row["key"], row["type"], row["value"])


async def _put(redis: Redis, key: str, kind: str, value) -> None:
    match kind:
        case "string":
            await redis.set(key, b64decode(value))
        case "hash":
            await redis.hset(key, mapping={b64decode(k): b64decode(v) for k, v in value.items()})
        case "zset":
            await redis.zadd(key, {b64decode(member): score for member, score in value})
        case "list":
            await redis.rpush(key, *map(b64decode, value))
        case "set":
            await redis.sadd(key, *map(b64decode, value))


async def until(look, within: float = 20):
    """Return what *look* finds, as soon as it does."""
    async with asyncio.timeout(within):
        while not (found := await look()):
            await asyncio.sleep(0.05)
    return found


async def test_its_figures(upgraded, slack, api):
    """A question is answered from the days that were kept, though the API is gone."""
    async with httpx.AsyncClient(verify=False) as http:
        rows = (await http.get(f"{api.url}/invocations/usage")).json()
    api.faults.add("any", "answer", times=None)
    said = await ask(slack, "/chutes usage 2026-11-20..2026-11-23")

    whole = sum(row["usd_amount"] for row in rows if "2026-11-20" <= row["date"] <= "2026-11-23")
    assert f"${whole:,.0f}" in said["text"]
    api.faults.clear()


async def test_its_reports(upgraded, slack):
    """Each is listed in the state in which it was left, or in the one that follows."""
    first = await ask(slack, "/chutes reports all")

    states = "already filed|not found|refused|given up|withdrawn|confirmed|filed|waiting|sending"
    assert len(re.findall(states, first["text"] + json.dumps(first.get("blocks")))) >= 9


async def test_what_it_had_not_sent(upgraded, api, clock):
    """What was held, under way or waiting is filed, once."""
    clock.forward(timedelta(minutes=15))

    async def all_filed():
        return len(filed(api)) >= 3

    await until(all_filed)
    await asyncio.sleep(1)
    assert len(filed(api)) == len(set(filed(api))) == 3


async def test_its_digests(upgraded, slack, clock):
    """The one that is on goes out the next day, once; the paused one stays paused."""
    clock.now = datetime(2026, 11, 25, 13, 1, tzinfo=UTC)

    def posted(channel):
        return [
            one["text"]
            for one in slack.messages(channel)
            if one["is_bot"]
            and not one["is_ephemeral"]
            and one.get("thread_ts", one["ts"]) == one["ts"]
        ]

    async def has_come():
        clock.forward(timedelta(seconds=5))  # it may wait for figures, and looks again each minute
        return posted("gpu-costs")

    [text] = await until(has_come)
    assert "Tuesday 24 November" in text
    assert not posted("ops-private")


async def test_its_list_of_digests(upgraded, slack):
    """The list says which there are."""
    listed = await ask(slack, "/chutes digest list")

    assert "<#C0GPUCOSTS>" in listed["text"]
    assert "14:00" in listed["text"]


@pytest.mark.soak
async def test_its_run(upgraded, slack, clock):
    """An export that was asked for is read now, and who asked is told."""

    async def told():
        clock.forward(timedelta(seconds=1))
        return [
            one
            for one in slack.messages("D0ADA00001", "ada")
            if "19:00" in one["text"] and " failed" in one["text"]
        ]

    assert await until(told)
