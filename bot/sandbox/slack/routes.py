"""The drive API over HTTP: `/_sandbox/…`, documented in `drive`."""

import json
from collections.abc import Awaitable, Callable
from inspect import isawaitable
from typing import Any

import msgspec
from aiohttp import web

from bot.sandbox.slack.drive import Slack
from bot.sandbox.slack.errors import Mistaken

PREFIX = "/_sandbox"
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def drive_routes(slack: Slack) -> list[web.RouteDef]:
    """Return the routes that drive *slack*."""
    posts: dict[str, Callable[..., Any]] = {
        "type": slack.type,
        "shortcut": slack.shortcut,
        "submit": slack.submit,
        "close": slack.close,
        "home": slack.home,
        "read": slack.read,
        "reload": slack.reload,
        "faults": slack.faults.add,
        "disconnect": slack.disconnect,
        "hello": slack.hello,
        "events": slack.events,
        "edit": slack.edit,
        "delete": slack.delete,
        "act": _acting(slack),
        "suggest": _suggesting(slack),
    }

    async def state(request: web.Request) -> web.Response:
        return web.json_response(slack.state(_person(request)))

    async def wire(request: web.Request) -> web.Response:
        return web.json_response(slack.wire.rows(int(request.query.get("after", 0))))

    async def faults(request: web.Request) -> web.Response:
        return web.json_response([msgspec.to_builtins(fault) for fault in slack.faults])

    async def forget_faults(request: web.Request) -> web.Response:
        slack.faults.clear()
        return web.json_response({"ok": True})

    return [
        web.get(f"{PREFIX}/state", careful(state)),
        web.get(f"{PREFIX}/wire", careful(wire)),
        web.get(f"{PREFIX}/faults", faults),
        web.delete(f"{PREFIX}/faults", forget_faults),
        *(web.post(f"{PREFIX}/{name}", careful(_post(run))) for name, run in posts.items()),
    ]


def _post(run: Callable[..., Any]) -> Handler:
    async def handle(request: web.Request) -> web.Response:
        args = await _json(request)
        if "as" in args:
            args["as_"] = args.pop("as")
        try:
            result = run(**args)
        except TypeError as exc:
            raise Mistaken(f"These arguments do not fit: {exc}") from exc
        result = await result if isawaitable(result) else result
        return web.json_response(result if isinstance(result, dict) else {"ok": True})

    return handle


def _acting(slack: Slack) -> Callable[..., Any]:
    def act(as_: str, action_id: str, **args: Any) -> Any:
        where = {key: args.pop(key) for key in _WHERE if key in args}
        args.pop("type", None)
        given = next(iter(args.values())) if len(args) == 1 else args or None
        return slack.act(as_, action_id, given, **where)

    return act


def _suggesting(slack: Slack) -> Callable[..., Any]:
    async def suggest(**args: Any) -> dict[str, Any]:
        return {"ok": True, "options": await slack.suggest(**args)}

    return suggest


_WHERE = ("channel", "ts", "view_id", "block_id")


def careful(handler: Handler) -> Handler:
    async def handle(request: web.Request) -> web.StreamResponse:
        try:
            return await handler(request)
        except Mistaken as mistake:
            return web.json_response({"ok": False, "error": str(mistake)}, status=400)

    return handle


def _person(request: web.Request) -> str:
    return request.query.get("as", "ada")


async def _json(request: web.Request) -> dict[str, Any]:
    if request.content_type != "application/json":
        raise Mistaken("The body has to be JSON, and say so.")
    try:
        args = await request.json()
    except json.JSONDecodeError as exc:
        raise Mistaken("The body is not JSON.") from exc
    if not isinstance(args, dict):
        raise Mistaken("The body has to be a JSON object.")
    return args
