"""`/_sandbox/changes`: tells a page over a WebSocket that there is something new to fetch."""

import asyncio
from contextlib import suppress

from aiohttp import web

from bot.sandbox.slack.errors import Mistaken
from bot.sandbox.slack.workspace import Workspace


class Changes:
    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._watching: set[web.WebSocketResponse] = set()

    async def watch(self, request: web.Request) -> web.StreamResponse:
        """Send `{"version": n}` at once, and again at every change for that person."""
        try:
            person = self._workspace.person(request.query.get("as", "ada"))
        except Mistaken as mistake:
            return web.json_response({"ok": False, "error": str(mistake)}, status=400)
        socket = web.WebSocketResponse(heartbeat=20)
        await socket.prepare(request)
        self._watching.add(socket)
        telling = asyncio.create_task(self._tell(socket, person.id))
        try:
            async for _ in socket:
                pass  # a page has nothing to say here
        finally:
            telling.cancel()
            self._watching.discard(socket)
        return socket

    async def close(self, site: web.Application) -> None:
        """Hang up on everybody."""
        for socket in list(self._watching):
            await socket.close()

    async def _tell(self, socket: web.WebSocketResponse, person: str) -> None:
        told = -1
        with suppress(ConnectionError):  # the page has gone
            while not socket.closed:
                if (version := self._workspace.version(person)) != told:
                    told = version
                    await socket.send_json({"version": version})
                else:
                    await self._workspace.next_change()
