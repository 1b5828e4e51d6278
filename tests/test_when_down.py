"""README's "When something is down": each row of it, by its name, in both modes."""

import re
from contextlib import AsyncExitStack, asynccontextmanager

import httpx
import pytest

from bot.processes.web import open_web
from bot.processes.worker import open_work
from bot.sandbox.redis_proxy import open_proxy
from bot.sandbox.redis_server import open_server
from bot.store.connection import open_redis
from tests.conversation import ask
from tests.http import test_start
from tests.slack import test_socket_mode
from tests.test_layers import ROOT

REPORT = "/chutes report 01234567-0123-4123-8123-012345678901 it answers with dots only"


async def api_down(slack, api, **_):
    api.faults.add("any", "answer", status=503, times=None)
    known = await ask(slack, "/chutes usage")

    assert "$" in known["text"]
    assert "fetched" in str(known["blocks"])


async def endpoint_gone(slack, **_):
    assert "no longer offers" in (await ask(slack, "/chutes stats diffusion"))["text"]
    assert "$" in (await ask(slack, "/chutes usage"))["text"]


async def redis_down(slack, proxy, **_):
    proxy.faults.add("*", None, reset=True)
    proxy.faults.add("connect", None, reset=True)
    known = await ask(slack, "/chutes usage", within=20)
    report = (await ask(slack, REPORT, within=20))["text"]

    assert "$" in known["text"]
    assert "memory" in str(known["blocks"]).lower() + known["text"]
    assert "isn't answering" in report


async def slack_refuses(slack, **_):
    slack.faults.add("response_url", count=1, error="invalid_blocks")
    assert "$" in (await ask(slack, "/chutes usage"))["text"]
    slack.faults.add("response_url", count=3, status=503)
    assert "Slack" in (await ask(slack, "/chutes usage", within=20))["text"]


async def workers_gone(slack, workers, memory, ready, **_):
    await workers.aclose()
    await memory.delete("chutes:heartbeat")
    async with httpx.AsyncClient() as http:
        answer = await http.get(ready)
    known = await ask(slack, "/chutes usage")

    assert (answer.status_code, "No worker" in answer.text) == (503, True)
    assert "$" in known["text"]


HERE = {
    "one endpoint of it, for good": endpoint_gone,
    "the Invocations API": api_down,
    "Slack": slack_refuses,
    "every worker": workers_gone,
    "Redis": redis_down,
}
ELSEWHERE = {
    "the connection to Slack": test_socket_mode,
    "Slack or Redis, at the start": test_start,
}
"""What has a module of its own: it starts and ends what here stands."""


def test_every_row_has_a_test():
    """A row that nobody tries is no promise."""
    readme = (ROOT / "README.md").read_text().partition("## When something is down")[2]
    rows = re.findall(r"^\| ([^|]+) \|", readme.partition("\n## ")[0], re.MULTILINE)

    assert set(rows) - {"down", "---"} == HERE.keys() | ELSEWHERE.keys()


@asynccontextmanager
async def target(kind, redis_url):
    """Yield the address of the embedded server, or of one that somebody else runs."""
    if kind == "embedded":
        yield redis_url
        return
    async with open_server() as url:
        yield url


@pytest.mark.parametrize(("mode", "server"), [("Socket Mode", "embedded"), ("HTTP", "REDIS_URL")])
async def test_rows(mode, server, slack, api, redis, redis_url, settings, clock, free_port):
    """One bot sees one thing after the other go, and come back."""
    more = {"limit_per_person": "1000/minute", "port": free_port}
    if mode == "HTTP":
        slack.deliver_to(f"http://127.0.0.1:{free_port}/slack/events")
        more |= {"slack_app_token": None, "slack_signing_secret": slack.signing_secret}
    settings = type(settings).model_validate({**settings.model_dump(), **more})
    api.faults.add("diffusion", "answer", status=410, times=None)
    async with (
        target(server, redis_url) as url,
        open_proxy(url) as proxy,
        open_redis(url) as memory,
        AsyncExitStack() as workers,
        open_web(settings, proxy.url, clock) as port,
    ):
        await workers.enter_async_context(open_work(settings, url, clock))
        await ask(slack, "/chutes usage", within=20)
        for row, check in HERE.items():
            ready = f"http://127.0.0.1:{port}/readyz"
            try:
                await check(
                    slack=slack,
                    api=api,
                    proxy=proxy,
                    workers=workers,
                    memory=memory,
                    ready=ready,
                )
            except AssertionError as exc:
                raise AssertionError(f"{row}: {exc}") from exc
            for faults in (api.faults, slack.faults, proxy.faults):
                faults.clear()
