"""An Invocations API on this machine, as the public documentation and measurements have it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI, HTTPException
from fastapi.exceptions import RequestValidationError

from bot.sandbox.api import answers, statistics
from bot.sandbox.api.elsewhere import Elsewhere
from bot.sandbox.api.server import Api, Profile, listening
from bot.sandbox.world import World

__all__ = ["Api", "Profile", "open_api"]


@asynccontextmanager
async def open_api(
    world: World, host: str = "127.0.0.1", port: int = 0, profile: Profile = "documented"
) -> AsyncIterator[Api]:
    """Serve *world* until the block ends; port 0 takes any free one, `api.url` says which."""
    api = Api(world, profile)
    async with listening(_app(api), host, port) as (_, api.url):
        yield api


def _app(api: Api) -> FastAPI:
    app = FastAPI(
        openapi_url=None,
        redirect_slashes=False,
        default_response_class=answers.Json,
        strict_content_type=False,
    )
    app.add_exception_handler(RequestValidationError, answers.on_invalid)
    app.add_exception_handler(HTTPException, answers.on_refused)
    app.include_router(statistics.routes(api))

    @app.get("/ping")
    async def ping() -> dict[str, str]:
        return {"message": "pong"}

    app.router.add_route("/{path:path}", Elsewhere(), include_in_schema=False)
    return app
