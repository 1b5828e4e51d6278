"""One server on loopback: the Web API, the sockets, response URLs, the drive API and the page."""

import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web

from bot.clock import Clock, utc_now
from bot.sandbox.loopback import REFUSED, is_local
from bot.sandbox.slack.background import Background
from bot.sandbox.slack.changes import Changes
from bot.sandbox.slack.drive import Slack
from bot.sandbox.slack.manifest import Manifest
from bot.sandbox.slack.parts import assemble
from bot.sandbox.slack.routes import drive_routes

PAGE = Path(__file__).parent.parent / "page" / "dist"
HINT = "The page is not built; the drive API under /_sandbox/ works without it.\n"
BODY_MAX = 256 * 2**20  # bytes; uploads are the largest


@asynccontextmanager
async def open_slack(
    manifest: Path | Mapping[str, Any],
    port: int = 0,
    clock: Clock = utc_now,
    routes: Iterable[web.AbstractRouteDef] = (),
) -> AsyncIterator[Slack]:
    """Open a workspace with the app of *manifest* installed, on 127.0.0.1:*port* (0: any).

    *routes* are served besides its own. Payloads go through Socket Mode until `deliver_to`.
    """
    with socket.create_server(("127.0.0.1", port)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        async with Background() as background, aiohttp.ClientSession() as session:
            slack = Slack(assemble(Manifest.read(manifest), url, clock, background), session)
            runner = web.AppRunner(_site(slack, routes), access_log=None, shutdown_timeout=0.5)
            await runner.setup()
            await web.SockSite(runner, listener).start()
            try:
                yield slack
            finally:
                slack.faults.clear()
                await slack.parts.socket.close()
                await runner.cleanup()


def _site(slack: Slack, routes: Iterable[web.AbstractRouteDef]) -> web.Application:
    changes = Changes(slack.parts.workspace)
    site = web.Application(middlewares=[only_loopback], client_max_size=BODY_MAX)
    site.add_routes(
        [
            web.route("*", "/api/{method}", slack.parts.web_api.handle),
            web.get("/link/", slack.parts.socket.connect),
            web.post("/response/{team}/{name}", slack.parts.response_urls.handle),
            web.post("/upload/v1/{ticket}", slack.parts.files.upload),
            web.get("/files/{file}/{name}", slack.parts.files.download),
            *drive_routes(slack),
            web.get("/_sandbox/changes", changes.watch),
            *routes,
            web.get("/", _index),
            web.get("/archives/{rest:.*}", _index),
        ]
    )
    site.on_shutdown.append(changes.close)
    if PAGE.is_dir():
        site.router.add_static("/", PAGE)
    return site


@web.middleware
async def only_loopback(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Refuse requests that a web site elsewhere makes a browser send here."""
    if not is_local(request.host, request.headers.get("Origin")):
        return web.Response(status=403, text=REFUSED)
    return await handler(request)


async def _index(request: web.Request) -> web.StreamResponse:
    index = PAGE / "index.html"
    return web.FileResponse(index) if index.is_file() else web.Response(text=HINT)
