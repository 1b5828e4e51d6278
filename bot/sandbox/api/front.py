"""The front door: notes each request, lets a fault strike it, or shows it to the app."""

from collections.abc import Callable
from typing import Any

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.sandbox.api.endpoints import endpoint_of
from bot.sandbox.api.requests import Asked
from bot.sandbox.api.server import Api, Profile
from bot.sandbox.api.strikes import Struck, strike
from bot.sandbox.loopback import REFUSED, is_local


class Front:
    def __init__(
        self,
        api: Api,
        app_of: Callable[[Profile], ASGIApp],
        control: ASGIApp,
        connections: set[Any],
    ) -> None:
        self._api = api
        self._app_of = app_of
        self._control = control
        self._connections = connections

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        if not is_local(headers.get("host", ""), headers.get("origin")):
            await PlainTextResponse(REFUSED, 403)(scope, receive, send)
            return
        if scope["path"].startswith("/_sandbox/"):
            await self._control(scope, receive, send)
            return
        asked = self._note(scope)

        async def noting(message: Message) -> None:
            if message["type"] == "http.response.start":
                asked.status = message["status"]
            await send(message)

        app = self._app_of(self._api.profile)
        faults = self._api.faults
        if fault := faults.take(asked.endpoint):
            await faults.hold(fault.delay)
            await strike(Struck(fault, faults, app, (scope, receive, noting), self._connections))
        else:
            await app(scope, receive, noting)

    def _note(self, scope: Scope) -> Asked:
        asked = Asked(
            at=self._api.now(),
            endpoint=endpoint_of(scope["method"], scope["path"]),
            method=scope["method"],
            path=scope["path"],
            query=scope["query_string"].decode("latin-1"),
            headers=dict(Headers(scope=scope)),
        )
        self._api.requests.add(asked)
        return asked
