"""HTTP: Slack's endpoint, health, metrics.

uvicorn does not handle signals here: it would end the process before background tasks have
finished.
"""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Generator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass

import uvicorn

from bot.errors import SettingsError
from bot.http.signatures import Asgi, Receive, Scope, Send, refuse, respond
from bot.http.strangers import BoundedProtocol
from bot.metrics import Metrics

BACKLOG = 2048  # connections that wait to be accepted
DRAIN = 5  # seconds that requests under way get when the server stops
EVENTS_PATH = "/slack/events"

READY = "ready"


@dataclass(frozen=True)
class Ready:
    """*problems* keep this process from doing its work, a sentence each; *notes* do not."""

    problems: Sequence[str] = ()
    notes: Sequence[str] = ()


Readiness = Callable[[], Awaitable[Ready]]


class Site:
    """Routes: `/healthz`, `/readyz` and `/metrics` in every mode, Slack's endpoint over HTTP.

    It may be served before there is anything behind it, and after: then Slack hears 503.
    """

    def __init__(self, readiness: Readiness, metrics: Metrics, *, takes_events: bool) -> None:
        self._readiness = readiness
        self._metrics = metrics
        self._takes_events = takes_events
        self._events: Asgi | None = None
        self._under_way = 0
        self._idle = asyncio.Event()
        self._idle.set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        match "GET" if scope["method"] == "HEAD" else scope["method"], scope["path"]:
            case "POST", path if path == EVENTS_PATH and self._takes_events:
                await self._pass_on(scope, receive, send)
            case "GET", "/healthz":
                await respond(send, 200, "ok")
            case "GET", "/readyz":
                await self._ready(send)
            case "GET", "/metrics":
                text = await self._metrics.text()
                await respond(send, 200, text, "text/plain; version=0.0.4")
            case _:
                await refuse(send, 404, "Not found")

    @asynccontextmanager
    async def passing_on(self, events: Asgi | None) -> AsyncIterator[None]:
        """Pass Slack's requests on to *events*; on leaving, those under way are finished."""
        self._events = events
        try:
            yield
        finally:
            self._events = None
            with suppress(TimeoutError):
                async with asyncio.timeout(DRAIN):
                    await self._idle.wait()

    async def _pass_on(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._events is None:
            await refuse(send, 503, "Not ready")
            return
        self._under_way += 1
        self._idle.clear()
        try:
            with self._metrics.acknowledge_seconds.time():
                await self._events(scope, receive, send)
        finally:
            self._under_way -= 1
            if not self._under_way:
                self._idle.set()

    async def _ready(self, send: Send) -> None:
        readiness = await self._readiness()
        said = [*readiness.problems, *readiness.notes]
        status = 503 if readiness.problems else 200
        await respond(send, status, "\n".join(said) or READY)


class Server(uvicorn.Server):
    """uvicorn without hands on the signals: it would end the process before the tasks in it."""

    @contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        yield


@asynccontextmanager
async def serving(app: Asgi, host: str, port: int) -> AsyncIterator[int]:
    """Serve *app*; yields the port. On leaving, requests under way are answered first."""
    bound = _bind(host, port)
    config = uvicorn.Config(
        app,
        http=BoundedProtocol,
        workers=1,  # or it would read WEB_CONCURRENCY
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=DRAIN,
    )
    server = Server(config)
    running = asyncio.create_task(server.serve([bound]))
    try:
        yield bound.getsockname()[1]
    finally:
        server.should_exit = True
        await running


def _bind(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Named as TCP, so that asyncio sets TCP_NODELAY: small answers would take 40 ms without.
    bound = None
    try:
        bound = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((host, port))
        bound.listen(BACKLOG)
    except (OSError, UnicodeError) as exc:
        if bound:
            bound.close()
        raise SettingsError(f"HOST and PORT: cannot listen on {host}:{port}: {exc}.") from exc
    return bound
