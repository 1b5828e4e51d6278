"""HTTP: Slack's endpoint, health, metrics.

uvicorn does not handle signals here: it would end the process before background tasks have
finished.
"""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Generator
from contextlib import asynccontextmanager, contextmanager

import uvicorn

from bot.errors import SettingsError
from bot.http.signatures import Asgi, Receive, Scope, Send, respond
from bot.metrics import Metrics

BACKLOG = 2048  # connections that wait to be accepted
DRAIN = 5  # seconds that requests under way get when the server stops
EVENTS_PATH = "/slack/events"

Readiness = Callable[[], Awaitable[list[str]]]
"""What keeps this process from doing its work, a sentence each; nothing if it is ready."""


class Site:
    """Routes: `/healthz`, `/readyz` and `/metrics` in every mode, Slack's endpoint over HTTP."""

    def __init__(self, readiness: Readiness, metrics: Metrics, events: Asgi | None = None) -> None:
        self._readiness = readiness
        self._metrics = metrics
        self._events = events

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        match scope["method"], scope["path"]:
            case "POST", path if path == EVENTS_PATH and self._events:
                await self._events(scope, receive, send)
            case "GET", "/healthz":
                await respond(send, 200, "ok")
            case "GET", "/readyz":
                await self._ready(send)
            case "GET", "/metrics":
                await respond(send, 200, self._metrics.text(), "text/plain; version=0.0.4")
            case _:
                await respond(send, 404, "Not found")

    async def _ready(self, send: Send) -> None:
        problems = await self._readiness()
        await respond(send, 503 if problems else 200, "\n".join(problems) or "ready")


class Server(uvicorn.Server):
    """uvicorn without hands on the signals: it would end the process before errands have."""

    @contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        yield


@asynccontextmanager
async def serving(app: Asgi, host: str, port: int) -> AsyncIterator[int]:
    """Serve *app*; yields the port. On leaving, requests under way are answered first."""
    bound = _bind(host, port)
    config = uvicorn.Config(
        app,
        http="httptools",
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
    bound = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((host, port))
        bound.listen(BACKLOG)
    except OSError as exc:
        bound.close()
        raise SettingsError(f"HOST and PORT: cannot listen on {host}:{port}: {exc}.") from exc
    return bound
