from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.slack import Slack, open_slack
from tests.sandbox.slack.app import App, call, connected
from tests.sandbox.slack.samples import MANIFEST, modal


class Hands:
    """A clock that stands still until somebody moves its hands."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **time: float) -> None:
        self.now += timedelta(**time)


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture
async def slack(clock: Hands) -> AsyncIterator[Slack]:
    async with open_slack(MANIFEST, clock=clock) as slack:
        slack.parts.delivery.patience = 0.2
        yield slack


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
async def app(slack: Slack, session: aiohttp.ClientSession) -> AsyncIterator[App]:
    async with connected(slack, session) as app:
        yield app


@pytest.fixture
def client(slack: Slack, session: aiohttp.ClientSession) -> AsyncWebClient:
    return AsyncWebClient(slack.bot_token, base_url=slack.api_url, session=session)


@pytest.fixture
def api(slack: Slack, session: aiohttp.ClientSession) -> Any:
    """Call a method: `await api("chat.postMessage", channel=…)`."""
    return partial(call, session, slack)


@pytest.fixture
def trigger(slack, app):
    """Ada uses the global shortcut; its trigger_id."""

    async def press():
        await slack.shortcut("ada", "report_global")
        return app.payloads("shortcut")[-1]["trigger_id"]

    return press


@pytest.fixture
def opened(api, trigger):
    """A modal is open before Ada; Slack's JSON of it."""

    async def open_modal(*blocks, **more):
        view = modal(*blocks, **more)
        return (await api("views.open", trigger_id=await trigger(), view=view))["view"]

    return open_modal
