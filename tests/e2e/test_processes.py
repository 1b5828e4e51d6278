"""`python -m bot run`, started, stopped and killed."""

import asyncio
import os
import random
import signal
import sys

import pytest

from tests.conversation import hear
from tests.e2e.conftest import Running

pytestmark = [
    pytest.mark.timeout(180),
    pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc"),
]


async def usage(slack) -> str:
    """Ask until the bot is connected; return what it says of usage."""
    async with asyncio.timeout(60):
        while True:
            typed = await slack.type("ada", "gpu-costs", "/chutes usage")
            if typed["ok"]:
                break
            await asyncio.sleep(0.2)
    return str((await hear(slack, channel=None, within=20))["text"])


async def test_one_command_answers_and_ends(running, slack):
    """The bot with its worker and its Redis starts by one command, answers, and ends at SIGTERM."""
    await running.start()
    assert "invocations on Chutes" in await usage(slack)
    assert len(running.processes("worker")) == 1
    assert len(running.processes("valkey-server")) == 1

    assert await running.end() == 0
    assert running.processes() == []
    assert "Traceback" not in running.log


@pytest.mark.soak
async def test_ctrl_c_ends_it_as_well(running, slack):
    """SIGINT is the same; the question that is being answered is still answered."""
    await running.start()
    await usage(slack)
    await slack.type("ada", "gpu-costs", "/chutes usage 2d")

    assert await running.end(signal.SIGINT) == 0
    assert "invocations on Chutes" in (await hear(slack))["text"]
    assert "Traceback" not in running.log


@pytest.mark.soak
@pytest.mark.parametrize("pause", [0.05, 0, 0.3])
async def test_told_twice(running, slack, pause):
    """Two signals close together, as `timeout` sends them, are one: nothing is left running."""
    await running.start()
    await usage(slack)
    os.kill(running.pid, signal.SIGTERM)
    await asyncio.sleep(pause)

    assert await running.end() == 0
    assert running.processes() == []


@pytest.mark.soak
async def test_told_to_hurry(running, slack, api):
    """Somebody who asks again does not wait for a worker's jobs; nothing is left running."""
    await running.start()
    await usage(slack)
    api.faults.add("export", "silent", times=None)
    await slack.type("ada", "gpu-costs", "/chutes export 2026-04-19 18")
    await asyncio.sleep(1)
    os.kill(running.pid, signal.SIGTERM)
    await asyncio.sleep(1.2)
    began = asyncio.get_running_loop().time()

    assert await running.end() == 0
    assert asyncio.get_running_loop().time() - began < 10
    api.faults.clear()
    assert running.processes() == []


@pytest.mark.soak
@pytest.mark.parametrize("victim", ["bot run", "worker", "valkey-server"])
async def test_killed(running, slack, victim):
    """Whichever process is killed, the bot answers again: by itself, or started again."""
    await running.start()
    before = await usage(slack)
    for pid in running.processes(*victim.split()):
        os.kill(pid, signal.SIGKILL)
    if victim == "bot run":
        await running.end(signal.SIGKILL)
        await running.start()

    assert await usage(slack) == before
    assert await running.end() == 0
    assert running.processes() == []


@pytest.mark.soak
async def test_a_second_bot_on_the_same_data(running, slack):
    """A second bot in the same folder says what is wrong, and leaves the first alone."""
    await running.start()
    await usage(slack)
    second = Running(running.folder, running.settings)
    await second.start()

    assert await second.ended() == 1
    assert "Another bot" in second.log
    assert "invocations on Chutes" in await usage(slack)


async def test_signed_http(running, slack, free_port):
    """Without an app token the bot takes Slack's signed requests over HTTP."""
    slack.deliver_to(f"http://127.0.0.1:{free_port}/slack/events")
    await running.start(
        SLACK_APP_TOKEN="", SLACK_SIGNING_SECRET=slack.signing_secret, PORT=str(free_port)
    )

    assert "invocations on Chutes" in await usage(slack)
    assert await running.end() == 0


