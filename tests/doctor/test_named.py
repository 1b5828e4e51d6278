"""What may be wrong outside, each named by the doctor."""

import pytest

from bot.errors import Unreadable
from bot.processes.web import open_web
from bot.sandbox.redis_proxy import CROSSSLOT, FULL, READ_ONLY, open_proxy
from bot.store.connection import open_redis
from bot.store.set_aside import set_aside
from tests.doctor.conftest import server

NO_WRITING = "NOPERM User bot has no permissions to run the 'set' command"
REFUSALS = {
    "read-only": ("@write", READ_ONLY, "✗ Redis is read-only (a replica)", "at the primary"),
    "full": ("@growing", FULL, "✗ Redis is full: nothing new can be kept.", "`maxmemory`"),
    "a cluster": ("mget", CROSSSLOT, "✗ Redis is in cluster mode", "isn't in cluster mode"),
    "without rights": ("@write", NO_WRITING, "✗ Redis' user lacks a right", "ACL SETUSER"),
    "crowded": ("ping", "ERR max number of clients reached", "✗ Redis takes no more", "maxclients"),
}


@pytest.mark.parametrize(("command", "error", "seen", "mend"), REFUSALS.values(), ids=REFUSALS)
async def test_redis(ask, redis_url, command, error, seen, mend):
    """A Redis that is not what the bot needs, with the way to mend it."""
    async with open_proxy(redis_url) as proxy:
        proxy.faults.add(command, None, error=error)
        status, said = await ask(REDIS_URL=proxy.url)
        proxy.faults.clear()

    assert status == 1
    assert seen in said
    assert mend in said.partition(seen)[2].partition("→")[2]


async def test_what_cannot_be_read(ask, redis):
    """A record that was met and could not be read, by its key."""
    await set_aside(redis, Unreadable("report", "chutes:report:5", "It's damaged."))
    status, said = await ask()

    assert status == 1
    assert "records can't be read (1 × report): chutes:report:5. It's damaged." in said


async def test_a_second_bot(ask, settings, slack, redis_url, free_port):
    """Slack counts one connection more than the bot has."""
    slack.hello(2)
    running = type(settings).model_validate({**settings.model_dump(), "port": free_port})
    async with open_web(running, redis_url):
        _, said = await ask(PORT=str(free_port))

    assert "Slack counts 1 more connection with this SLACK_APP_TOKEN: a second bot" in said


async def test_keys_that_were_thrown_away(ask, tmp_path):
    """A Redis that has made room already."""
    given = {"maxmemory": "3mb", "maxmemory-policy": "allkeys-random"}
    async with server(tmp_path, save="", **given) as url, open_redis(url) as full:
        for number in range(60):
            await full.set(f"other:{number}", b"x" * 2**16)
        _, said = await ask(REDIS_URL=url)

    assert "since it started, to make room. → Reports and digests may have been among" in said
