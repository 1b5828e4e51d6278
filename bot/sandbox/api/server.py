"""The server: one uvicorn in this process, which leaves the signals to whoever owns them."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime
from typing import Any, Literal

import uvicorn
from starlette.types import ASGIApp

from bot.sandbox.api.faults import Faults
from bot.sandbox.api.requests import Requests
from bot.sandbox.world import World

GRACE = 0.4  # seconds for answers under way when the server is closed

Profile = Literal["documented", "2026", "newest"]


class Api:
    """
    A running Invocations API over *world*. Its *profile* can be changed at any time; *faults* are
    added and cleared, *requests* counts what came in; the same over HTTP: see `Control`.
    """

    def __init__(self, world: World, profile: Profile = "documented") -> None:
        self.world = world
        self.profile = profile
        self.faults = Faults()
        self.requests = Requests()
        self.url = ""

    def now(self) -> datetime:
        """Return the moment it is in the world."""
        return self.world.clock()


class Server(uvicorn.Server):
    """One that leaves the signals alone."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@asynccontextmanager
async def listening(app: Callable[[set[Any]], ASGIApp], host: str, port: int) -> AsyncIterator[str]:
    """Serve what *app* makes of the set of open connections; yield the URL (*port* 0: any)."""
    # Named as TCP, so that asyncio sets TCP_NODELAY; else small answers take 40 ms.
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        connections: set[Any] = set()
        server = Server(_config(app(connections)))
        server.server_state.connections = connections
        serving = asyncio.create_task(server.serve([listener]))
        try:
            yield f"http://{host}:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            await asyncio.wait([serving], timeout=GRACE)
            for connection in tuple(connections):
                connection.transport.abort()
            await serving


def _config(app: ASGIApp) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http="httptools",
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        timeout_graceful_shutdown=1,  # second
    )
