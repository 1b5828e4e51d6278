"""The process that talks to people: Slack's requests in, answers out."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from redis.asyncio import Redis
from redis.exceptions import RedisError
from slack_bolt.adapter.asgi.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp

from bot.app import build_context, create_app
from bot.clock import Clock
from bot.config import Settings
from bot.doctor.checks import for_admins
from bot.doctor.context import open_running_context
from bot.http.server import EVENTS_PATH, Readiness, Site, serving
from bot.http.signatures import Asgi, SignedOnly
from bot.metrics import Metrics
from bot.services import build_services
from bot.slack.connection import identify, open_connection
from bot.slack.fallback import Fallback
from bot.slack.people import SlackPeople
from bot.slack.socket_mode import IsConnected, socket_mode
from bot.slack.web_api import WebApi
from bot.store.clock import open_clock
from bot.store.connection import open_redis
from bot.work.background import BackgroundTasks
from bot.work.jobs import open_queue
from bot.work.periodic import since_heartbeat

log = logging.getLogger(__name__)


async def web(settings: Settings) -> None:
    """Only talk to people, until cancelled."""
    async with open_web(settings, settings.shared_redis_url()):
        await asyncio.Event().wait()


@asynccontextmanager
async def open_web(
    settings: Settings, redis_url: str, clock: Clock | None = None
) -> AsyncIterator[int]:
    """Answer Slack until the context is left, errands included; yields the HTTP port."""
    async with (
        open_connection(settings) as slack,
        open_redis(redis_url) as redis,
        open_clock(redis, clock) as now,
        open_queue(redis_url) as queue,
        open_running_context(settings, slack, redis, now) as patient,
        BackgroundTasks() as errands,
    ):
        name = await identify(slack.client)
        metrics = Metrics()
        forms = Fallback(redis)
        people = SlackPeople(WebApi(slack.client, forms))
        services = build_services(settings, redis, queue.enqueue, now, people)
        tools = build_context(slack, services, forms, errands, metrics, for_admins(patient))
        app = create_app(slack.client, settings.command, f"@{name}", tools)
        async with AsyncExitStack() as stack:
            connected, events = await _door(app, settings, stack)
            site = Site(_readiness(redis, connected), metrics, events)
            port = await stack.enter_async_context(serving(site, settings.host, settings.port))
            log.info("listening on %s:%d (%s)", settings.host, port, _mode(settings))
            yield port


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
