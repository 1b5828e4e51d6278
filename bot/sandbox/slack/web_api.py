"""The Web API's door: bodies, tokens, scopes, pace, faults, and Slack's form of answer."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from bot.sandbox.slack.errors import Refusal
from bot.sandbox.slack.faults import Faults
from bot.sandbox.slack.installation import Installation
from bot.sandbox.slack.pace import Pace
from bot.sandbox.slack.strikes import guarded
from bot.sandbox.slack.wire import Entry, Wire

Args = Mapping[str, Any]
MALFORMED = {  # fields that hold JSON, and what Slack says when they do not
    "blocks": "invalid_blocks_format",
    "attachments": "invalid_attachments",
    "metadata": "invalid_metadata_format",
    "view": "invalid_arguments",
    "files": "invalid_arguments",
    "message": "invalid_arguments",
}


@dataclass(frozen=True)
class Method:
    """What `/api/<name>` does; it may be called with one of *scopes* (none: with any token)."""

    run: Callable[[Args], dict[str, Any]]
    scopes: tuple[str, ...] = ()
    token: str | None = "bot"  # "bot", "app", or None for a method that needs none
    takes_json: bool = True  # else only forms and queries are read


class WebApi:
    def __init__(self, app: Installation, wire: Wire, faults: Faults, pace: Pace) -> None:
        self.methods: dict[str, Method] = {}
        self._app = app
        self._wire = wire
        self._faults = faults
        self._pace = pace

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer one call."""
        name = request.match_info["method"]
        entry = self._wire.from_bot(name, "", {})
        try:
            if name not in self.methods:
                raise Refusal("unknown_method", req_method=name)
            args = await _arguments(request, self.methods[name].takes_json)
        except Refusal as refusal:
            return self._refused(name, entry, refusal)
        token = _token(request, args)
        entry.payload, entry.summary = args, _summary(args)

        async def answer() -> web.StreamResponse:
            try:
                return self._answer(name, args, token, entry)
            except Refusal as refusal:
                return self._refused(name, entry, refusal)

        return await guarded(self._faults, request, (name, args), answer, entry)

    def _answer(self, name: str, args: Args, token: str | None, entry: Entry) -> web.StreamResponse:
        method = self.methods[name]
        if method.token:
            self._app.check_token(token, method.token)
        if method.token == "bot":
            self._app.check_scopes(*method.scopes)
        entry.payload = decoded = _decoded(args)
        self._pace.check(name, args.get("channel"))
        answer = {"ok": True, **method.run(decoded)}
        entry.status = "ok"
        return web.json_response(answer, headers=self._headers(name))

    def _headers(self, name: str) -> dict[str, str]:
        method = self.methods.get(name)
        headers = {"x-oauth-scopes": ",".join(sorted(self._app.scopes))}
        if method and method.scopes:
            headers["x-accepted-oauth-scopes"] = ",".join(method.scopes)
        if method and method.token == "app":
            headers["x-oauth-scopes"] = "connections:write"
        return headers

    def _refused(self, name: str, entry: Entry, refusal: Refusal) -> web.StreamResponse:
        entry.status, entry.refused = refusal.code, refusal.reasons or [refusal.code]
        headers = self._headers(name)
        if refusal.retry_after is not None:
            headers["Retry-After"] = str(refusal.retry_after)
        body = {"ok": False, "error": refusal.code, **refusal.details}
        return web.json_response(body, status=refusal.status, headers=headers)


def _token(request: web.Request, args: dict[str, Any]) -> str | None:
    given = args.pop("token", None)
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    return token if kind == "Bearer" else given


async def _arguments(request: web.Request, takes_json: bool) -> dict[str, Any]:
    args: dict[str, Any] = dict(request.query)
    if request.method == "GET" or not request.can_read_body:
        return args
    if request.content_type == "application/json":
        document = await _document(request)
        return {**args, **(document if takes_json else {})}
    if request.content_type in ("application/x-www-form-urlencoded", "multipart/form-data"):
        return {**args, **await request.post()}
    raise Refusal("invalid_post_type")


async def _document(request: web.Request) -> dict[str, Any]:
    try:
        document = await request.json()
    except ValueError as exc:
        raise Refusal("invalid_json") from exc
    if not isinstance(document, dict):
        raise Refusal("json_not_object")
    return document


def _decoded(args: Args) -> dict[str, Any]:
    return {name: _value(name, value) for name, value in args.items() if value is not None}


def _value(name: str, value: Any) -> Any:
    if name not in MALFORMED or not isinstance(value, str) or not value:
        return value
    try:
        return json.loads(value)
    except ValueError as exc:
        raise Refusal(MALFORMED[name]) from exc


def _summary(args: Args) -> str:
    where = args.get("channel") or args.get("channel_id") or args.get("user_id") or ""
    return f"{where} {str(args.get('text', ''))[:80]}".strip()
