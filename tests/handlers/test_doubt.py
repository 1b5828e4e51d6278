"""What was said holds: nobody hears "try again" for something that is kept, or may be."""

import re
from datetime import timedelta

import pytest

from bot.processes.web import open_web
from bot.sandbox.redis_proxy import open_proxy
from bot.sandbox.world import SANDBOX
from bot.store import connection
from bot.store.scripts import load_script
from handlers import doubt
from tests.conversation import ask, hear
from tests.reports.reporting_bot import (
    DIRECT,
    REASON,
    UNDO,
    direct,
    filed,
    may_report,
    open_reporting,
)

PATIENCE = 1.0  # seconds for Redis
LOST = {
    "carried out, and silent": {"silent": True, "after_effect": True},
    "late": {"delay": 2.5 * PATIENCE},
    "carried out, and reset": {"reset": True, "after_effect": True},
}
SCRIPTS = [
    ("limits", "gate"),
    ("reports", "claim"),
    ("reports", "step"),
    ("digests", "save"),
    ("watches", "save"),
]


@pytest.fixture
async def proxy(redis, redis_url, settings, clock, monkeypatch):
    """A Redis that can go wrong, for the web process alone."""
    monkeypatch.setattr(connection, "ANSWER_WITHIN", PATIENCE)
    monkeypatch.setattr(doubt, "ASK_AGAIN_AFTER", [0.2] * 50)
    for wing, name in SCRIPTS:  # or the first try of each is to load it
        with_gcra = name in ("gate", "claim")
        script = load_script(redis, wing, name, with_due=wing != "limits", with_gcra=with_gcra)
        await redis.script_load(script._script.script)
    async with open_proxy(redis_url) as proxy, open_web(may_report(settings), proxy.url, clock):
        yield proxy


@pytest.fixture
async def reporting_bot(proxy, settings, redis_url, clock, api):
    async with open_reporting(may_report(settings), redis_url, clock):
        yield


def lose(proxy, command, after=1, **fault):
    """Let *command* go wrong, and its repetition, *after* some: the gate's, or what is read."""
    proxy.faults.add(command, after, delay=0.001)
    proxy.faults.add(command, 2, **fault)


@pytest.mark.usefixtures("reporting_bot")
@pytest.mark.parametrize("fault", LOST.values(), ids=LOST)
async def test_a_report(slack, api, world, clock, proxy, fault):
    """They hear that it is not known, then how it turned out; it is filed, once."""
    [ours] = world.invocations(SANDBOX, 1)
    lose(proxy, "evalsha", **fault)
    said = await ask(slack, f"/chutes report {ours} {REASON}")
    proxy.faults.clear()
    then = await hear(slack)
    clock.forward(UNDO)
    await direct(slack, "*filed*")

    assert "I don't know yet whether I've kept your report" in said["text"]
    assert ours in then["text"]
    assert "*held*" in then["text"]
    assert filed(api) == [ours]


@pytest.mark.usefixtures("proxy")
async def test_a_digest(slack, proxy):
    """So it is with a digest."""
    lose(proxy, "evalsha", silent=True, after_effect=True)
    said = await ask(slack, "/chutes digest on 09:00 UTC")
    proxy.faults.clear()
    then = await hear(slack)

    assert "I don't know yet whether I've kept that change" in said["text"]
    assert "09:00 UTC" in then["text"]


@pytest.mark.usefixtures("figures", "proxy")
@pytest.mark.parametrize("fault", LOST.values(), ids=LOST)
async def test_a_watch(slack, proxy, fault):
    """And with a watch: asked for once, there is one."""
    lose(proxy, "evalsha", **fault)
    said = await ask(slack, "/chutes watch usage above $1 for me")
    proxy.faults.clear()
    then = await hear(slack)
    listed = await ask(slack, "/chutes watches mine")

    assert "I don't know yet whether I've kept that watch" in said["text"]
    assert "I'm watching it" in then["text"]
    assert listed["text"].count("• ") == 1


@pytest.mark.usefixtures("proxy")
async def test_after_it_was_kept(slack, proxy):
    """What fails after that does not deny it: how it stands is shown later."""
    lose(proxy, "hmget", after=3, silent=True)
    said = await ask(slack, "/chutes digest on 09:00 UTC")
    proxy.faults.clear()
    then = await hear(slack)

    assert said["text"].startswith("That's kept")
    assert "09:00 UTC" in then["text"]


@pytest.mark.usefixtures("reporting_bot")
async def test_a_withdrawal(slack, api, world, clock, proxy):
    """An undo that may have been made is known before long."""
    [ours] = world.invocations(SANDBOX, 1)
    await ask(slack, f"/chutes report {ours} {REASON}")
    held = await direct(slack, "*held*")
    lose(proxy, "evalsha", silent=True, after_effect=True)
    await slack.act("ada", "report_undo", channel=DIRECT, ts=held["ts"])
    await direct(slack, "I don't know yet whether the report is withdrawn")
    proxy.faults.clear()
    await direct(slack, "withdrawn")
    clock.forward(UNDO + timedelta(seconds=5))

    assert filed(api) == []


@pytest.mark.usefixtures("reporting_bot")
async def test_asked_for_before(slack, api, world, proxy):
    """What is asked of Redis before a report is kept leaves nothing in doubt."""
    [ours] = world.invocations(SANDBOX, 1)
    proxy.faults.add("exists", 4, silent=True)
    said = await ask(slack, f"/chutes report {ours} {REASON}")
    proxy.faults.clear()

    assert re.search("(is|does)n.t answer", said["text"])
    assert slack.messages(DIRECT) == []
