"""The world's controls as the page knows them, noting what is asked of them."""

from collections.abc import Iterable
from typing import Any

from aiohttp import web

from bot.sandbox.control import FAULTS, PROFILES, REDIS

PREFIX = "/_sandbox/world"


class World:
    def __init__(self, invocations: Iterable[str] = ()) -> None:
        self.invocations = list(invocations)
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.faults: list[dict[str, Any]] = []
        self.profile = "documented"

    def routes(self) -> list[web.RouteDef]:
        """Return the routes that the sandbox serves besides its Slack."""
        return [
            web.get(PREFIX, self._state),
            web.post(f"{PREFIX}/{{what}}", self._change),
            web.delete(f"{PREFIX}/fault", self._end),
        ]

    async def _state(self, request: web.Request) -> web.Response:
        return web.json_response(
            {
                "now": "2026-11-24T10:00:00+00:00",
                "profile": self.profile,
                "profiles": PROFILES,
                "kinds": {kind: name for kind, (name, _) in FAULTS.items()},
                "faults": self.faults,
                "slack_faults": [],
                "redis_kinds": {kind: name for kind, (name, _) in REDIS.items()},
                "redis_faults": [],
                "bot": "running",
                "invocations": self.invocations,
            }
        )

    async def _change(self, request: web.Request) -> web.Response:
        what, body = request.match_info["what"], await request.json()
        self.asked.append((what, body))
        if what == "fault":
            name, _ = FAULTS[body["kind"]]
            self.faults.append({"where": body["endpoint"], "name": name, "count": None})
        return web.json_response({"ok": True})

    async def _end(self, request: web.Request) -> web.Response:
        self.faults.clear()
        return web.json_response({"ok": True})
