"""An app's side of Socket Mode, by hand: keeps what it gets, answers what a test wants."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

import aiohttp

from bot.sandbox.slack import Slack


class App:
    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket
        self.got: list[dict[str, Any]] = []
        self.answer: Callable[[dict[str, Any]], Any] = lambda envelope: None
        self.is_silent = False

    async def listen(self) -> None:
        async for message in self.socket:
            envelope = message.json()
            self.got.append(envelope)
            if "envelope_id" in envelope and not self.is_silent:
                await self.acknowledge(envelope)

    async def acknowledge(self, envelope: dict[str, Any]) -> None:
        ack = {"envelope_id": envelope["envelope_id"]}
        payload = self.answer(envelope)
        await self.socket.send_json({**ack, **({"payload": payload} if payload else {})})

    def payloads(self, kind: str) -> list[dict[str, Any]]:
        """Return the payloads of envelopes, interactions or events of that kind."""
        return [
            envelope["payload"]
            for envelope in self.got
            if "payload" in envelope
            and kind
            in (
                envelope["type"],
                envelope["payload"].get("type"),
                envelope["payload"].get("event", {}).get("type"),
            )
        ]


async def call(session: aiohttp.ClientSession, slack: Slack, method: str, **args: Any) -> Any:
    """Call the Web API with the bot's token; return the JSON answer, whatever it says."""
    token = args.pop("token", slack.bot_token)
    headers = {"Authorization": f"Bearer {token}"}
    async with session.post(f"{slack.api_url}{method}", json=args, headers=headers) as response:
        return await response.json()


@asynccontextmanager
async def connected(slack: Slack, session: aiohttp.ClientSession) -> AsyncIterator[App]:
    """Connect an app by Socket Mode."""
    opened = await call(session, slack, "apps.connections.open", token=slack.app_token)
    async with session.ws_connect(opened["url"]) as socket:
        app = App(socket)
        listening = asyncio.create_task(app.listen())
        await slack.wait_for(lambda: app.got)
        try:
            yield app
        finally:
            listening.cancel()
            with suppress(asyncio.CancelledError):
                await listening