@pytest.mark.parametrize(
    ("variable", "token"),
    [
        ("SLACK_BOT_TOKEN", "xoxb-wrong"),
        pytest.param("SLACK_APP_TOKEN", "xapp-wrong", marks=pytest.mark.soak),
    ],
)
async def test_a_wrong_token_ends_it_in_words(running, variable, token):
    """A token that Slack refuses stops the start with the variable's name."""
    await running.start(**{variable: token})

    assert await running.ended() == 1
    assert running.log.strip().endswith(
        f"{variable}: Slack refuses it (invalid_auth). Slack doesn't know the token. Copy it again."
    )
    assert running.processes() == []


@pytest.mark.soak
@pytest.mark.timeout(400)
async def test_killed_at_any_time(running, slack):
    """Twelve times something is killed at some moment, starts included: the bot comes back."""
    dice = random.Random(7)
    await running.start()
    before = await usage(slack)
    for _ in range(12):
        victim = dice.choice(["bot run", "worker", "valkey-server"])
        await asyncio.sleep(dice.uniform(0, 2))
        for pid in running.processes(*victim.split()):
            os.kill(pid, signal.SIGKILL)
        if victim == "bot run":
            await running.end(signal.SIGKILL)
            await running.start()

        if dice.random() < 0.5:
            assert await usage(slack) == before

    assert await usage(slack) == before
    assert await running.end() == 0
    assert running.processes() == []


async def test_doctor(running):
    """`doctor` examines what it can, in plain text, and ends with 1 where something is to mend."""
    status, said = await running.say("doctor", SLACK_BOT_TOKEN="xoxp-1-2-3")

    assert status == 1
    assert "SLACK_BOT_TOKEN is a user token." in said
    assert "→ Copy the Bot User OAuth Token" in said
    assert "SLACK_APP_TOKEN works" in said
    assert "`make run` starts a Redis of its own" in " ".join(said.split())
    assert "stats/llm is offered" in said
    assert said.splitlines()[-1] == "1 thing to fix."
    assert "\x1b" not in said + running.log
    assert running.log == ""


ALL = ("run", "web", "worker", "doctor")
ODD_MACHINES = {
    "ALL_PROXY": ("socks5://127.0.0.1:1080", ALL),
    "HTTPS_PROXY": ("http://[nothing", ALL),
    "SSL_CERT_FILE": ("/nowhere/ca.pem", (*ALL, "preview")),
    "SSL_CERT_DIR": ("/nowhere", (*ALL, "preview")),
    "SSLKEYLOGFILE": ("/nowhere/keys", (*ALL, "preview")),
    "HOST": ("203.0.113.7", ("run", "web")),
    "SLACK_APP_TOKEN_FILE": ("/nowhere/token", ("run", "web", "worker")),
}


@pytest.mark.soak
@pytest.mark.parametrize(
    ("name", "process"),
    [(name, process) for name, (_, those) in ODD_MACHINES.items() for process in those],
)
async def test_an_odd_machine(running, name, process):
    """What cannot be used ends a start in one sentence that names the variable."""
    variables = {"REDIS_URL": "redis://127.0.0.1:1", name: ODD_MACHINES[name][0]}
    if name.endswith("_PROXY"):
        variables["SLACK_API_URL"] = "https://slack.com/api/"
    status, _ = await running.say(process, **variables)

    assert status == 1
    assert name in running.log.splitlines()[-1]
    assert "Traceback" not in running.log


ODD_ELSEWHERE = {
    "NO_PROXY": "::1,[fe80::1]:80,localhost",
    "ALL_PROXY": "socks5://127.0.0.1:1080",  # for others: we only speak to this machine
    "HTTP_PROXY": "http://127.0.0.1:1",
    "WEB_CONCURRENCY": "auto",
    "PROMETHEUS_MULTIPROC_DIR": "/nowhere",
    "TMPDIR": "/nowhere",
    "HOME": "/nowhere",
    "PYTHONIOENCODING": "ascii",
    "TZ": "Nowhere/Else",
    "LC_ALL": "nowhere",
    "COLUMNS": "many",
}


@pytest.mark.soak
async def test_a_machine_that_is_odd_elsewhere(running, slack):
    """What is set for others does not keep the bot from its work."""
    await running.start(**ODD_ELSEWHERE)

    assert "invocations on Chutes" in await usage(slack)
    assert await running.end() == 0
    assert "Traceback" not in running.log
