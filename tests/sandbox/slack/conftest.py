from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.slack import Slack, open_slack
from tests.sandbox.slack.app import App, call, connected

MANIFEST = {
    "display_information": {"name": "Chutes"},
    "features": {
        "bot_user": {"display_name": "chutes"},
        "app_home": {"home_tab_enabled": True},
        "slash_commands": [
            {"command": "/chutes", "usage_hint": "usage 7d", "should_escape": True},
            {"command": "/plain"},
        ],
        "shortcuts": [
            {"name": "Report", "type": "message", "callback_id": "report"},
            {"name": "Report…", "type": "global", "callback_id": "report_global"},
        ],
    },
    "oauth_config": {
        "scopes": {
            "bot": [
                "app_mentions:read",
                "channels:history",
                "channels:read",
                "chat:write",
                "chat:write.public",
                "commands",
                "files:read",
                "files:write",
                "im:history",
                "im:write",
                "usergroups:read",
                "users:read",
            ]
        }
    },
    "settings": {
        "event_subscriptions": {
            "bot_events": [
                "app_home_opened",
                "app_mention",
                "app_uninstalled",
                "member_joined_channel",
                "message.im",
                "tokens_revoked",
            ]
        },
        "interactivity": {"is_enabled": True},
        "socket_mode_enabled": True,
    },
}


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
