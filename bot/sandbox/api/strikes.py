"""How a fault strikes: between the server and the application, on the wire itself if need be."""

import asyncio
import json
import os
import socket
import struct
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.sandbox.api.altered import altered_csv, altered_json
from bot.sandbox.api.faults import Fault, Faults

Strike = Callable[["Struck"], Awaitable[None]]

OVERSIZE = 200_000_000  # bytes
ENDLESS = 3_000_000_000
PADDING = b"\n" * 1_000_000


class Struck:
    """One request that a fault strikes."""

    def __init__(
        self,
        fault: Fault,
        faults: Faults,
        app: ASGIApp,
        call: tuple[Scope, Receive, Send],
        connections: set[Any],
    ) -> None:
        self.fault = fault
        self._faults = faults
        self.app = app
        self.scope, self.receive, self.send = call
        self.connections = connections

    async def answer(self) -> Response:
        """Let the application answer, and return that instead of sending it."""
        messages: list[Message] = []

        async def keep(message: Message) -> None:
            messages.append(message)

        await self.app(self.scope, self.receive, keep)
        response = Response(status_code=messages[0]["status"])
        response.raw_headers = messages[0]["headers"]
        response.body = b"".join(message.get("body", b"") for message in messages[1:])
        return response

    async def cleared(self) -> None:
        """Return when the faults are cleared."""
        await self._faults.hold(None)

    async def reset(self) -> None:
        """End the connection with a TCP reset; return when it is gone."""
        for connection in self._connections():
            number = connection.transport.get_extra_info("socket").fileno()
            with socket.socket(fileno=os.dup(number)) as duplicate:
                duplicate.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            connection.transport.abort()
        while (await self.receive())["type"] != "http.disconnect":
            pass

    @property
    def is_connected(self) -> bool:
        return bool(self._connections())

    def _connections(self) -> list[Any]:
        return [open_ for open_ in self.connections if open_.client == self.scope["client"]]


async def strike(struck: Struck) -> None:
    """Let the fault have its way, whatever delay it has being over."""
    await STRIKES[struck.fault.kind](struck)


async def _slow(struck: Struck) -> None:
    await struck.app(struck.scope, struck.receive, struck.send)


async def _answer(struck: Struck) -> None:
    fault = struck.fault
    is_text = isinstance(fault.body, str | bytes)
    kind = "text/plain; charset=utf-8" if is_text else "application/json"
    headers = {"Content-Type": kind if fault.content_type is None else fault.content_type}
    if fault.retry_after is not None:
        headers["Retry-After"] = str(fault.retry_after)
    body = fault.body if is_text else json.dumps(fault.body)
    await _deliver(struck, Response(body, fault.status, headers | fault.headers))


async def _reset(struck: Struck) -> None:
    await struck.reset()


async def _reset_after(struck: Struck) -> None:
    await struck.answer()
    await struck.reset()


async def _truncated(struck: Struck) -> None:
    response = await struck.answer()
    size = struck.fault.size
    response.body = response.body[: len(response.body) // 2 if size is None else size]
    response.headers["Content-Length"] = str(len(response.body))
    await _deliver(struck, response)


async def _cut(struck: Struck) -> None:
    room = struck.fault.size

    async def send(message: Message) -> None:
        nonlocal room
        if message["type"] == "http.response.start":
            length = int(dict(message["headers"])[b"content-length"])
            room = length // 2 if room is None else room
            message = _promising(message, max(length, room + 1))
        elif room is not None:
            more = message.get("more_body", False)
            body = message.get("body", b"") if more or message.get("body") else PADDING
            message = {"type": "http.response.body", "body": body[:room], "more_body": True}
            room -= len(body[:room])
        await struck.send(message)
        if room == 0 and struck.is_connected:
            await asyncio.sleep(0.05)  # what is on its way arrives
            await struck.reset()

    await struck.app(struck.scope, struck.receive, send)
    while room and struck.is_connected:
        await send({"type": "http.response.body"})


def _promising(start: Message, length: int) -> Message:
    """Return the *start* of a response with another Content-Length."""
    headers = {**dict(start["headers"]), b"content-length": str(length).encode()}
    return {**start, "headers": list(headers.items())}


async def _oversized(struck: Struck) -> None:
    response = await struck.answer()
    size = max(struck.fault.size or OVERSIZE, len(response.body))
    response.headers["Content-Length"] = str(size)
    await _pad(struck, response, size)


async def _endless(struck: Struck) -> None:
    response = await struck.answer()
    del response.headers["Content-Length"]
    await _pad(struck, response, struck.fault.size or ENDLESS)


async def _empty(struck: Struck) -> None:
    response = await struck.answer()
    is_json = response.headers["Content-Type"].startswith("application/json")
    response.body = b"[]" if is_json else bytes(response.body).partition(b"\n")[0] + b"\n"
    response.headers["Content-Length"] = str(len(response.body))
    await _deliver(struck, response)


async def _stale(struck: Struck) -> None:
    struck.scope["stale"] = timedelta(days=struck.fault.days)
    await struck.app(struck.scope, struck.receive, struck.send)


async def _silent(struck: Struck) -> None:
    await struck.cleared()
    await struck.reset()


async def _altered(struck: Struck) -> None:
    response, fault = await struck.answer(), struck.fault
    is_json = response.headers["Content-Type"].startswith("application/json")
    alter = altered_json if is_json else altered_csv
    response.body = alter(bytes(response.body), fault.field, fault.value, fault.rows)
    response.headers["Content-Length"] = str(len(response.body))
    await _deliver(struck, response)


async def _deliver(struck: Struck, response: Response) -> None:
    await response(struck.scope, struck.receive, struck.send)


async def _pad(struck: Struck, response: Response, size: int) -> None:
    start = {"status": response.status_code, "headers": response.raw_headers}
    await struck.send({"type": "http.response.start", **start})
    chunk = bytes(response.body)
    while chunk and struck.is_connected:
        await struck.send({"type": "http.response.body", "body": chunk, "more_body": True})
        size -= len(chunk)
        chunk = PADDING[:size]
    await struck.send({"type": "http.response.body"})


STRIKES: dict[str, Strike] = {
    "slow": _slow,
    "answer": _answer,
    "reset": _reset,
    "reset_after": _reset_after,
    "truncated": _truncated,
    "cut": _cut,
    "oversized": _oversized,
    "endless": _endless,
    "empty": _empty,
    "stale": _stale,
    "silent": _silent,
    "altered": _altered,
}
