"""What tests of reports have in common: a bot that may report, and eyes for what people see."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
from pydantic import SecretStr

from bot.chutes.client import open_chutes
from bot.clock import Clock
from bot.config import Settings
from bot.reports.factories import credentials, follow, report_store
from bot.reports.worker import open_reports
from bot.sandbox.api import Api
from bot.sandbox.slack import Slack
from bot.sandbox.world import SANDBOX
from bot.slack.connection import open_connection
from bot.slack.fallback import Fallback
from bot.slack.web_api import WebApi
from bot.store.connection import open_redis
from bot.work.background import cancel
from bot.work.periodic import heartbeat, repeat
from tests.conversation import hear

TIMEOUT = httpx.Timeout(2)  # seconds for the API, in tests that wait for the end of that
UNDO = timedelta(seconds=15)
DIRECT = "D0ADA00001"  # ada's conversation with the bot
COSTS = "gpu-costs"
REASON = "nothing but exclamation marks"


def may_report(settings: Settings, **more: Any) -> Settings:
    """Return *settings* with an admin key, and what else a test wants."""
    return settings.model_copy(update={"chutes_api_key": SecretStr(SANDBOX.admin_key), **more})


async def direct(slack: Slack, *words: str, within: float = 8, of: str = "ada") -> dict[str, Any]:
    """Wait until the newest direct message has all *words* in it; return it."""
    channel = f"D{slack.parts.workspace.person(of).id[1:]}"

    def look() -> dict[str, Any] | None:
        said = slack.messages(channel, of)
        newest = said[-1] if said else None
        return newest if newest and all(word in newest["text"] for word in words) else None

    return await slack.wait_for(look, within)


def filed(api: Api) -> list[str]:
    """Return the ids of the invocations that are on file, as the API has them."""
    return [report.invocation_id for report in api.world.reports]


@asynccontextmanager
async def open_reporting(settings: Settings, redis_url: str, clock: Clock) -> AsyncIterator[None]:
    """A worker that does nothing but reports: it begins and ends at once."""
    async with (
        open_connection(settings) as connection,
        open_redis(redis_url) as redis,
        open_chutes(
            str(settings.chutes_api_url), credentials(settings, clock), clock, timeout=TIMEOUT
        ) as chutes,
    ):
        store, posts = report_store(settings, redis), WebApi(connection, Fallback(redis))
        async with open_reports(redis, store, chutes, posts, follow(settings), clock) as tasks:
            often = [replace(task, every=timedelta(milliseconds=100)) for task in tasks[:3]]
            loops = [asyncio.create_task(repeat(task)) for task in [heartbeat(redis), *often]]
            try:
                yield
            finally:
                await cancel(*loops)


async def ask_here(slack: Slack, line: str, *, as_: str = "ada") -> dict[str, Any]:
    """Type *line* in #gpu-costs; return the bot's answer there, whatever it says elsewhere."""
    await slack.type(as_, COSTS, line)
    return await hear(slack, as_)
