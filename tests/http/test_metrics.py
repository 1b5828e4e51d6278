"""What both processes count, and one line of the log for each question."""

import asyncio
import io
import json
import logging
from collections.abc import AsyncIterator

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families as families

from bot.logs import formatter
from bot.processes.web import open_web
from bot.processes.worker import open_work
from tests.conversation import ask

Count = tuple[str, frozenset[tuple[str, str]]]


@pytest.fixture
async def ports(redis, settings, redis_url, clock, free_port) -> AsyncIterator[tuple[int, int]]:
    """The ports of a web process and of a worker that visits the API."""
    given = settings.model_copy(update={"metrics_port": free_port})
    async with open_work(given, redis_url, clock), open_web(given, redis_url, clock) as port:
        yield port, free_port


@pytest.fixture
def log() -> io.StringIO:
    """The log as JSON, from *info* on."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(formatter("json"))
    root, before = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield written
    root.removeHandler(handler)
    root.setLevel(before)


async def counts(port: int) -> dict[Count, float]:
    """Return what a process counts, by name and labels."""
    async with httpx.AsyncClient() as http:
        text = (await http.get(f"http://127.0.0.1:{port}/metrics")).text
    return {
        (sample.name.removeprefix("chutes_bot_"), frozenset(sample.labels.items())): sample.value
        for family in families(text)
        for sample in family.samples
    }


def of(found: dict[Count, float], name: str, **labels: str) -> float:
    """Return one figure; 0 if it was never counted."""
    return found.get((name, frozenset(labels.items())), 0)


async def test_what_is_counted(ports, slack, log):
    """Questions, acknowledgements, calls, visits and ages, each where it happens; a question has
    one line in the log, and all that is said about it has its id."""
    web, worker = ports
    await ask(slack, "/chutes usage")
    await ask(slack, "/chutes usage nothing-like-this")

    found = await counts(web)
    assert of(found, "questions_total", subcommand="usage", outcome="answered") == 1
    assert of(found, "questions_total", subcommand="usage", outcome="explained") == 1
    assert of(found, "acknowledge_seconds_count") == 2
    taken = of(found, "call_seconds_count", to="slack", method="response_url", outcome="200")
    assert taken >= 2
    assert of(found, "worker_silent_seconds") < 60
    async with asyncio.timeout(20):
        while not of(found := await counts(worker), "jobs_total", job="refresh", outcome="done"):
            await asyncio.sleep(0.05)
    chutes = {"to": "chutes", "method": "usage figures", "outcome": "200"}
    assert of(found, "call_seconds_count", **chutes) == 1
    assert ("source_age_seconds", frozenset({("source", "usage")})) in found
    assert of(found, "unreadable") == 0
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    said = [(line["event"], line["question"]) for line in lines if "question" in line]
    assert [event for event, _ in said] == ["usage: answered", "usage: explained"]
    assert len({question for _, question in said}) == 2
