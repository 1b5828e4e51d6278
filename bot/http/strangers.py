"""What strangers may cost: few connections, short headers, bodies for a short time and in all few.

A signature cannot be checked before the body is there, so what is held until then is bounded.
Where a bound is met, who has been at it longest has to go: what Slack sends comes at once.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

MOST_CONNECTIONS = 1000  # at once
HEADERS_WITHIN = 5.0  # seconds, from the connection, or from the first byte of the next request
LARGEST_HEADERS = 64 * 1024  # bytes
BODY_WITHIN = 3.0  # seconds
BODIES_AT_ONCE = 4 * 1024 * 1024  # bytes, of all bodies under way
SIGNED = "chutes.signed"  # in the scope of a request that Slack signed


class BoundedProtocol(HttpToolsProtocol):
    """uvicorn's, with a deadline and a size for headers, and a bound on connections."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self._deadline: asyncio.TimerHandle | None = None
        self._headers_size = 0
        self._is_slacks = False
        self._since = self.loop.time()

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._expect_headers()
        if len(self.connections) > MOST_CONNECTIONS:
            bounded = [one for one in self.connections if isinstance(one, BoundedProtocol)]
            min(bounded, key=lambda one: (one._is_slacks, one._since)).transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        self._expect_nothing()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._deadline is None and (self.cycle is None or self.cycle.response_complete):
            self._expect_headers()
        if self._deadline:
            self._headers_size += len(data)
        super().data_received(data)
        if self._deadline and self._headers_size > LARGEST_HEADERS:
            self.transport.abort()

    def on_headers_complete(self) -> None:
        self._expect_nothing()
        super().on_headers_complete()

    def on_response_complete(self) -> None:
        self._is_slacks = self._is_slacks or SIGNED in self.scope
        super().on_response_complete()

    def _expect_headers(self) -> None:
        self._headers_size = 0
        self._deadline = self.loop.call_later(HEADERS_WITHIN, self.transport.abort)

    def _expect_nothing(self) -> None:
        if self._deadline:
            self._deadline.cancel()
            self._deadline = None


class IncomingBody:
    """One body that is being read, and how much of it is there."""

    def __init__(self, bodies: "Bodies", time: asyncio.Timeout) -> None:
        self._bodies = bodies
        self._time = time
        self.size = 0

    def add(self, size: int) -> None:
        """Count *size* bytes more; where all are too many, the oldest have to go."""
        self.size += size
        self._bodies.make_room()

    def end(self) -> None:
        """Let its reader stop with `TimeoutError`."""
        if not self._time.expired():
            self._time.reschedule(asyncio.get_running_loop().time())


class Bodies:
    """The bodies that are being read, the oldest first."""

    def __init__(self) -> None:
        self._read: dict[IncomingBody, None] = {}

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[IncomingBody]:
        """Count what is read within, for `BODY_WITHIN` seconds at most; else `TimeoutError`."""
        async with asyncio.timeout(BODY_WITHIN) as time:
            body = IncomingBody(self, time)
            self._read[body] = None
            try:
                yield body
            finally:
                del self._read[body]

    def make_room(self) -> None:
        """End the oldest bodies until the rest is not too much."""
        over = sum(body.size for body in self._read) - BODIES_AT_ONCE
        for body in self._read:
            if over <= 0:
                return
            body.end()
            over -= body.size
