"""Socket Mode: one-time tickets, connections, envelopes and their acknowledgements."""

import asyncio
import json
import secrets
import time
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from aiohttp import WSMsgType, web

from bot.sandbox.slack import cast
from bot.sandbox.slack.delivery import TIMEOUT, UNDELIVERED, Answer, Parcel
from bot.sandbox.slack.errors import Refusal
from bot.sandbox.slack.faults import Faults
from bot.sandbox.slack.strikes import guarded
from bot.sandbox.slack.wire import Entry, Wire

CONNECTIONS_MAX = 10
LIFETIME = 3600  # seconds, approximate, as told in `hello`
SHORT_LIFETIME = 360  # seconds, with debug_reconnects=true


@dataclass
class Sent:
    """An envelope that waits for its acknowledgement; a late one is still noted."""

    entry: Entry
    wants_answer: bool
    started: float
    answer: asyncio.Future[Answer]


@dataclass
class SocketMode:
    """*num_connections*: what `hello` says instead of how many there are."""

    wire: Wire
    faults: Faults
    num_connections: int | None = None
    connections: list[web.WebSocketResponse] = field(default_factory=list)
    _tickets: set[str] = field(default_factory=set)
    _sent: dict[str, Sent] = field(default_factory=dict)
    _turn: int = 0

    def ticket(self) -> str:
        """Return the query of a connection URL that works once."""
        if len(self.connections) >= CONNECTIONS_MAX:
            raise Refusal("too_many_websockets")
        ticket = secrets.token_urlsafe(24)
        self._tickets.add(ticket)
        return f"ticket={ticket}&app_id={cast.APP}"

    async def connect(self, request: web.Request) -> web.StreamResponse:
        """Serve one connection until either side closes it; a try uses its ticket up."""
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            return web.Response(status=403, text="This ticket was used before, or never issued.")
        self._tickets.discard(ticket)

        async def answer() -> web.StreamResponse:
            return await self._serve(request)

        return await guarded(self.faults, request, ("socket", {}), answer)

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        socket = web.WebSocketResponse(heartbeat=20)
        await socket.prepare(request)
        self.connections.append(socket)
        try:
            await socket.send_json(self._hello(request.query.get("debug_reconnects") == "true"))
            await self._listen(socket)
        finally:
            self._forget(socket)
        return socket

    async def send(self, parcel: Parcel, patience: float) -> Answer:
        """Send *parcel* to one of the connections and wait for its acknowledgement."""
        entry = self.wire.to_bot(parcel.kind, parcel.summary, parcel.payload)
        if not self.connections:
            entry.status = UNDELIVERED
            return Answer(failure=UNDELIVERED)
        name, sent = str(uuid4()), Sent(entry, parcel.wants_answer, time.monotonic(), _future())
        self._sent[name] = sent
        self._turn += 1
        socket = self.connections[self._turn % len(self.connections)]
        try:
            async with asyncio.timeout(patience):
                await socket.send_json(_envelope(name, parcel))
                return await sent.answer
        except TimeoutError:
            entry.status = TIMEOUT
            return Answer(failure=TIMEOUT)
        except ConnectionError:
            entry.status = UNDELIVERED
            return Answer(failure=UNDELIVERED)

    async def refresh(self, reason: str | None = "refresh_requested", grace: float = 0.0) -> None:
        """Tell every connection to go (`warning`, `refresh_requested`, `link_disabled`, …; None:
        without a word), and close those still there *grace* seconds later (a real warning: 10)."""
        leaving = list(self.connections)
        for socket in leaving if reason else ():
            await socket.send_json(
                {"type": "disconnect", "reason": reason, "debug_info": {"host": "applink-sandbox"}}
            )
        await asyncio.sleep(grace)
        await self.close(leaving)

    async def close(self, leaving: list[web.WebSocketResponse] | None = None) -> None:
        """Close these connections, or all."""
        for socket in self.connections[:] if leaving is None else leaving:
            self._forget(socket)
            await socket.close()

    def _forget(self, socket: web.WebSocketResponse) -> None:
        if socket in self.connections:
            self.connections.remove(socket)

    def _hello(self, short: bool) -> dict[str, Any]:
        return {
            "type": "hello",
            "num_connections": self.num_connections or len(self.connections),
            "debug_info": {
                "host": "applink-sandbox",
                "build_number": 1,
                "approximate_connection_time": SHORT_LIFETIME if short else LIFETIME,
            },
            "connection_info": {"app_id": cast.APP},
        }

    async def _listen(self, socket: web.WebSocketResponse) -> None:
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                self._acknowledged(message.data)

    def _acknowledged(self, text: str) -> None:
        try:
            ack = json.loads(text)
            sent = self._sent.pop(ack["envelope_id"])
        except (ValueError, KeyError, TypeError):
            entry = self.wire.from_bot("ack", "an acknowledgement of nothing", text)
            entry.refused.append("no envelope with this envelope_id waits for an acknowledgement")
            return
        _note(sent, ack.get("payload"))


def _note(sent: Sent, payload: Any) -> None:
    entry = sent.entry
    entry.ack_ms = round((time.monotonic() - sent.started) * 1000, 1)
    if payload and not sent.wants_answer:
        entry.refused.append("this kind of envelope takes no payload in its acknowledgement")
        payload = None
    if sent.answer.done():
        entry.refused.append(f"acknowledged too late, after {entry.ack_ms:.0f} ms")
        return
    entry.status = "acknowledged"
    sent.answer.set_result(Answer(payload, ack_ms=entry.ack_ms, refused=entry.refused))


def _future() -> asyncio.Future[Answer]:
    return asyncio.get_running_loop().create_future()


def _envelope(name: str, parcel: Parcel) -> dict[str, Any]:
    envelope: dict[str, Any] = {
        "envelope_id": name,
        "type": parcel.kind,
        "payload": parcel.payload,
        "accepts_response_payload": parcel.wants_answer,
    }
    if parcel.kind == "events_api":
        envelope |= {"retry_attempt": parcel.retry, "retry_reason": parcel.reason}
    return envelope
