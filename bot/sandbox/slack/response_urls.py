"""`response_url`: five answers within thirty minutes, without a token."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from aiohttp import web

from bot.clock import Clock
from bot.sandbox.slack import cast
from bot.sandbox.slack.drafts import draft, from_app, options
from bot.sandbox.slack.errors import Refusal
from bot.sandbox.slack.faults import Faults
from bot.sandbox.slack.ids import new_id
from bot.sandbox.slack.installation import Installation
from bot.sandbox.slack.messages import Message
from bot.sandbox.slack.strikes import guarded
from bot.sandbox.slack.wire import Entry, Wire
from bot.sandbox.slack.workspace import Workspace

USES = 5
LIFETIME = timedelta(minutes=30)


@dataclass
class Address:
    """Where a response_url leads. *source* is the message that was clicked: only a click's
    answers may replace or delete it; *threads* is False where Slack ignores `thread_ts`."""

    user: str
    channel: str
    until: datetime
    source: Message | None = None
    threads: bool = True
    uses: int = 0


class ResponseUrls:
    def __init__(
        self, app: Installation, workspace: Workspace, wire: Wire, faults: Faults, clock: Clock
    ) -> None:
        self._app = app
        self._workspace = workspace
        self._wire = wire
        self._faults = faults
        self._clock = clock
        self._addresses: dict[str, Address] = {}

    def issue(
        self, user: str, channel: str, *, source: Message | None = None, threads: bool = True
    ) -> str:
        """Return a URL that answers *user* in *channel*."""
        name = new_id("R") + new_id("R")
        until = self._clock() + LIFETIME
        self._addresses[name] = Address(user, channel, until, source, threads)
        return f"{self._workspace.url}response/{cast.TEAM}/{name}"

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Take one answer; say `ok`, or Slack's word for why not."""
        text = await request.text()
        entry = self._wire.from_bot("response_url", "an answer", text)
        try:
            payload = _json(request, text)
        except Refusal as refusal:
            return _refused(entry, refusal)
        entry.payload, entry.summary = payload, str(payload.get("text", ""))[:80]

        async def answer() -> web.StreamResponse:
            try:
                self.answer(self._address(request.match_info["name"]), payload)
            except Refusal as refusal:
                return _refused(entry, refusal)
            entry.status = "ok"
            return web.Response(text="ok")

        return await guarded(self._faults, request, ("response_url", payload), answer, entry)

    def answer(self, address: Address, payload: dict[str, Any]) -> None:
        """Carry out what *payload* says; raise `Refusal`."""
        if address.source and _is_true(payload.get("delete_original")):
            self._delete(address.source)
            return
        body = draft(payload, native=self._app.native_blocks)
        if address.source and _is_true(payload.get("replace_original")):
            self._replace(address.source, body)
        else:
            self.post(address, body, payload)

    def post(self, address: Address, body: dict[str, Any], payload: dict[str, Any]) -> Message:
        """Post *body* anew, for everybody if *payload* says `in_channel`."""
        kind = payload.get("response_type", "ephemeral")
        if kind not in ("ephemeral", "in_channel"):
            raise Refusal("invalid_response_type", status=400)
        if address.threads and payload.get("thread_ts"):
            body = {**body, "thread_ts": str(payload["thread_ts"])}
        elif address.source and address.source.is_reply:
            body = {**body, "thread_ts": address.source.thread_ts}
        only_for = address.user if kind == "ephemeral" else None
        body = {**from_app(self._app.manifest.bot_name), **body}
        return self._workspace.post(
            Message(address.channel, body, only_for, None, options(payload))
        )

    def _address(self, name: str) -> Address:
        address = self._addresses.get(name)
        if address is None or self._clock() > address.until:
            raise Refusal("expired_url", status=404)
        if address.uses >= USES:
            raise Refusal("used_url", status=404)
        address.uses += 1
        return address

    def _replace(self, source: Message, body: dict[str, Any]) -> None:
        self._check_still_there(source)
        kept = {
            key: value for key, value in source.body.items() if key not in ("blocks", "attachments")
        }
        edited = {"user": cast.BOT_USER, "ts": self._workspace.new_ts()}
        source.body = {**kept, **body, "edited": edited}
        self._workspace.changed(source.only_for)

    def _delete(self, source: Message) -> None:
        self._check_still_there(source)
        self._workspace.remove(source)

    def _check_still_there(self, source: Message) -> None:
        if not self._workspace.messages.has(source):
            raise Refusal("message_not_found", status=404)


def _is_true(value: object) -> bool:
    return value in (True, "true")


def _json(request: web.Request, text: str) -> dict[str, Any]:
    try:
        payload = json.loads(text)
    except ValueError as exc:
        raise Refusal("invalid_payload", status=400) from exc
    if request.content_type != "application/json" or not isinstance(payload, dict):
        raise Refusal("invalid_payload", status=400)
    return payload


def _refused(entry: Entry, refusal: Refusal) -> web.StreamResponse:
    entry.status, entry.refused = refusal.code, [refusal.code, *refusal.reasons]
    if refusal.status == 404:
        body = {"ok": False, "error": refusal.code}
        return web.json_response(body, status=404)
    status = refusal.status if refusal.status >= 400 else 400
    return web.Response(text=refusal.code, status=status)
