"""The control of the sandbox's world: time goes on by steps, the bot is seen to start."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest

from bot.sandbox.api import open_api
from bot.sandbox.bot import ROOT, Bot
from bot.sandbox.clock import MovableClock
from bot.sandbox.control import Control
from bot.sandbox.redis_proxy import open_proxy
from bot.sandbox.slack import open_slack
from bot.sandbox.world import World


@pytest.fixture
def clock(tmp_path: Path) -> MovableClock:
    return MovableClock(tmp_path / "clock")


@pytest.fixture
async def url(clock: MovableClock, redis_url: str) -> AsyncIterator[str]:
    """The address of the control of a sandbox without a bot."""
    async with open_api(World(clock=clock)) as api, open_proxy(redis_url) as redis:
        control = Control(clock, api, redis)
        async with open_slack(ROOT / "manifest.yml", clock=clock, routes=control.routes()) as slack:
            control.slack = slack
            control.bot = Bot(Path(), {}, lambda: False)
            yield f"{slack.url}_sandbox/world/clock"


async def post(url: str, seconds: float) -> int:
    async with aiohttp.ClientSession() as http, http.post(url, json={"seconds": seconds}) as answer:
        return answer.status


async def test_time_goes_by_the_hour(url: str, clock: MovableClock) -> None:
    """Whoever looks while hours go by sees each of them, as a bot does that has something due."""
    seen = set()
    asked = asyncio.create_task(post(url, 3.5 * 3600))
    while not asked.done():
        seen.add(clock.moved)
        await asyncio.sleep(0.05)

    assert asked.result() == 200
    assert clock.moved == timedelta(hours=3.5)
    assert {timedelta(hours=hour) for hour in (1, 2, 3)} <= seen


async def test_presses_add_up(url: str, clock: MovableClock) -> None:
    """Two who move the clock at once move it by both spans."""
    assert await asyncio.gather(post(url, 7200), post(url, 60)) == [200, 200]
    assert clock.moved == timedelta(seconds=7260)


@pytest.mark.parametrize("seconds", [0, -60, 32 * 86_400])
async def test_time_is_not_turned_back(url: str, clock: MovableClock, seconds: float) -> None:
    """Time goes forward, and not for ever."""
    assert await post(url, seconds) == 400
    assert clock.moved == timedelta(0)


async def test_bot_is_seen_to_start(tmp_path: Path) -> None:
    """A process that runs is starting until it is connected; one that ended is stopped."""
    connected: list[str] = []
    bot = Bot(tmp_path, {}, lambda: bool(connected))
    seen = [bot.state]
    await bot.start()
    seen.append(bot.state)
    connected.append("a socket")
    seen.append(bot.state)
    await bot.stop()

    assert [*seen, bot.state] == ["stopped", "starting", "running", "stopped"]


async def test_what_goes_wrong_is_named(url: str) -> None:
    """Faults are told in the words of their buttons; another API is a well one."""
    world, faults = url.removesuffix("/clock"), url.replace("world/clock", "faults")
    async with aiohttp.ClientSession() as http:
        for kind in ("down", "silent"):
            await http.post(f"{world}/fault", json={"endpoint": "any", "kind": kind, "count": 2})
        await http.post(faults, json={"method": "*.*", "count": None, "status": 503})
        for kind in ("full", "hang"):
            await http.post(f"{world}/redis", json={"kind": kind})
        seen = await (await http.get(world)).json()
        await http.delete(f"{world}/redis")
        await http.post(f"{world}/profile", json={"profile": "newest"})
        after = await (await http.get(world)).json()

    assert seen["faults"] == [
        {"where": "any", "name": "Down (503)", "count": 2},
        {"where": "any", "name": "Silent", "count": 2},
    ]
    assert seen["slack_faults"] == [{"where": "*.*", "name": "answers 503", "count": None}]
    assert [fault["name"] for fault in seen["redis_faults"]] == ["Full", "Hangs"]
    assert after["redis_faults"] == []
    assert (after["profile"], after["faults"]) == ("newest", [])
    assert after["slack_faults"] == seen["slack_faults"]
