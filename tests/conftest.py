"""The whole bot between three real doors: a Slack, an Invocations API and a Redis, all local."""

import os
import socket
from collections.abc import AsyncIterator
from copy import deepcopy
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import pytest_asyncio
import yaml
from redis.asyncio import Redis

from bot.clock import utc_now
from bot.config import Settings
from bot.processes.web import open_web
from bot.processes.worker import open_work
from bot.sandbox.api import Api, open_api
from bot.sandbox.slack import Slack, open_slack
from bot.sandbox.world import World
from bot.sandbox.world.rows import LlmRow
from bot.store.connection import open_redis
from bot.store.embedded import embedded_redis
from tests.figures.known import know_figures

MANIFEST = Path(__file__).parent.parent / "manifest.yml"

# No deadlines: the machine may be busy. The same search each time, or a change would be blamed for
# what chance finds; `make soak` searches longer, and SEARCH=anew elsewhere.
register_profile = partial(hypothesis.settings.register_profile, deadline=None)
register_profile("quick", max_examples=25, derandomize=True)
register_profile("thorough", max_examples=200, derandomize=True)
register_profile("anew", max_examples=200)
hypothesis.settings.load_profile(os.environ.get("SEARCH", "quick"))


class Clock:
    """Stands at `now` until a test moves it."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def forward(self, span: timedelta) -> None:
        self.now += span


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def redis_url(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    """A real server for the whole run; what a test leaves in it stays, unless it uses `redis`."""
    async with embedded_redis(tmp_path_factory.mktemp("redis")) as url:
        yield url


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator[Redis]:
    """A client (answers are bytes) of a server that is empty when the test begins."""
    async with open_redis(redis_url) as redis:
        await redis.flushall()
        yield redis


@pytest.fixture
def clock() -> Clock:
    """A Tuesday in November, shortly after noon UTC."""
    return Clock(datetime(2026, 11, 24, 12, 34, tzinfo=UTC))


MONTHS = timedelta(days=75)


@lru_cache(4)
def llm_rows(anchor: date, *when: datetime) -> list[LlmRow]:
    """A world's figures of models, of its last months: a part is as good, and sent in no time."""
    rows = World(seed=7, anchor=anchor).statistics.llm(*when)
    return [row for row in rows if anchor - row.date < MONTHS]


def small_world(clock: Clock | None = None, exported: float = 0.1) -> World:
    """The platform with a short history of its models."""
    world = World(seed=7, clock=clock or utc_now, exported=exported)
    setattr(world.statistics, "llm", partial(llm_rows, world.anchor))  # noqa: B010 (a method)
    return world


@pytest.fixture
def world(clock: Clock) -> World:
    return small_world(clock)


@pytest.fixture
async def api(world: World) -> AsyncIterator[Api]:
    async with open_api(world) as api:
        yield api


@pytest.fixture(scope="session")
def installed() -> dict[str, Any]:
    """The app that is installed, as the manifest has it; read once."""
    found: dict[str, Any] = yaml.safe_load(MANIFEST.read_text())
    return found


@pytest.fixture
async def slack(installed: dict[str, Any]) -> AsyncIterator[Slack]:
    async with open_slack(deepcopy(installed)) as slack:
        yield slack


@pytest.fixture
def settings(
    api: Api, slack: Slack, redis_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Settings:
    """Settings for Socket Mode in the sandbox; nothing of the real environment gets in."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    return Settings.model_validate(
        {
            "slack_bot_token": slack.bot_token,
            "slack_app_token": slack.app_token,
            "slack_api_url": slack.api_url,
            "chutes_api_url": api.url,
            "port": 0,
            "history_days": 60,
            "limit_per_person": "30/hour",  # which a slow machine reaches as well as a fast one
        }
    )


@pytest.fixture
def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@pytest.fixture
async def web(redis: Redis, settings: Settings, redis_url: str, clock: Clock) -> AsyncIterator[int]:
    """The web process alone, in this one; its HTTP port."""
    async with open_web(settings, redis_url, clock) as port:
        yield port


@pytest.fixture
async def figures(redis: Redis, settings: Settings, clock: Clock, world: World, api: Api) -> None:
    """What the worker's first visits find, without visiting each time."""
    await know_figures(redis, settings, clock, world)


@pytest.fixture
async def bot(
    figures: None, settings: Settings, redis_url: str, clock: Clock, api: Api
) -> AsyncIterator[None]:
    """Both processes of the bot, in this one, connected to the sandbox; it knows the figures."""
    async with open_work(settings, redis_url, clock), open_web(settings, redis_url, clock):
        yield
        api.faults.clear()  # or leaving waits for what they hold back


@pytest.fixture
async def new_bot(
    redis: Redis, settings: Settings, redis_url: str, clock: Clock, api: Api
) -> AsyncIterator[None]:
    """The same, but its first visits to the API are still to be made."""
    async with open_work(settings, redis_url, clock), open_web(settings, redis_url, clock):
        yield
        api.faults.clear()
