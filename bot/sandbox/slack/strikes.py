"""How a fault strikes a call: what the bot gets instead of the true answer."""

import json
import socket
import struct
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from aiohttp import web
from msgspec import UNSET

from bot.sandbox.slack.faults import Fault, Faults
from bot.sandbox.slack.wire import Entry

Answer = Callable[[], Awaitable[web.StreamResponse]]
PAGE = "<html><body>Something went wrong</body></html>"
NOW = struct.pack("ii", 1, 0)  # SO_LINGER: what is closed is reset


async def guarded(
    faults: Faults,
    request: web.Request,
    call: tuple[str, Mapping[str, Any]],
    answer: Answer,
    entry: Entry | None = None,
) -> web.StreamResponse:
    """Return what the bot gets for *call* (method, arguments): *answer*, or what a fault does.

    *entry* of the wire is told of the fault.
    """
    fault = faults.take(*call)
    if fault is None:
        return await answer()
    carried_out = fault.after_effect and call[0] != "socket"  # whose answer lasts for hours
    true = await answer() if carried_out else None
    if entry and not fault.spares:
        entry.status, entry.refused = fault.name, [fault.name]
    await faults.hold(fault.delay)
    if fault.silent:
        await faults.hold(None)
    if not (fault.says or fault.spares):
        return _dropped(request, reset=fault.reset)
    response = _own(fault) if fault.says else true or await answer()
    response.headers.update(fault.extra)
    return response if fault.truncated is None else await _cut(request, response, fault.truncated)


def _own(fault: Fault) -> web.Response:
    status = fault.status or (429 if fault.error == "ratelimited" else 200)
    body: Any = fault.body
    if body is UNSET:
        body = PAGE
        if fault.error or status == 429:
            body = {"ok": False, "error": fault.name}
        if fault.metadata is not None:
            body["response_metadata"] = fault.metadata
    kind = "text/html" if isinstance(body, str | bytes) else "application/json"
    if not isinstance(body, str | bytes):
        body = json.dumps(body)
    headers = {"Content-Type": kind if fault.content_type is None else fault.content_type}
    if status == 429:
        headers["Retry-After"] = "1"
    body = body.encode() if isinstance(body, str) else body
    return web.Response(body=body, status=status, headers=headers)


def _dropped(request: web.Request, *, reset: bool) -> web.Response:
    """Close the connection without an answer; what is returned reaches nobody."""
    if transport := request.transport:
        if reset:
            transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, NOW)
        transport.abort()
    return web.Response()


async def _cut(request: web.Request, response: web.StreamResponse, size: int) -> web.StreamResponse:
    """Send the first *size* bytes of *response*, promise all of them, and end the connection."""
    body = response.body if isinstance(response, web.Response) else b""
    whole = body if isinstance(body, bytes) else b""
    cut = web.StreamResponse(status=response.status, headers=response.headers)
    cut.content_length = len(whole)
    await cut.prepare(request)
    await cut.write(whole[:size])
    if request.transport:
        request.transport.close()
    return cut
