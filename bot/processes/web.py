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
from bot.health.gauges import Gauges
from bot.http.server import EVENTS_PATH, Ready, Site, serving
from bot.http.signatures import Asgi, SignedOnly
from bot.metrics import Metrics
from bot.processes.start import Start
from bot.services import build_services
from bot.slack.client import SlackClient
from bot.slack.connection import Identity, identify, open_connection, watching
from bot.slack.fallback import Fallback
from bot.slack.people import SlackPeople
from bot.slack.socket_mode import SocketMode, keep_connected
from bot.slack.web_api import WebApi
from bot.store.clock import open_clock
from bot.store.connection import open_redis
from bot.store.fitness import check_fitness, try_writing
from bot.store.owner import claim_memory
from bot.store.reasons import memory_trouble
from bot.work.background import BackgroundTasks, cancel
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
    """Answer Slack until the context is left, background tasks included; yields the HTTP port.

    The port is open first, then Redis and Slack are awaited.
    """
    async with AsyncExitStack() as stack:
        enter, metrics, start = stack.enter_async_context, Metrics(), Start()
        slack = await enter(open_connection(settings, metrics.heard("slack")))
        redis = await enter(open_redis(redis_url, failed=metrics.redis_failed))
        readiness = WebReadiness(start, redis, slack)
        site = Site(readiness, metrics, takes_events=settings.slack_app_token is None)
        port = await enter(serving(site, settings.host, settings.port))
        log.info("serving health on %s:%d", settings.host, port)
        me = await _found(start, slack, redis)
        await claim_memory(redis, me.owner, settings.take_over_from)
        now = await enter(open_clock(redis, clock))
        metrics.look = Gauges(redis, now, metrics).look
        queue = await enter(open_queue(redis_url))
        check_context = await enter(open_running_context(settings, slack, redis, now))
        background = await enter(BackgroundTasks())
        forms = Fallback(redis)
        people = SlackPeople(WebApi(slack, forms))
        services = build_services(settings, redis, queue.enqueue, now, people)
        examine = for_admins(check_context, lambda: readiness.notes)
        context = build_context(slack, services, forms, background, metrics, examine)
        app = create_app(slack, me, settings.command, context)
        if settings.slack_app_token:
            token = settings.slack_app_token.get_secret_value()
            readiness.socket = SocketMode(app, slack, token, metrics)
            await start.wait_for("Slack's connection", readiness.socket.open)
            await enter(keep_connected(readiness.socket))
        else:
            await enter(site.passing_on(_signed(app, settings)))
        await enter(watching(slack))
        start.over()
        log.info("listening on %s:%d (%s)", settings.host, port, _mode(settings))
        yield port


async def _found(start: Start, slack: SlackClient, redis: Redis) -> Identity:
    """Wait for Redis and for Slack, both at once; return who we are there."""
    asking = asyncio.create_task(start.wait_for("Slack", lambda: identify(slack)))
    looking = asyncio.create_task(start.wait_for("Redis", lambda: check_fitness(redis)))
    try:
        me, _ = await asyncio.gather(asking, looking)
    finally:
        await cancel(asking, looking)
    return me


def _signed(app: AsyncApp, settings: Settings) -> Asgi:
    """Return what takes Slack's HTTP requests."""
    assert settings.slack_signing_secret, "the settings demand one of the two"
    handler: Asgi = AsyncSlackRequestHandler(app, path=EVENTS_PATH)
    return SignedOnly(handler, settings.slack_signing_secret.get_secret_value())


class WebReadiness:
    """Tells what keeps the web process from its work; *socket* is there once it was opened."""

    def __init__(self, start: Start, redis: Redis, slack: SlackClient) -> None:
        self._start = start
        self._redis = redis
        self._slack = slack
        self.socket: SocketMode | None = None

    @property
    def notes(self) -> list[str]:
        """What to know though everything works."""
        return self.socket.notes if self.socket else []

    async def __call__(self) -> Ready:
        if missing := self._start.problems():
            return Ready(missing)
        problems = list(self.socket.problems) if self.socket else []
        if refused := self._slack.access.problem:
            problems.append(refused)
        return Ready([*problems, *await self._redis_problems()], self.notes)

    async def _redis_problems(self) -> list[str]:
        try:
            alive = await since_heartbeat(self._redis)
        except RedisError as exc:
            return [memory_trouble(exc).what]
        refused = await try_writing(self._redis)
        problems = [refused.what] if refused else []
        return problems if alive is not None else [*problems, "No worker has been alive for 60 s."]


def _mode(settings: Settings) -> str:
    return "Socket Mode" if settings.slack_app_token else "HTTP"
