"""An Invocations API on this machine, as documentation and measurements of the real one have it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from starlette.types import ASGIApp

from bot.sandbox.api.app import create_app
from bot.sandbox.api.control import Control
from bot.sandbox.api.faults import Fault, Faults
from bot.sandbox.api.front import Front
from bot.sandbox.api.server import Api, Profile, listening
from bot.sandbox.api.shelf import Shelf
from bot.sandbox.world import World

__all__ = ["Api", "Fault", "Faults", "Profile", "open_api"]


@asynccontextmanager
async def open_api(
    world: World, host: str = "127.0.0.1", port: int = 0, profile: Profile = "documented"
) -> AsyncIterator[Api]:
    """Serve *world* until the block ends; port 0 takes any free one, `api.url` says which."""
    api = Api(world, profile)
    with TemporaryDirectory(prefix="sandbox-exports-") as folder:
        shelf = Shelf(Path(folder))

        @cache
        def app_of(profile: Profile) -> ASGIApp:
            return create_app(api, profile, shelf)

        def front(connections: set[Any]) -> Front:
            return Front(api, app_of, Control(api).app(), connections)

        async with listening(front, host, port) as api.url:
            try:
                yield api
            finally:
                api.faults.clear()
