"""Which HTTP requests are Slack's: bounded, signed, recent. Nothing of the others is kept.

Signatures are checked before Bolt sees a request: Bolt logs the body of what it rejects, answers
500 to a malformed timestamp, and has no limit for a body.
"""

import re
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from slack_sdk.signature import SignatureVerifier

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Asgi = Callable[[Scope, Receive, Send], Awaitable[None]]

MAX_BODY = 1024 * 1024  # bytes


class SignedOnly:
    """Passes on what Slack signed in the last five minutes; 401 for others, 413 for large ones."""

    def __init__(self, app: Asgi, signing_secret: str) -> None:
        self._app = app
        self._verifier = SignatureVerifier(signing_secret)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = await read_body(scope, receive)
        if body is None:
            await respond(send, 413, "Payload too large")
        elif not self._is_signed(_headers(scope), body):
            await respond(send, 401, "Not signed by Slack")
        else:
            await self._app(scope, _replay(body), send)

    def _is_signed(self, headers: dict[bytes, bytes], body: bytes) -> bool:
        timestamp = headers.get(b"x-slack-request-timestamp", b"").decode("latin-1")
        signature = headers.get(b"x-slack-signature", b"").decode("latin-1")
        if not re.fullmatch(r"[0-9]{1,12}", timestamp):
            return False
        if not re.fullmatch(r"v0=[0-9a-f]{64}", signature):
            return False
        try:
            return self._verifier.is_valid(body.decode(), timestamp, signature)
        except UnicodeDecodeError:
            return False


async def read_body(scope: Scope, receive: Receive) -> bytes | None:
    """Return the whole body; None if it is, or says it is, larger than `MAX_BODY`."""
    length = _headers(scope).get(b"content-length", b"0")
    if not length.isdigit() or int(length) > MAX_BODY:
        return None
    body = bytearray()
    more = True
    while more:
        part = await receive()
        body += part.get("body", b"")
        more = part.get("more_body", False)
        if len(body) > MAX_BODY:
            return None
    return bytes(body)


async def respond(
    send: Send, status: int, text: str | bytes, content_type: str = "text/plain; charset=utf-8"
) -> None:
    """Answer with a short text."""
    headers = [(b"content-type", content_type.encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    body = text.encode() if isinstance(text, str) else text
    await send({"type": "http.response.body", "body": body})


def _headers(scope: Scope) -> dict[bytes, bytes]:
    return dict(scope["headers"])


def _replay(body: bytes) -> Receive:
    async def receive() -> MutableMapping[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    return receive
