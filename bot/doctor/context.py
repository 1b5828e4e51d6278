"""What is examined: the bot's settings and connections, as far as there are any."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import httpx
from redis.asyncio import Redis

from bot.chutes.auth import Credentials
from bot.chutes.client import Chutes, open_chutes
from bot.clock import Clock
from bot.config import Settings
from bot.doctor.environment import Environment
from bot.errors import SettingsError
from bot.health.findings import broken
from bot.reports.factories import credentials
from bot.slack.client import SlackClient
from bot.slack.connection import open_connection
from bot.store.connection import open_redis
from bot.store.embedded import running_on

CHECK_WITHIN = 4.0  # seconds for one check, where somebody waits for the answer in Slack
BRIEFLY = httpx.Timeout(CHECK_WITHIN - 1)  # so that one slow endpoint does not hide the others
INSTALL = "Install it, or use CHUTES_API_KEY with an admin key."


@dataclass(frozen=True)
class CheckContext:
    """*redis* is None where there is no server to look at, else it is at *address*."""

    environment: Environment
    slack: SlackClient
    chutes: Chutes
    redis: Redis | None
    address: str
    clock: Clock

    @property
    def settings(self) -> Settings:
        return self.environment.settings


@asynccontextmanager
async def open_context(
    environment: Environment, data: Path, clock: Clock
) -> AsyncIterator[CheckContext]:
    """Open what can be opened with what is right in *environment*; nothing is asked yet.

    Without `REDIS_URL`, Redis is that of the bot that is running on *data*, if one is.
    """
    settings = environment.settings
    url = settings.redis_url.get_secret_value() if settings.redis_url else running_on(data)
    environment, given = _with_credentials(environment, clock)
    async with AsyncExitStack() as stack:
        yield CheckContext(
            environment,
            await stack.enter_async_context(open_connection(settings)),
            await stack.enter_async_context(
                open_chutes(str(settings.chutes_api_url), given, clock)
            ),
            await stack.enter_async_context(open_redis(url)) if url else None,
            url or "",
            clock,
        )


@asynccontextmanager
async def open_running_context(
    settings: Settings, slack: SlackClient, redis: Redis, clock: Clock
) -> AsyncIterator[CheckContext]:
    """Examine the running bot over its own connections, and one to the API that does not wait."""
    given = credentials(settings, clock)
    api = str(settings.chutes_api_url)
    async with open_chutes(api, given, clock, timeout=BRIEFLY, pauses=()) as chutes:
        yield CheckContext(Environment(settings, ()), slack, chutes, redis, "", clock)


def _with_credentials(
    environment: Environment, clock: Clock
) -> tuple[Environment, Credentials | None]:
    try:
        return environment, credentials(environment.settings, clock)
    except SettingsError as exc:
        wrong = (*environment.wrong, broken(str(exc), INSTALL))
        return replace(environment, wrong=wrong), None
