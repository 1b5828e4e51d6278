"""Socket Mode: Slack's requests over a WebSocket that we open, and open again whatever happens.

The address of a connection is a ticket that works once, so each try asks for a new one. Nothing
of it reaches the log.
"""

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import perf_counter
from typing import Any, NoReturn

import aiohttp
from aiohttp import ClientWebSocketResponse, ClientWSTimeout, WSCloseCode, WSMsgType
from slack_bolt.adapter.socket_mode.async_internals import run_async_bolt_app
from slack_bolt.async_app import AsyncApp
from slack_sdk.socket_mode.request import SocketModeRequest

from bot.errors import Busy, SettingsError, Undelivered
from bot.metrics import Metrics
from bot.network import proxy_for
from bot.slack.answers import Fields, read_json
from bot.slack.client import SlackClient
from bot.slack.connection import accepted
from bot.work.background import BackgroundTasks, cancel

log = logging.getLogger(__name__)

CONNECT_WITHIN = 10.0  # seconds, for one try, until Slack says hello
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 15.0  # seconds between two tries
LONGEST_ASKED = 30.0  # seconds that Slack may ask us to wait between two tries
SHORT_LIVED = 5.0  # seconds; a connection that ends sooner is not replaced at once
HEARTBEAT = 10.0  # seconds between pings; without a pong in half of that the connection is lost
CLOSING = ClientWSTimeout(ws_close=1.0)
COUNTED = 120.0  # seconds for which Slack may count a connection of ours that broke
LOST = aiohttp.ClientError, OSError, TimeoutError, ValueError, TypeError  # no text is TypeError


