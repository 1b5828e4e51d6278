"""The sandbox's own switches, over HTTP under `/_sandbox/`."""

from typing import Any

import msgspec
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.sandbox.api import hotkeys, tokens
from bot.sandbox.api.answers import Json
from bot.sandbox.api.faults import Fault
from bot.sandbox.api.server import Api, Profile
from bot.sandbox.world import NEIGHBOUR, SANDBOX


class Choice(msgspec.Struct, forbid_unknown_fields=True):
    profile: Profile


class Control:
    """
    * GET, POST, DELETE `/_sandbox/faults`     those to come; one more (a `Fault`); none
    * GET, PUT `/_sandbox/profile`             `{"profile": "documented"}`, `2026` or `newest`
    * GET `/_sandbox/invocations?limit=`       ids of requests, by what a report of them meets
    * GET `/_sandbox/reports`                  the reports that people filed
    * POST `/_sandbox/reports/{id}/confirm`    as the platform's staff would
    * GET, DELETE `/_sandbox/requests`         what was asked, faults included; forget it
    * GET `/_sandbox/credentials`              keys, token and hotkey of the sandbox's account
    """

    def __init__(self, api: Api) -> None:
        self._api = api

    def app(self) -> Starlette:
        routes = [
            Route("/_sandbox/faults", self.faults, methods=["GET", "POST", "DELETE"]),
            Route("/_sandbox/profile", self.profile, methods=["GET", "PUT"]),
            Route("/_sandbox/invocations", self.invocations),
            Route("/_sandbox/reports", self.reports),
            Route("/_sandbox/reports/{id}/confirm", self.confirm, methods=["POST"]),
            Route("/_sandbox/requests", self.requests, methods=["GET", "DELETE"]),
            Route("/_sandbox/credentials", self.credentials),
        ]
        return Starlette(routes=routes, exception_handlers={msgspec.MsgspecError: _mistaken})

    async def faults(self, request: Request) -> Response:
        if request.method == "POST":
            self._api.faults.put(msgspec.json.decode(await request.body(), type=Fault))
        elif request.method == "DELETE":
            self._api.faults.clear()
        return Json(list(self._api.faults))

    async def profile(self, request: Request) -> Response:
        if request.method == "PUT":
            self._api.profile = msgspec.json.decode(await request.body(), type=Choice).profile
        return Json(Choice(self._api.profile))

    async def invocations(self, request: Request) -> Response:
        limit = msgspec.convert(request.query_params.get("limit", "20"), int, strict=False)
        world = self._api.world
        return Json(
            {
                "ours": world.invocations(SANDBOX, limit),
                "neighbours": world.invocations(NEIGHBOUR, limit),
                "strangers": world.invocations(None, limit),
                "reported": world.reported_invocations(SANDBOX, limit),
            }
        )

    async def reports(self, request: Request) -> Response:
        return Json(list(self._api.world.reports))

    async def confirm(self, request: Request) -> Response:
        try:
            report = self._api.world.reports.confirm(request.path_params["id"], self._api.now())
        except KeyError:
            return Json({"error": "nobody reported that invocation"}, 404)
        return Json(report)

    async def requests(self, request: Request) -> Response:
        if request.method == "DELETE":
            self._api.requests.clear()
        return Json(list(self._api.requests))

    async def credentials(self, request: Request) -> Response:
        return Json(
            {
                "admin_key": SANDBOX.admin_key,
                "scoped_key": SANDBOX.scoped_key,
                "token": tokens.issue(SANDBOX.user_id, self._api.now()),
                "hotkey_seed": SANDBOX.hotkey_seed,
                "hotkey": hotkeys.address(SANDBOX),
            }
        )


async def _mistaken(request: Request, error: Any) -> Response:
    return Json({"error": str(error)}, 400)
