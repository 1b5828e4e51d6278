"""Every other path: the API takes it for a chute's host name and wants to know who asks."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from bot.sandbox.api.answers import Json


class Elsewhere:
    """Answers whatever no route takes; never with 404 for the path, 405 or a redirect."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        response = await self.answer(Request(scope, receive))
        await response(scope, receive, send)

    async def answer(self, request: Request) -> Response:
        return Json({"detail": "Authentication required."}, 401)
