"""Control of the world over HTTP, for the page, under `/_sandbox/world`.

* `GET  …`           {now, profile, profiles{profile: name}, kinds{kind: name}, faults[{where, name,
                     count}] of the API, slack_faults[] and redis_faults[] alike, redis_kinds,
                     bot: starting|running|restarting|stopped, invocations[]}; ids that the bot
                     may report
* `POST …/clock`     {seconds}: time goes forward, everywhere, by an hour at a time; answered then
* `POST …/fault`     {endpoint, kind: slow|down|html403|empty|reset, count?}; `DELETE` ends them all
* `POST …/redis`     {kind: full|read_only|loading|hang|lost}; `DELETE` ends them all
* `POST …/profile`   {profile: documented|2026|newest}: also ends the API's faults
* `POST …/confirm`   {invocation_id?}: as the platform's staff would; the newest report by default
* `POST …/restart`   {}: the bot is stopped and started again
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Any

from aiohttp import web

from bot.sandbox.api import Api, Fault, Profile
from bot.sandbox.bot import Bot
from bot.sandbox.clock import MovableClock
from bot.sandbox.redis_proxy import FULL, LOADING, READ_ONLY, Proxy
from bot.sandbox.slack import Slack
from bot.sandbox.world import SANDBOX

PREFIX = "/_sandbox/world"
OFFERED = 5  # invocation ids, to try a report with
LONGEST = timedelta(days=31).total_seconds()
STEP = timedelta(hours=1).total_seconds()
PAUSE = 0.3  # seconds between steps, in which the bot does what is due
FAULTS: dict[str, tuple[str, dict[str, Any]]] = {
    "slow": ("Slow", {"kind": "slow", "delay": 30.0}),
    "down": ("Down (503)", {"kind": "answer", "status": 503}),
    "html403": (
        "HTML page (403)",
        {
            "kind": "answer",
            "status": 403,
            "body": "<html><body><h1>403 Forbidden</h1></body></html>",
            "content_type": "text/html",
        },
    ),
    "silent": ("Silent", {"kind": "silent"}),
    "empty": ("Empty", {"kind": "empty"}),
    "reset": ("Connection reset", {"kind": "reset"}),
}
REDIS: dict[str, tuple[str, dict[str, Any]]] = {
    "full": ("Full", {"command": "@growing", "error": FULL}),
    "read_only": ("Read-only", {"command": "@write", "error": READ_ONLY}),
    "loading": ("Loading its data", {"command": "@data", "error": LOADING}),
    "hang": ("Hangs", {"command": "*", "silent": True}),
    "lost": ("Loses each answer", {"command": "*", "reset": True, "after_effect": True}),
}
PROFILES: dict[Profile, str] = {
    "documented": "API as in its docs",
    "2026": "API as it is in 2026",
    "newest": "API as in its newest code",
}


class Control:
    """What the page's *World* drawer can do; *slack* and *bot* are set once they are there."""

    slack: Slack
    bot: Bot

    def __init__(self, clock: MovableClock, api: Api, redis: Proxy) -> None:
        self._clock = clock
        self._api = api
        self._redis = redis
        self._moving = asyncio.Lock()

    def routes(self) -> list[web.RouteDef]:
        """Return the routes, for the sandbox's Slack to serve."""
        posts: dict[str, Callable[[Mapping[str, Any]], Awaitable[None]]] = {
            "clock": self.move_clock,
            "fault": self.add_fault,
            "redis": self.break_redis,
            "profile": self.change_profile,
            "confirm": self.confirm,
            "restart": self.restart,
        }
        return [
            web.get(PREFIX, self.show),
            web.delete(f"{PREFIX}/fault", self.end_faults),
            web.delete(f"{PREFIX}/redis", self.mend_redis),
            *(web.post(f"{PREFIX}/{name}", _taking_json(do)) for name, do in posts.items()),
        ]

    async def show(self, request: web.Request) -> web.Response:
        return web.json_response(
            {
                "now": self._clock().isoformat(),
                "profile": self._api.profile,
                "profiles": PROFILES,
                "kinds": {kind: name for kind, (name, _) in FAULTS.items()},
                "faults": [
                    {"where": fault.endpoint, "name": _name(fault, FAULTS), "count": fault.times}
                    for fault in self._api.faults
                ],
                "slack_faults": [
                    {"where": fault.method, "name": fault.words, "count": fault.count}
                    for fault in self.slack.faults
                ],
                "redis_kinds": {kind: name for kind, (name, _) in REDIS.items()},
                "redis_faults": [
                    {"where": "Redis", "name": _name(fault, REDIS), "count": fault.count}
                    for fault in self._redis.faults
                ],
                "bot": self.bot.state,
                "invocations": self._api.world.invocations(SANDBOX, OFFERED),
            }
        )

    async def move_clock(self, body: Mapping[str, Any]) -> None:
        seconds = float(body["seconds"])
        if not 0 < seconds <= LONGEST:
            raise ValueError("time only goes forward, by 31 days at most")
        async with self._moving:
            while seconds > STEP:
                self._forward(STEP)
                seconds -= STEP
                await asyncio.sleep(PAUSE)
            self._forward(seconds)

    def _forward(self, seconds: float) -> None:
        self._clock.forward(timedelta(seconds=seconds))
        self.slack.parts.workspace.changed()  # what was today is yesterday now

    async def add_fault(self, body: Mapping[str, Any]) -> None:
        _, details = FAULTS[body["kind"]]
        self._api.faults.add(body["endpoint"], **details, times=body.get("count"))

    async def break_redis(self, body: Mapping[str, Any]) -> None:
        _, details = REDIS[body["kind"]]
        self._redis.faults.add(count=None, **details)

    async def mend_redis(self, request: web.Request) -> web.Response:
        self._redis.faults.clear()
        return web.json_response({"ok": True})

    async def end_faults(self, request: web.Request) -> web.Response:
        self._api.faults.clear()
        return web.json_response({"ok": True})

    async def change_profile(self, body: Mapping[str, Any]) -> None:
        if body["profile"] not in PROFILES:
            raise ValueError(f"the profiles are {', '.join(PROFILES)}")
        self._api.profile = body["profile"]
        self._api.faults.clear()

    async def confirm(self, body: Mapping[str, Any]) -> None:
        reports = self._api.world.reports
        newest = next((report.invocation_id for report in reversed(list(reports))), "")
        reports.confirm(body.get("invocation_id") or newest, self._clock())

    async def restart(self, body: Mapping[str, Any]) -> None:
        await self.bot.restart()


def _name(fault: Any, names: Mapping[str, tuple[str, dict[str, Any]]]) -> str:
    """Return what the page calls *fault*: as its button, or what it is."""
    for name, details in names.values():
        if all(getattr(fault, field) == value for field, value in details.items()):
            return name
    if isinstance(fault, Fault):
        return f"Answer ({fault.status})" if fault.kind == "answer" else fault.kind.capitalize()
    return str(fault.command)


def _taking_json(
    do: Callable[[Mapping[str, Any]], Awaitable[None]],
) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def handle(request: web.Request) -> web.Response:
        try:
            await do(await request.json())
        except (KeyError, TypeError, ValueError) as exc:  # msgspec's errors are ValueErrors
            return web.json_response({"ok": False, "error": str(exc)}, status=400)
        return web.json_response({"ok": True})

    return handle
