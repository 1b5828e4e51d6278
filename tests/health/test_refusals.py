"""A Redis that answers, but with a no: what it says is what people, `/readyz` and the log read."""

import httpx
import pytest

from bot.processes.web import open_web
from bot.sandbox.redis_proxy import LOADING, open_proxy
from tests.conversation import ask
from tests.store.test_connection import LASTS, PASSES

REASON = "01234567-0123-4123-8123-012345678901 it answers with dots only"
REFUSALS = [
    *(("*", *refusal) for refusal in {**LASTS, **PASSES}.items()),
    ("@data", LOADING, "loading its data"),
    ("mget", "MASTERDOWN Link with MASTER is down", "has lost its primary"),
]


@pytest.fixture
async def proxy(redis, redis_url, settings, clock):
    async with open_proxy(redis_url) as proxy, open_web(settings, proxy.url, clock) as port:
        yield proxy, f"http://127.0.0.1:{port}/readyz"


async def test_every_refusal(proxy, slack, caplog):
    """Nobody reads that Redis is silent, nor a trace of it; afterwards everything works."""
    redis, readyz = proxy
    async with httpx.AsyncClient() as probe:
        for command, error, said in REFUSALS:
            redis.faults.add(command, None, error=error)
            status = (await ask(slack, "/chutes status", as_="ben"))["text"]
            report = (await ask(slack, f"/chutes report {REASON}"))["text"]
            ready = (await probe.get(readyz)).text
            redis.faults.clear()

            assert said in status, status
            assert "Something went wrong" not in report
            assert "isn't answering" not in report, report
            assert command == "mget" or said in ready
    assert "Redis" not in (await ask(slack, "/chutes reports"))["text"]
    assert "Traceback" not in caplog.text
