"""The API's routes under one of its two profiles."""

from functools import partial

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.sandbox.api import answers, report
from bot.sandbox.api.credentials import NOBODY, asker
from bot.sandbox.api.exports import Exports
from bot.sandbox.api.server import Api, Profile
from bot.sandbox.api.shelf import Shelf
from bot.sandbox.api.statistics import Statistics

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")  # of the catch-all


def create_app(api: Api, profile: Profile, shelf: Shelf) -> FastAPI:
    """Return the documented API, or what became of it: by 2026, and in its newest code.

    `/openapi.json` tells which endpoints there are.
    """
    has_catch_all = profile != "newest"
    app = FastAPI(
        title="Chutes API",
        redirect_slashes=not has_catch_all,
        strict_content_type=False,
        default_response_class=answers.Json,
    )
    app.add_exception_handler(RequestValidationError, answers.on_invalid)
    app.add_exception_handler(HTTPException, answers.on_refused)
    app.include_router(Statistics(api, profile).routes())
    app.include_router(Exports(api, profile, shelf).routes())
    if profile == "documented":
        app.include_router(report.routes(api))

    @app.get("/ping")
    async def ping() -> dict[str, str]:
        return {"message": "pong"}

    if has_catch_all:
        elsewhere = partial(_elsewhere, api)
        app.router.routes.append(Route("/{path:path}", elsewhere, methods=METHODS))
    return app


async def _elsewhere(api: Api, request: Request) -> Response:
    """Answer on every other path: it is taken for a chute's host name, which needs an account."""
    try:
        await asker(request, api)
    except HTTPException as exc:
        if exc.detail == NOBODY:
            raise HTTPException(401, "Authentication required.") from None
        raise
    raise HTTPException(404, "No matching chute found!")
