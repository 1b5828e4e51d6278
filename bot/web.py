"""The process that talks to people: Slack's requests in, answers out."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import aiohttp
from redis.asyncio import Redis
from redis.exceptions import RedisError
from slack_bolt.adapter.asgi.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.app import create_app
from bot.clock import Clock, utc_now
from bot.config import Settings
from bot.errands import Errands
from bot.errors import SettingsError
from bot.jobs import open_queue
from bot.memory import open_redis
from bot.metrics import Metrics
from bot.server import EVENTS_PATH, Readiness, Site, serving
from bot.services import build_services
from bot.signed import Asgi, SignedOnly
from bot.slack.forms import Forms
from bot.slack.replies import Replies
from bot.socket_mode import IsConnected, socket_mode
from bot.ticks import since_heartbeat

log = logging.getLogger(__name__)

TIMEOUT = aiohttp.ClientTimeout(total=30, connect=5)  # seconds, for a call to Slack
AGAIN = 5.0  # seconds between tries to reach Slack at the start
OUR_FAULT = {"invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired"}


@asynccontextmanager
async def open_web(
    settings: Settings, redis_url: str, clock: Clock = utc_now
) -> AsyncIterator[int]:
    """Answer Slack until the context is left, errands included; yields the HTTP port."""
    async with (
        aiohttp.ClientSession(timeout=TIMEOUT) as session,
        open_redis(redis_url) as redis,
        open_queue(redis_url) as queue,
        Errands() as errands,
    ):
        client = AsyncWebClient(
            settings.slack_bot_token.get_secret_value(),
            base_url=str(settings.slack_api_url),
            session=session,
        )
        await _greet(client)
        metrics = Metrics()
        services = build_services(settings, redis, queue.enqueue, clock)
        replies = Replies(session, Forms(redis))
        app = create_app(client, settings.command, services, replies, errands, metrics)
        async with AsyncExitStack() as stack:
            connected, events = await _door(app, settings, stack)
            site = Site(_readiness(redis, connected), metrics, events)
            port = await stack.enter_async_context(serving(site, settings.host, settings.port))
            log.info("listening on %s:%d (%s)", settings.host, port, _mode(settings))
            yield port


async def _greet(client: AsyncWebClient) -> None:
    """Ask Slack who we are: a wrong token stops the start, a Slack out of reach is waited for."""
    while True:
        try:
            me = await client.auth_test()
        except SlackApiError as exc:
            if exc.response["error"] in OUR_FAULT:
                problem = f"SLACK_BOT_TOKEN: Slack refuses it ({exc.response['error']})."
                raise SettingsError(problem) from None
            log.warning("Slack answered %s; trying again", exc.response["error"])
        except (aiohttp.ClientError, TimeoutError) as exc:
            log.warning("Slack is out of reach (%s); trying again", type(exc).__name__)
        else:
            log.info("we are %s in %s", me.get("user"), me.get("team"))
            return
        await asyncio.sleep(AGAIN)


async def _door(
    app: AsyncApp, settings: Settings, stack: AsyncExitStack
) -> tuple[IsConnected | None, Asgi | None]:
    """Open Socket Mode, or return what takes Slack's HTTP requests."""
    if settings.slack_app_token:
        token = settings.slack_app_token.get_secret_value()
        return await stack.enter_async_context(socket_mode(app, token)), None
    assert settings.slack_signing_secret, "the settings demand one of the two"
    handler: Asgi = AsyncSlackRequestHandler(app, path=EVENTS_PATH)
    return None, SignedOnly(handler, settings.slack_signing_secret.get_secret_value())


def _readiness(redis: Redis, connected: IsConnected | None) -> Readiness:
    async def problems() -> list[str]:
        found = []
        if connected and not await connected():
            found.append("Not connected to Slack.")
        try:
            if await since_heartbeat(redis) is None:
                found.append("No worker has been alive for 60 s.")
        except RedisError as exc:
            found.append(f"Redis does not answer ({type(exc).__name__}).")
        return found

    return problems


def _mode(settings: Settings) -> str:
    return "Socket Mode" if settings.slack_app_token else "HTTP"