class SocketMode:
    """The connection of one app; *others* is how many Slack counts that are not ours."""

    def __init__(
        self, app: AsyncApp, client: SlackClient, app_token: str, metrics: Metrics | None = None
    ) -> None:
        self._metrics = metrics or Metrics()
        self._app = app
        self._client = client
        self._token = app_token
        self._live: set[ClientWebSocketResponse] = set()
        self._broken: list[float] = []  # when connections of ours broke
        self._why = "it was not tried yet"
        self._handling = BackgroundTasks()
        self._socket: ClientWebSocketResponse | None = None
        self.others = 0

    @property
    def problems(self) -> list[str]:
        """Why Slack cannot reach us, in a sentence; nothing while it can."""
        return [] if self._live else [f"Not connected to Slack: {self._why}."]

    @property
    def notes(self) -> list[str]:
        """What to know though it works: whether another bot takes a share of the requests."""
        if not self.others:
            return []
        return [
            f"Slack counts {self.others} more connection{'s'[: self.others - 1]} with this "
            "SLACK_APP_TOKEN: a second bot takes a share of what people ask. Stop one of them."
        ]

    async def open(self) -> None:
        """Connect; raise `SettingsError` if that will never work, `Undelivered` if it may."""
        opening = self._client.call("apps.connections.open", token=self._token)
        try:
            async with asyncio.timeout(CONNECT_WITHIN):
                self._socket = await self._connect(
                    (await accepted("SLACK_APP_TOKEN", opening)).text("url")
                )
        except LOST as exc:
            raise Undelivered(f"the WebSocket is refused ({_named(exc)})") from None

    async def _connect(self, url: str) -> ClientWebSocketResponse:
        socket = await self._client.session.ws_connect(
            url, heartbeat=HEARTBEAT, timeout=CLOSING, proxy=proxy_for(url)
        )
        try:
            said = read_json((await socket.receive_str()).encode())
            if not isinstance(said, Fields) or said.get("type") != "hello":
                raise ValueError("no hello")
        except BaseException:
            await socket.close()
            raise
        self._live.add(socket)
        self._count(said.get("num_connections"))
        return socket

    def _count(self, counted: object) -> None:
        """Compare how many connections Slack counts with ours, of which some may have broken."""
        now = asyncio.get_running_loop().time()
        self._broken = [ended for ended in self._broken if now - ended < COUNTED]
        ours = len(self._live) + len(self._broken)
        before, self.others = self.others, max(0, counted - ours) if isinstance(counted, int) else 0
        if self.others and not before:
            log.warning("%s", *self.notes)
        elif before and not self.others:
            log.warning("no second bot is connected any more")

    async def keep(self) -> NoReturn:
        """Handle what comes, and connect again whenever the connection ends; never returns."""
        loop, pause = asyncio.get_running_loop(), FIRST_PAUSE
        while True:
            before, self._socket = self._socket, None
            if before:
                leaving, began = asyncio.Event(), loop.time()
                self._handling.start(self._listen(before, leaving))
                await leaving.wait()
                if loop.time() - began > SHORT_LIVED:
                    pause = FIRST_PAUSE
                else:
                    await asyncio.sleep(pause)
                    pause = min(2 * pause, LONGEST_PAUSE)
            await self._reopen()
            if before:
                self._handling.start(self._leave(before))

    async def _reopen(self) -> None:
        """Connect, however often that fails; the log has the first and the last line of it."""
        pause, began, tries = FIRST_PAUSE, asyncio.get_running_loop().time(), 0
        while self._socket is None:
            try:
                await self.open()
            except (Undelivered, SettingsError) as exc:
                self._why = str(getattr(exc, "reason", exc)).rstrip(".")
                if not tries:
                    log.warning("the connection to Slack is lost; connecting again: %s", self._why)
                    self._metrics.reconnects.inc()
                tries += 1
                asked = exc.retry_after if isinstance(exc, Busy) else 0
                await asyncio.sleep(max(pause, min(asked, LONGEST_ASKED)))
                pause = min(2 * pause, LONGEST_PAUSE)
        if tries:
            gone = asyncio.get_running_loop().time() - began
            log.warning("connected to Slack again, after %.0f s", gone)

    async def _listen(self, socket: ClientWebSocketResponse, leaving: asyncio.Event) -> None:
        """Handle what comes over *socket* until it ends; *leaving* says that it will, or has."""
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    said = read_json(message.data.encode())
                    if isinstance(said, dict) and said.get("type") == "disconnect":
                        self._why = f"Slack closed the connection ({said.get('reason')})"
                        leaving.set()
                    elif isinstance(said, dict) and "envelope_id" in said:
                        self._handling.start(self._handle(socket, message.json()))
        finally:
            self._forget(socket)
            leaving.set()

    async def _handle(self, socket: ClientWebSocketResponse, envelope: dict[str, Any]) -> None:
        request = SocketModeRequest.from_dict(envelope)
        if request is None:
            return
        began = perf_counter()
        answer = await run_async_bolt_app(self._app, request)
        if answer.status != 200:
            return
        acknowledgement: dict[str, Any] = {"envelope_id": request.envelope_id}
        if answer.body:
            acknowledgement["payload"] = json.loads(answer.body)
        try:
            await socket.send_json(acknowledgement)
            self._metrics.acknowledge_seconds.observe(perf_counter() - began)
        except LOST as exc:
            log.warning("an acknowledgement was lost with its connection (%s)", _named(exc))

    async def _leave(self, socket: ClientWebSocketResponse) -> None:
        await socket.close()
        self._forget(socket)

    def _forget(self, socket: ClientWebSocketResponse) -> None:
        if socket in self._live:
            self._live.discard(socket)
            if socket.close_code in (None, WSCloseCode.ABNORMAL_CLOSURE):
                self._broken.append(asyncio.get_running_loop().time())

    async def close(self) -> None:
        """Close every connection, and finish what came over them."""
        for socket in [*self._live]:
            await self._leave(socket)
        await self._handling.finish()


@asynccontextmanager
async def keep_connected(socket: SocketMode) -> AsyncIterator[None]:
    """Handle Slack's requests until the context is left; *socket* is open."""
    keeping = asyncio.create_task(socket.keep())
    try:
        yield
    finally:
        await cancel(keeping)
        await socket.close()


def _named(error: BaseException) -> str:
    """Return what *error* is, without the address, which is secret."""
    status = getattr(error, "status", None)
    return f"{type(error).__name__} {status}" if status else type(error).__name__
