"""The server: one uvicorn in this process, which leaves the signals to whoever owns them."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime
from typing import Literal

import uvicorn
from starlette.types import ASGIApp

from bot.sandbox.world import World

Profile = Literal["documented", "2026"]


class Api:
    """A running Invocations API over *world*; *profile* can be changed at any time."""

    def __init__(self, world: World, profile: Profile = "documented") -> None:
        self.world = world
        self.profile = profile
        self.url = ""

    def now(self) -> datetime:
        return self.world.clock()


class Server(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@asynccontextmanager
async def listening(app: ASGIApp, host: str, port: int) -> AsyncIterator[tuple[Server, str]]:
    """Serve *app* until the block ends; yield the server and its URL (*port* 0: any)."""
    # Named as TCP, so that asyncio sets TCP_NODELAY; else small answers take 40 ms.
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        config = uvicorn.Config(
            app,
            http="httptools",
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            timeout_graceful_shutdown=1,
        )
        server = Server(config)
        serving = asyncio.create_task(server.serve([listener]))
        try:
            yield server, f"http://{host}:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            await serving
